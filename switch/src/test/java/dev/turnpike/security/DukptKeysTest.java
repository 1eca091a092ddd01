package dev.turnpike.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptPurpose;
import dev.turnpike.security.dukpt.DukptTdes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Keys of many devices, out of turn, against the whole derivation. */
class DukptKeysTest {
    private final Random random = new Random(20261122);
    private final DukptKeys keys = new DukptKeys();

    private byte[] bytes(int n) {
        byte[] b = new byte[n];
        random.nextBytes(b);
        return b;
    }

    @Test
    void shouldGiveTheKeysOfTheWholeDerivationWhenMoreDevicesComeThanAreKept() {
        LoadedKey[] bases = {LoadedKey.clear(KeyUsage.DUKPT_BASE, 'T', bytes(16)), LoadedKey.clear(KeyUsage.DUKPT_INITIAL, 'T', bytes(16)),
            LoadedKey.clear(KeyUsage.DUKPT_BASE, 'A', bytes(32)), LoadedKey.clear(KeyUsage.DUKPT_INITIAL, 'A', bytes(16))};
        int right = 0;
        for (int i = 0; i < 30_000; i++) {
            int b = random.nextInt(4);
            int device = random.nextInt(random.nextInt(10) == 0 ? 100_000 : 50);
            int counter = 1 + random.nextInt(500);
            right += check(b + 1, bases[b], device, counter) ? 1 : 0;
            if (i % 10_000 == 9_999) {
                keys.unloaded(3, bases[2]);
                bases[2] = LoadedKey.clear(KeyUsage.DUKPT_BASE, 'A', bytes(16 + 8 * random.nextInt(3)));
            }
        }
        assertEquals(30_000, right);
    }

    private boolean check(int handle, LoadedKey base, int device, int counter) {
        byte[] serial = keys.serial();
        boolean des = base.algorithm == 'T';
        Blocks.putLong(serial, 0, des ? 0xFFFF_0000_0000_0000L | (long) device << 5 : (long) device << 32 | 7);
        Blocks.putInt(serial, 8, 0);
        Blocks.putInt(serial, des ? 6 : 8, des ? Blocks.getInt(serial, 6) & ~0x1FFFFF | counter : counter);
        DukptPurpose purpose = DukptPurpose.values()[random.nextInt(DukptPurpose.values().length)];
        DukptAes.KeyType type = des ? null : DukptAes.KeyType.values()[random.nextInt(3)];
        byte[] expected = des ? tdes(base, serial, purpose) : aes(base, serial, counter, purpose, type);
        LoadedKey key = keys.derive(handle, base, purpose, type, des ? 10 : 12);
        assertArrayEquals(expected, key.key);
        byte[] block = bytes(16);
        byte[] again = block.clone();
        try (LoadedKey whole = LoadedKey.clear(KeyUsage.MAC, key.algorithm, expected)) {
            whole.cipher.encrypt(again, 0, again, 0);
            key.cipher.encrypt(block, 0, block, 0);
            assertArrayEquals(again, block, "the expanded key is the new one");
            key.cmac().mac(serial, 0, 8, block, 0);
            whole.cmac().mac(serial, 0, 8, again, 0);
            assertArrayEquals(again, block, "and so are the subkeys");
        }
        key.close();
        keys.unloaded(900, key);
        return true;
    }

    private static byte[] tdes(LoadedKey base, byte[] serial, DukptPurpose purpose) {
        byte[] ksn = Arrays.copyOf(serial, 10);
        byte[] transaction = base.usage == KeyUsage.DUKPT_BASE ? DukptTdes.transactionKey(base.key, ksn)
            : DukptTdes.transactionKeyFromInitial(base.key, ksn);
        return DukptTdes.use(transaction, purpose.tdes());
    }

    private static byte[] aes(LoadedKey base, byte[] serial, int counter, DukptPurpose purpose, DukptAes.KeyType type) {
        byte[] id = Arrays.copyOf(serial, 8);
        byte[] derivation = base.usage == KeyUsage.DUKPT_BASE ? DukptAes.derivationKey(base.key, id, counter)
            : DukptAes.derivationKeyFromInitial(base.key.clone(), id, counter);
        return DukptAes.workingKey(derivation, id, counter, purpose.aes(), type);
    }

    @Test
    void shouldRefuseWhenTheSerialNumberHasAnotherLengthOrACounterThatNeverOccurs() {
        LoadedKey tdes = LoadedKey.clear(KeyUsage.DUKPT_BASE, 'T', bytes(16));
        Blocks.putInt(keys.serial(), 6, 1);
        assertNull(keys.derive(1, tdes, DukptPurpose.PIN, null, 12));
        assertNull(keys.derive(1, tdes, DukptPurpose.PIN, null, 9));
        Blocks.putInt(keys.serial(), 6, 0x1FFFFF);
        assertNull(keys.derive(1, tdes, DukptPurpose.PIN, null, 10));
        Blocks.putInt(keys.serial(), 6, 0);
        assertNull(keys.derive(1, tdes, DukptPurpose.PIN, null, 10));
    }
}
