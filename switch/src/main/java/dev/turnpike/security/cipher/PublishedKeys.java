package dev.turnpike.security.cipher;

import java.util.HashSet;
import java.util.Set;

/**
 * Keys that are printed in standards, manuals and public test suites, and keys without entropy. A production installation refuses them.
 * Parity bits of DES keys are not looked at. Any thread.
 */
public final class PublishedKeys {
    private static final String[] LIST = {
        "0123456789ABCDEF", "FEDCBA9876543210", "0123456789ABCDEFFEDCBA9876543210", "FEDCBA98765432100123456789ABCDEF",
        "0123456789ABCDEF0123456789ABCDEF", "0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123", "00112233445566778899AABBCCDDEEFF",
        "000102030405060708090A0B0C0D0E0F", "000102030405060708090A0B0C0D0E0F1011121314151617",
        "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "12345678123456781234567812345678",
        "FEDCBA9876543210F1F1F1F1F1F1F1F1", "FEDCBA9876543210F1F1F1F1F1F1F1F1FEDCBA9876543210F1F1F1F1F1F1F1F1",
        "6AC292FAA1315B4D858AB3A3D7D5933A", "2B7E151628AED2A6ABF7158809CF4F3C", "8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B",
        "603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4", "89E88CF7931444F334BD7547FC3F380C",
        "DD7515F2BFC17F85CE48F3CA25CB21F6", "B8ED59E0A279A295E9F5ED7944FD06B9", "1D22BF32387C600AD97F9B97A51311AC",
        "88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6", "EFE0853B256B583D868F251CE99EA1D9",
        "3F419E1CB7079442AA37474C2EFBF8B8", "258FB0AB70D025CDB99DF2C4D302D646", "D931648F3DE313A4A22C15DCA4F4299E", "AB7C577CC7A18045",
        "0723C80DB5F4CD3D0723C80DB5F4CD3D", "70F2A84CCBC2AE8625CBB0F2C22AB923", "C24A8FB57AA20123", "313215FDA2C4AB4C",
        "C1D0F8FB4958670DBA40AB1F3752EF0D", "404142434445464748494A4B4C4D4E4F",
    };
    private static final Set<String> KEYS = normalized();

    private PublishedKeys() {
    }

    private static Set<String> normalized() {
        Set<String> set = new HashSet<>();
        for (String key : LIST) {
            set.add(normal(Hex.decode(key)));
        }
        return set;
    }

    private static String normal(byte[] key) {
        byte[] copy = key.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] &= (byte) 0xFE;
        }
        return Hex.encode(copy);
    }

    /** Whether {@code key} is published, or all its bytes are the same. */
    public static boolean contains(byte[] key) {
        boolean same = true;
        for (byte b : key) {
            same &= (b & 0xFE) == (key[0] & 0xFE);
        }
        return same || KEYS.contains(normal(key));
    }
}
