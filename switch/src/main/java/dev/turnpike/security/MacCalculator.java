package dev.turnpike.security;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.mac.BlockMac;
import dev.turnpike.security.mac.DesMac;
import org.agrona.DirectBuffer;

/** Which key fits which MAC algorithm, the first 8 bytes of the MAC, and its output forms. Confined to one thread; no allocation. */
final class MacCalculator {
    private final byte[] wide = new byte[16];
    private final byte[] field = new byte[MacOutput.LENGTH];

    /** 0, or why {@code key} (null when there is none) may not generate or verify with {@code algorithm}. */
    static int refusal(LoadedKey key, MacAlgorithm algorithm, boolean generate) {
        if (key == null) {
            return SecurityStatus.KEY_UNKNOWN.code();
        }
        int refusal = check(key, algorithm);
        if (refusal != 0) {
            return refusal;
        }
        boolean may = generate ? key.mayGenerate() : key.mayVerify();
        return may ? 0 : SecurityStatus.MODE_REFUSED.code();
    }

    /** 0, or why {@code key} may not be used with {@code algorithm}. */
    static int check(LoadedKey key, MacAlgorithm algorithm) {
        if (key.usage != KeyUsage.MAC || !key.code.equals("20") && !key.code.equals(algorithm.keyUsage())) {
            return SecurityStatus.USAGE_REFUSED.code();
        }
        int bytes = key.key.length;
        boolean cipherFits;
        boolean lengthFits = true;
        switch (algorithm.base()) {
            case UNIONPAY_ECB -> {
                cipherFits = key.des != null;
                lengthFits = bytes != 24;
            }
            case X9_9_CBC -> {
                cipherFits = key.des != null;
                lengthFits = bytes == 8;
            }
            case X9_19 -> {
                cipherFits = key.des != null;
                lengthFits = bytes == 16;
            }
            case CBC_3DES, CMAC_TDES -> {
                cipherFits = key.des != null;
                lengthFits = bytes != 8;
            }
            case CMAC_AES -> cipherFits = key.cipher instanceof AesKey;
            case CMAC_SM4, UNIONPAY_ECB_SM4, SM4_CBC -> {
                cipherFits = key.cipher instanceof Sm4Key;
                lengthFits = bytes == 16;
            }
            case SM4_RETAIL -> {
                cipherFits = key.cipher instanceof Sm4Key;
                lengthFits = key.second != null;
            }
            default -> cipherFits = false;
        }
        if (!cipherFits) {
            return SecurityStatus.ALGORITHM_REFUSED.code();
        }
        return lengthFits ? 0 : SecurityStatus.KEY_LENGTH_REFUSED.code();
    }

    /** The first 8 bytes of the MAC; {@link #check} must have passed. */
    long compute(LoadedKey key, MacAlgorithm algorithm, DirectBuffer data, int offset, int length) {
        return switch (algorithm.base()) {
            case UNIONPAY_ECB -> DesMac.unionPay(key.des, data, offset, length);
            case X9_9_CBC, CBC_3DES -> DesMac.cbc(key.des, data, offset, length, algorithm.padding());
            case X9_19 -> DesMac.retail(key.des, data, offset, length, algorithm.padding());
            case CMAC_TDES, CMAC_AES, CMAC_SM4 -> {
                key.cmac().mac(data, offset, length, wide, 0);
                yield Blocks.getLong(wide, 0);
            }
            case UNIONPAY_ECB_SM4 -> {
                BlockMac.unionPay(key.cipher, data, offset, length, wide);
                yield Blocks.getLong(wide, 0);
            }
            case SM4_CBC -> {
                BlockMac.cbc(key.cipher, data, offset, length, algorithm.padding(), wide);
                yield Blocks.getLong(wide, 0);
            }
            case SM4_RETAIL -> {
                BlockMac.retail(key.cipher, key.second, data, offset, length, algorithm.padding(), wide);
                yield Blocks.getLong(wide, 0);
            }
            default -> throw new IllegalStateException(algorithm + " has no calculation");
        };
    }

    /** Compares {@link MacOutput#LENGTH} bytes in constant time. */
    boolean matches(long mac, MacOutput output, DirectBuffer told, int at) {
        byte[] expected = form(mac, output);
        int difference = 0;
        for (int i = 0; i < MacOutput.LENGTH; i++) {
            difference |= expected[i] ^ told.getByte(at + i);
        }
        return difference == 0;
    }

    /** The 8 bytes that go into the field; overwritten by the next call. */
    byte[] form(long mac, MacOutput output) {
        switch (output) {
            case ASCII_HEX_8 -> {
                for (int i = 0; i < 8; i++) {
                    field[i] = Hex.ascii((int) (mac >>> 60 - 4 * i));
                }
            }
            case RAW_8 -> Blocks.putLong(field, 0, mac);
            default -> Blocks.putLong(field, 0, mac & 0xFFFF_FFFF_0000_0000L);
        }
        return field;
    }
}
