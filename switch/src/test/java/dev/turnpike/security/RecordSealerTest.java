package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.turnpike.security.mac.HmacSha256;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSealerTest {
    @TempDir
    private Path folder;
    private final SecureRandom random = new SecureRandom();

    @Test
    void shouldAgreeWithThePlatformsHmacWhenTheMessageComesInPieces() {
        Random pieces = new Random(5);
        for (int keyLength : new int[] {1, 16, 32, 64, 65, 128}) {
            byte[] key = new byte[keyLength];
            pieces.nextBytes(key);
            try (RecordSealer sealer = RecordSealer.clear(key)) {
                for (int round = 0; round < 20; round++) {
                    byte[] message = new byte[pieces.nextInt(20_000)];
                    pieces.nextBytes(message);
                    // Direct memory, as the journal's own.
                    UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(message.length + 1));
                    buffer.putBytes(1, message);
                    for (int at = 0; at < message.length;) {
                        int length = Math.min(message.length - at, pieces.nextInt(6_000));
                        sealer.update(buffer, 1 + at, length);
                        at += length;
                    }
                    byte[] code = new byte[RecordSealer.LENGTH];
                    sealer.finish(new UnsafeBuffer(code), 0);
                    assertArrayEquals(HmacSha256.mac(key, message), code, keyLength + " " + round);
                }
            }
        }
    }

    @Test
    void shouldOpenTheKeyOfTheFileAloneAndUnderItsMasterKeyAlone() throws Exception {
        LocalMasterKey lmk = LocalMasterKey.random(random);
        KeyFile file = KeyFile.open(folder.resolve("keys"));
        assertNull(RecordSealer.open(file, lmk));
        DataKeys.ensure(file, lmk, random);
        try (RecordSealer sealer = RecordSealer.open(file, lmk)) {
            assertNotNull(sealer);
        }
        LocalMasterKey other = LocalMasterKey.random(random);
        assertThrows(IllegalStateException.class, () -> RecordSealer.open(file, other));
        file.put(DataKeys.JOURNAL_SEAL, KeyUsage.PAN_HASH, file.get(DataKeys.PAN_HASH).block());
        assertThrows(IllegalStateException.class, () -> RecordSealer.open(file, lmk));
    }

    @Test
    void shouldAllocateNothingPerSeal() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        UnsafeBuffer message = new UnsafeBuffer(ByteBuffer.allocateDirect(1_000));
        UnsafeBuffer code = new UnsafeBuffer(new byte[RecordSealer.LENGTH]);
        try (RecordSealer sealer = RecordSealer.clear(key)) {
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 20 && allocated > 0; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1_000; i++) {
                    sealer.update(message, 0, 700);
                    sealer.finish(code, 0);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertEquals(0, allocated);
        }
    }
}
