package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.turnpike.security.cipher.BitslicedAes;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptAesChain;
import dev.turnpike.security.dukpt.DukptPurpose;
import dev.turnpike.security.dukpt.DukptTdes;
import dev.turnpike.security.dukpt.DukptTdesChain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The calls of the message path allocate nothing once a key was used. */
class HotPathAllocationTest {
    private static final int CALLS = 20_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final SecureRandom random = new SecureRandom();
    private final LocalMasterKey lmk = LocalMasterKey.random(random);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, random);
    private final SoftwareSecurityModule module;
    private final UnsafeBuffer data = new UnsafeBuffer(new byte[250]);
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[128]);
    private final UnsafeBuffer pan = new UnsafeBuffer("6212345678901234563".getBytes(StandardCharsets.US_ASCII));

    HotPathAllocationTest() throws IOException {
        KeyFile file = KeyFile.open(Path.of("/nonexistent/keys"));
        DataKeys.ensure(file, lmk, random);
        module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(100).dataKeys(file).conclude());
    }

    @ParameterizedTest
    @EnumSource(MacAlgorithm.class)
    void shouldNotAllocateWhenMacsAreMadeAndVerified(MacAlgorithm algorithm) {
        String hex = "0123456789ABCDEFFEDCBA9876543210".repeat(algorithm.base() == MacAlgorithm.SM4_RETAIL ? 2 : 1)
            .substring(algorithm.base() == MacAlgorithm.X9_9_CBC ? 16 : 0);
        char cipher = switch (algorithm.base()) {
            case CMAC_AES -> 'A';
            case CMAC_SM4, UNIONPAY_ECB_SM4, SM4_CBC, SM4_RETAIL -> '4';
            case X9_9_CBC -> 'D';
            default -> 'T';
        };
        int key = module.load(testKeys.importClear(KeyUsage.MAC, cipher, 'C', Hex.decode(hex)), KeyUsage.MAC);
        assertNoAllocation(algorithm.name(), () -> {
            int made = module.generateMac(key, algorithm, MacOutput.RAW_8, data, 0, 250, out, 0);
            return made == 8 ? module.verifyMac(key, algorithm, MacOutput.RAW_8, data, 0, 250, out, 0, 8) : made;
        });
    }

    @ParameterizedTest
    @EnumSource(value = PinBlockFormat.class, names = {"ISO_0", "ISO_3", "ISO_4"})
    void shouldNotAllocateWhenPinsAreTranslated(PinBlockFormat format) {
        byte[] zpk = Hex.decode("89E88CF7931444F334BD7547FC3F380C");
        char cipher = format == PinBlockFormat.ISO_4 ? 'A' : 'T';
        int from = module.load(testKeys.importClear(KeyUsage.PIN_ENCRYPTION, 'T', 'B', zpk), KeyUsage.PIN_ENCRYPTION);
        int to = module.load(testKeys.importClear(KeyUsage.PIN_ENCRYPTION, cipher, 'B', zpk), KeyUsage.PIN_ENCRYPTION);
        UnsafeBuffer block = new UnsafeBuffer(new TerminalCrypto(random).pinKey(zpk).pinBlock(PinBlockFormat.ISO_0, "123456",
            "6212345678901234563"));
        assertNoAllocation("translate to " + format, () -> module.translatePin(from, PinBlockFormat.ISO_0, to, format, pan, 0, 19, block, 0, 8,
            out, 0) - format.lengthBytes());
    }

    @Test
    void shouldNotAllocateWhenBatchesRun() {
        byte[] clear = Hex.decode("0123456789ABCDEFFEDCBA9876543210");
        int mac = module.load(testKeys.importClear(KeyUsage.MAC, 'T', 'C', clear), KeyUsage.MAC);
        int sm4 = module.load(testKeys.importClear(KeyUsage.MAC, '4', 'C', clear), KeyUsage.MAC);
        int zpk = module.load(testKeys.importClear(KeyUsage.PIN_ENCRYPTION, 'T', 'B', clear), KeyUsage.PIN_ENCRYPTION);
        UnsafeBuffer block = new UnsafeBuffer(new TerminalCrypto(random).pinKey(clear).pinBlock(PinBlockFormat.ISO_0, "1234",
            "6212345678901234563"));
        MacBatch macs = new MacBatch(8);
        assertNoAllocation("MAC batch", () -> {
            macs.clear();
            for (int i = 0; i < 4; i++) {
                macs.generate(mac, MacAlgorithm.X9_19, MacOutput.RAW_8, data, i, 200, out, 8 * i);
                macs.generate(sm4, MacAlgorithm.CMAC_SM4, MacOutput.RAW_8, data, i, 200, out, 32 + 8 * i);
            }
            module.macs(macs);
            return macs.status(7) - 8;
        });
        PinBatch pins = new PinBatch(4);
        assertNoAllocation("PIN batch", () -> {
            pins.clear();
            for (int i = 0; i < 4; i++) {
                pins.translate(zpk, PinBlockFormat.ISO_0, zpk, PinBlockFormat.ISO_0, pan, 0, 19, block, 0, 8, out, 8 * i);
            }
            module.translatePins(pins);
            return pins.status(3) - 8;
        });
    }

    @Test
    void shouldNotAllocateWhenDukptKeysFollowEachOther() {
        byte[] clear = Hex.decode("0123456789ABCDEFFEDCBA9876543210");
        DukptTdesChain tdes = new DukptTdesChain(clear, new byte[10]);
        DukptAesChain aes = new DukptAesChain(clear, new byte[8], new BitslicedAes());
        byte[] key = new byte[16];
        int[] counter = new int[2];
        assertNoAllocation("TDES DUKPT", () -> {
            do {
                counter[0]++;
            } while (!tdes.workingKey(counter[0] & 0x1FFFFF, DukptTdes.Use.DATA_REQUEST, key, 0));
            return 0;
        });
        assertNoAllocation("AES DUKPT", () -> aes.workingKey(++counter[1], DukptAes.Use.PIN, DukptAes.KeyType.AES_128, key, 0) ? 0 : 1);
    }

    @Test
    void shouldNotAllocateWhenTransactionKeysAreDerivedAndGivenBack() {
        byte[] clear = Hex.decode("0123456789ABCDEFFEDCBA9876543210");
        int tdes = module.load(testKeys.importClear(KeyUsage.DUKPT_BASE, 'T', 'X', clear), KeyUsage.DUKPT_BASE);
        int aes = module.load(testKeys.importClear(KeyUsage.DUKPT_BASE, 'A', 'X', clear), KeyUsage.DUKPT_BASE);
        UnsafeBuffer ksn = new UnsafeBuffer(new byte[12]);
        int[] counter = new int[1];
        assertNoAllocation("derive", () -> {
            do {
                counter[0] = counter[0] % 0xFFFF + 1;
            } while (Integer.bitCount(counter[0]) > 10);
            ksn.putInt(8, 0);
            ksn.putInt(6, counter[0], ByteOrder.BIG_ENDIAN);
            int first = module.deriveDukpt(tdes, DukptPurpose.MAC_REQUEST, null, ksn, 0, 10);
            ksn.putInt(8, counter[0], ByteOrder.BIG_ENDIAN);
            ksn.putShort(6, (short) 0);
            int second = module.deriveDukpt(aes, DukptPurpose.PIN, DukptAes.KeyType.TDES_2, ksn, 0, 12);
            module.unload(first);
            module.unload(second);
            return first > 0 && second > 0 ? 0 : Math.min(first, second);
        });
    }

    @Test
    void shouldNotAllocateWhenSealingHashingAndDigesting() {
        long[] counter = new long[1];
        assertNoAllocation("seal", () -> module.sealPan(1, counter[0]++, pan, 0, 19, out, 0) - 47);
        assertNoAllocation("open", () -> module.openPan(out, 0, 47, data, 0) - 19);
        assertNoAllocation("panHash", () -> {
            module.panHash(pan, 0, 19, out, 0);
            return 0;
        });
        assertNoAllocation("contentDigest", () -> module.contentDigest(data, 0, 250) == 0 ? -1 : 0);
    }

    private interface Call {
        int run();
    }

    private void assertNoAllocation(String what, Call call) {
        for (int i = 0; i < CALLS; i++) {
            assertEquals(0, call.run(), what);
        }
        // One round may catch an allocation of the virtual machine's own (compilation, linkage); a call that allocates does so in all.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 3 && least > 0; round++) {
            least = Math.min(least, allocatedBytes(call, what));
        }
        assertTrue(least < CALLS / 10, what + " allocated " + least + " bytes in " + CALLS + " calls");
    }

    private long allocatedBytes(Call call, String what) {
        long id = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(id);
        int wrong = 0;
        for (int i = 0; i < CALLS; i++) {
            wrong |= call.run();
        }
        long allocated = threads.getThreadAllocatedBytes(id) - before;
        assertEquals(0, wrong, what);
        return allocated;
    }
}
