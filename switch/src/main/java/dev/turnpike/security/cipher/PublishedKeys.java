package dev.turnpike.security.cipher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Keys that are printed in standards, manuals and public test suites, and keys without entropy. A production installation refuses them.
 * <p>
 * A key counts as published when each of its parts of 8 bytes does: so a double-length key is found as {@code K1|K2|K1}, turned round, and
 * each half as a single-length key. Parity bits of DES keys are not looked at; for other keys the seven bits of a byte are more than enough
 * to tell them apart. No copy of the key is made. Any thread.
 */
public final class PublishedKeys {
    private static final long PARITY = 0xFEFEFEFEFEFEFEFEL;
    private static final int PART = 8;
    private static final int LONGEST_PERIOD = 4;
    private static final long[] PARTS = read();

    private PublishedKeys() {
    }

    private static long[] read() {
        try (InputStream in = PublishedKeys.class.getResourceAsStream("published-keys.txt");
             BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return reader.lines().filter(l -> !l.isEmpty() && l.charAt(0) != '#').map(Hex::decode).flatMapToLong(PublishedKeys::parts)
                .sorted().distinct().toArray();
        } catch (IOException e) {
            throw new UncheckedIOException("the list of published keys cannot be read", e);
        }
    }

    private static LongStream parts(byte[] key) {
        int start = start(key);
        return LongStream.range(0, (key.length - start + PART - 1) / PART).map(i -> part(key, start + (int) i * PART) & PARITY);
    }

    /** Whether {@code key} is published, or all of its parts are made by a rule: repeated bytes, bytes or digits in ascending order. */
    public static boolean contains(byte[] key) {
        boolean all = true;
        for (int at = start(key); all && at < key.length; at += PART) {
            int bytes = Math.min(PART, key.length - at);
            all = periodic(key, at, bytes) || progression(key, at, bytes) || digitsInOrder(key, at, bytes)
                || Arrays.binarySearch(PARTS, part(key, at) & PARITY) >= 0;
        }
        return all;
    }

    /** Public SM2 keys may begin with the byte that says "uncompressed". */
    private static int start(byte[] key) {
        return key.length % PART == 1 && key[0] == 4 ? 1 : 0;
    }

    /** Eight bytes; what is missing at the end is zero, which for HMAC is the same key. */
    private static long part(byte[] key, int at) {
        long part = 0;
        for (int i = at; i < at + PART; i++) {
            part = part << 8 | (i < key.length ? key[i] & 255 : 0);
        }
        return part;
    }

    private static boolean periodic(byte[] key, int at, int bytes) {
        for (int period = 1; period <= LONGEST_PERIOD; period++) {
            boolean same = true;
            for (int i = period; same && i < bytes; i++) {
                same = ((key[at + i] ^ key[at + i - period]) & 0xFE) == 0;
            }
            if (same) {
                return true;
            }
        }
        return false;
    }

    /** 00 01 02 and 00 11 22 and the like; either value of the first byte's lost bit may be the true start. */
    private static boolean progression(byte[] key, int at, int bytes) {
        for (int step = 0; step < 256; step++) {
            for (int low = 0; low < 2; low++) {
                int first = key[at] & 0xFE | low;
                boolean fits = true;
                for (int i = 1; fits && i < bytes; i++) {
                    fits = ((key[at + i] ^ first + i * step) & 0xFE) == 0;
                }
                if (fits) {
                    return true;
                }
            }
        }
        return false;
    }

    /** 12 34 56 and CB A9 87 and the like: hex digits one by one, upwards or downwards, beginning anew after F. */
    private static boolean digitsInOrder(byte[] key, int at, int bytes) {
        int first = key[at] >> 4 & 15;
        boolean up = true;
        boolean down = true;
        for (int i = 0; i < bytes; i++) {
            up &= ((key[at + i] ^ pair(first + 2 * i, first + 2 * i + 1)) & 0xFE) == 0;
            down &= ((key[at + i] ^ pair(first - 2 * i, first - 2 * i - 1)) & 0xFE) == 0;
        }
        return up || down;
    }

    private static int pair(int high, int low) {
        return (high & 15) << 4 | low & 15;
    }
}
