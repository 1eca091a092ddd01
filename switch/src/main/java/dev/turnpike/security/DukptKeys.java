package dev.turnpike.security;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptPurpose;
import dev.turnpike.security.dukpt.DukptTdes;
import java.util.Arrays;

/** Keys of one transaction with the rights of their purpose. */
final class DukptKeys {
    private DukptKeys() {
    }

    /** The key, or null when serial number, counter, or kind of working key do not fit the base key. */
    static LoadedKey derive(LoadedKey base, DukptPurpose purpose, DukptAes.KeyType type, byte[] ksn) {
        byte[] working;
        char algorithm;
        if (base.algorithm == 'T') {
            if (base.key.length != 16 || !DukptTdes.counterValid(ksn)) {
                return null;
            }
            byte[] transaction = base.usage == KeyUsage.DUKPT_BASE ? DukptTdes.transactionKey(base.key, ksn)
                : DukptTdes.transactionKeyFromInitial(base.key, ksn);
            working = DukptTdes.use(transaction, purpose.tdes());
            Wiping.wipe(transaction);
            algorithm = 'T';
        } else {
            boolean des = type == DukptAes.KeyType.TDES_2 || type == DukptAes.KeyType.TDES_3;
            boolean aes = type == DukptAes.KeyType.AES_128 || type == DukptAes.KeyType.AES_192 || type == DukptAes.KeyType.AES_256;
            if (ksn.length != 12 || !des && !aes || aes && type.bytes() > base.key.length || !DukptAes.counterValid(Blocks.getInt(ksn, 8))) {
                return null;
            }
            byte[] id = Arrays.copyOf(ksn, 8);
            int counter = Blocks.getInt(ksn, 8);
            byte[] derivation = base.usage == KeyUsage.DUKPT_BASE ? DukptAes.derivationKey(base.key, id, counter)
                : DukptAes.derivationKeyFromInitial(base.key.clone(), id, counter);
            working = DukptAes.workingKey(derivation, id, counter, purpose.aes(), type);
            Wiping.wipe(derivation);
            algorithm = des ? 'T' : 'A';
        }
        try {
            return loaded(purpose, algorithm, working);
        } finally {
            Wiping.wipe(working);
        }
    }

    private static LoadedKey loaded(DukptPurpose purpose, char algorithm, byte[] key) {
        return switch (purpose) {
            case PIN -> new LoadedKey(KeyUsage.PIN_ENCRYPTION, "P0", algorithm, 'D', 'N', key);
            case MAC_REQUEST -> new LoadedKey(KeyUsage.MAC, "20", algorithm, 'V', 'N', key);
            case MAC_RESPONSE -> new LoadedKey(KeyUsage.MAC, "20", algorithm, 'G', 'N', key);
            case DATA_REQUEST -> new LoadedKey(KeyUsage.DATA_ENCRYPTION, "D0", algorithm, 'D', 'N', key);
            case DATA_RESPONSE -> new LoadedKey(KeyUsage.DATA_ENCRYPTION, "D0", algorithm, 'E', 'N', key);
        };
    }
}
