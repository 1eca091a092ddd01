package dev.turnpike.security;

import dev.turnpike.security.cipher.BitslicedAes;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptPurpose;
import dev.turnpike.security.dukpt.DukptTdes;
import java.util.Arrays;

/**
 * Keys of one transaction with the rights of their purpose. Devices seen lately keep the keys on the way to their last transaction, so
 * that the next one costs one derivation; triple DES keys that are given back are used again. Confined to the module's thread.
 */
final class DukptKeys implements AutoCloseable {
    /** Devices that share a hash value before the one not used for longest makes room. */
    private static final int WAYS = 4;
    private static final int SETS = 1 << 10;
    private static final int SPARE_KEYS = 16;

    private final DukptDevice[] devices = new DukptDevice[SETS * WAYS];
    private final LoadedKey[] spare = new LoadedKey[SPARE_KEYS];
    private final BitslicedAes aes = new BitslicedAes();
    private final byte[] serial = new byte[12];
    private final byte[] working = new byte[32];
    private int spareCount;
    private long calls;

    /** Where the caller puts the key serial number: 10 bytes for triple DES, 12 for AES. */
    byte[] serial() {
        return serial;
    }

    /** 0, or why {@code base} gives no working key of {@code type}; triple DES gives one kind alone, which need not be named. */
    static int refusal(LoadedKey base, DukptAes.KeyType type) {
        if (base.algorithm == 'T') {
            return type == null || type == DukptAes.KeyType.TDES_2 ? 0 : SecurityStatus.ALGORITHM_REFUSED.code();
        }
        boolean des = type == DukptAes.KeyType.TDES_2 || type == DukptAes.KeyType.TDES_3;
        boolean wide = type == DukptAes.KeyType.AES_128 || type == DukptAes.KeyType.AES_192 || type == DukptAes.KeyType.AES_256;
        if (!des && !wide) {
            return SecurityStatus.ALGORITHM_REFUSED.code();
        }
        return wide && type.bytes() > base.key.length ? SecurityStatus.KEY_TOO_STRONG.code() : 0;
    }

    /**
     * The key for the {@link #serial()} of {@code length} bytes, or null when serial number or counter do not fit the base key.
     * {@link #refusal} must have been asked before.
     */
    LoadedKey derive(int handle, LoadedKey base, DukptPurpose purpose, DukptAes.KeyType type, int length) {
        if (base.algorithm == 'T') {
            int counter = DukptTdes.counter(serial);
            if (base.key.length != 16 || length != DukptTdes.KSN_BYTES || counter == 0 || Integer.bitCount(counter) > 10) {
                return null;
            }
            device(handle, base).tdes().workingKey(counter, purpose.tdes(), working, 0);
            return loaded(purpose, 'T', 16);
        }
        boolean des = type == DukptAes.KeyType.TDES_2 || type == DukptAes.KeyType.TDES_3;
        int counter = Blocks.getInt(serial, 8);
        if (length != 12 || !DukptAes.counterValid(counter)) {
            return null;
        }
        device(handle, base).aes().workingKey(counter, purpose.aes(), type, working, 0);
        return loaded(purpose, des ? 'T' : 'A', type.bytes());
    }

    private DukptDevice device(int handle, LoadedKey base) {
        boolean des = base.algorithm == 'T';
        long high = DukptDevice.idHigh(serial, des);
        long low = DukptDevice.idLow(serial, des);
        int first = set(handle, high, low) * WAYS;
        calls++;
        DukptDevice oldest = null;
        for (int i = first; i < first + WAYS; i++) {
            if (devices[i] == null) {
                devices[i] = new DukptDevice();
            }
            if (devices[i].is(handle, high, low)) {
                devices[i].touch(calls);
                return devices[i];
            }
            if (oldest == null || devices[i].used() < oldest.used()) {
                oldest = devices[i];
            }
        }
        oldest.become(handle, base, serial, aes);
        oldest.touch(calls);
        return oldest;
    }

    private static int set(int handle, long high, long low) {
        long h = (low >>> 5 ^ high ^ (long) handle << 40) * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 32) & SETS - 1;
    }

    private LoadedKey loaded(DukptPurpose purpose, char algorithm, int bytes) {
        for (int i = spareCount - 1; i >= 0 && algorithm == 'T'; i--) {
            LoadedKey key = spare[i];
            if (key.derivedFor == purpose && key.key.length == bytes) {
                spare[i] = spare[--spareCount];
                spare[spareCount] = null;
                key.replace(working);
                Wiping.wipe(working);
                return key;
            }
        }
        byte[] clear = Arrays.copyOf(working, bytes);
        LoadedKey key = made(purpose, algorithm, clear);
        key.derivedFor = purpose;
        Wiping.wipe(clear);
        Wiping.wipe(working);
        return key;
    }

    private static LoadedKey made(DukptPurpose purpose, char algorithm, byte[] key) {
        return switch (purpose) {
            case PIN -> new LoadedKey(KeyUsage.PIN_ENCRYPTION, "P0", algorithm, 'D', 'N', key);
            case PIN_ENCRYPTION -> new LoadedKey(KeyUsage.PIN_ENCRYPTION, "P0", algorithm, 'E', 'N', key);
            case MAC_REQUEST -> new LoadedKey(KeyUsage.MAC, "20", algorithm, 'V', 'N', key);
            case MAC_RESPONSE -> new LoadedKey(KeyUsage.MAC, "20", algorithm, 'G', 'N', key);
            case DATA_REQUEST -> new LoadedKey(KeyUsage.DATA_ENCRYPTION, "D0", algorithm, 'D', 'N', key);
            case DATA_RESPONSE -> new LoadedKey(KeyUsage.DATA_ENCRYPTION, "D0", algorithm, 'E', 'N', key);
        };
    }

    /** Takes note that {@code key}, wiped, is no longer behind {@code handle}. */
    void unloaded(int handle, LoadedKey key) {
        if (key.derivedFor != null && key.des != null) {
            if (spareCount < SPARE_KEYS) {
                spare[spareCount++] = key;
            }
        } else if (key.usage == KeyUsage.DUKPT_BASE || key.usage == KeyUsage.DUKPT_INITIAL) {
            for (DukptDevice device : devices) {
                if (device != null && device.isUnder(handle)) {
                    device.forget();
                }
            }
        }
    }

    /** Wipes the keys of all devices. */
    @Override
    public void close() {
        for (DukptDevice device : devices) {
            if (device != null) {
                device.forget();
            }
        }
        aes.close();
        Wiping.wipe(working);
    }
}
