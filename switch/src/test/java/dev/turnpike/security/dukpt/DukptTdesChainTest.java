package dev.turnpike.security.dukpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Hex;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DukptTdesChainTest {
    private final byte[] bdk = Hex.decode("0123456789ABCDEFFEDCBA9876543210");
    private final byte[] ksn = Hex.decode("FFFF9876543210E00000");
    private final DukptTdesChain chain = new DukptTdesChain(DukptTdes.initialKey(bdk, ksn), ksn);
    private final byte[] key = new byte[16];

    @Test
    void shouldGiveTheStandardsKeysWhenCountersFollowEachOther() {
        for (int counter = 1; counter <= 5_000; counter++) {
            compare(counter);
        }
    }

    @Test
    void shouldGiveTheStandardsKeysWhenCountersJump() {
        Random random = new Random(9);
        for (int i = 0; i < 2_000; i++) {
            compare(random.nextInt(1 << 21));
        }
        assertFalse(chain.transactionKey(0, key, 0));
        assertFalse(chain.transactionKey(1 << 21, key, 0));
    }

    private void compare(int counter) {
        byte[] serial = ksn.clone();
        Blocks.putInt(serial, 6, Blocks.getInt(serial, 6) & ~0x1FFFFF | counter);
        if (DukptTdes.counterValid(serial)) {
            assertTrue(chain.transactionKey(counter, key, 0));
            assertArrayEquals(DukptTdes.transactionKey(bdk, serial), key, "counter " + counter);
        } else {
            assertFalse(chain.transactionKey(counter, key, 0));
        }
    }
}
