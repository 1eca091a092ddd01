package dev.turnpike.security;

import dev.turnpike.security.cipher.BitslicedAes;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptAesChain;
import dev.turnpike.security.dukpt.DukptTdes;
import dev.turnpike.security.dukpt.DukptTdesChain;
import java.util.Arrays;

/** The keys on the way to the last transaction of one device under one base key. Confined to the module's thread. */
final class DukptDevice {
    /** Handle of the base key; 0 when there is none. */
    private int baseKey;
    /** The serial number without counter: of triple DES the first 2 bytes, and the other 8 with the counter's bits zero; of AES the id. */
    private long idHigh;
    private long idLow;
    private DukptTdesChain tdes;
    private DukptAesChain aes;
    /** When it was last used, in calls of the module. */
    private long used;

    static long idHigh(byte[] serial, boolean des) {
        return des ? Blocks.getLong(serial, 0) >>> 48 : 0;
    }

    static long idLow(byte[] serial, boolean des) {
        return des ? Blocks.getLong(serial, 2) & ~0x1FFFFFL : Blocks.getLong(serial, 0);
    }

    boolean is(int base, long high, long low) {
        return baseKey == base && idHigh == high && idLow == low;
    }

    boolean isUnder(int base) {
        return baseKey == base;
    }

    long used() {
        return used;
    }

    void touch(long now) {
        used = now;
    }

    /** Becomes the device of {@code serial}. Allocates: a device seen for the first time. */
    void become(int handle, LoadedKey base, byte[] serial, BitslicedAes scratch) {
        forget();
        boolean initial = base.usage == KeyUsage.DUKPT_INITIAL;
        byte[] key;
        if (base.algorithm == 'T') {
            byte[] ksn = Arrays.copyOf(serial, DukptTdes.KSN_BYTES);
            key = initial ? base.key.clone() : DukptTdes.initialKey(base.key, ksn);
            if (tdes == null) {
                tdes = new DukptTdesChain(key, ksn);
            } else {
                tdes.reset(key, ksn);
            }
        } else {
            byte[] id = Arrays.copyOf(serial, DukptAes.ID_BYTES);
            key = initial ? base.key.clone() : DukptAes.initialKey(base.key, id);
            if (aes == null) {
                aes = new DukptAesChain(key, id, scratch);
            } else {
                aes.reset(key, id);
            }
        }
        Wiping.wipe(key);
        baseKey = handle;
        idHigh = idHigh(serial, base.algorithm == 'T');
        idLow = idLow(serial, base.algorithm == 'T');
    }

    DukptTdesChain tdes() {
        return tdes;
    }

    DukptAesChain aes() {
        return aes;
    }

    /** Wipes the keys. */
    void forget() {
        baseKey = 0;
        if (tdes != null) {
            tdes.close();
        }
        if (aes != null) {
            aes.close();
        }
    }
}
