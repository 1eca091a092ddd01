package dev.turnpike.security.dukpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.cipher.BitslicedAes;
import dev.turnpike.security.cipher.Hex;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DukptAesChainTest {
    private static final byte[] ID = Hex.decode("1234567890123456");

    private final Random random = new Random(17);
    private final BitslicedAes aes = new BitslicedAes();

    private byte[] bdk(int bytes) {
        byte[] bdk = new byte[bytes];
        random.nextBytes(bdk);
        return bdk;
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void shouldGiveTheKeysOfTheWholeDerivationWhenCountersFollowEachOther(int bytes) {
        byte[] bdk = bdk(bytes);
        DukptAesChain chain = new DukptAesChain(DukptAes.initialKey(bdk, ID), ID, aes);
        for (int counter = 1; counter <= 3_000; counter++) {
            compare(bdk, chain, counter);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void shouldGiveTheKeysOfTheWholeDerivationWhenCountersJump(int bytes) {
        byte[] bdk = bdk(bytes);
        DukptAesChain chain = new DukptAesChain(DukptAes.initialKey(bdk, ID), ID, aes);
        int counter = 1;
        for (int i = 0; i < 3_000; i++) {
            counter = switch (random.nextInt(4)) {
                case 0 -> random.nextInt();
                case 1 -> random.nextInt() & random.nextInt() & random.nextInt();
                case 2 -> counter + random.nextInt(40) - 20;
                default -> counter + 1;
            };
            compare(bdk, chain, counter);
        }
    }

    private void compare(byte[] bdk, DukptAesChain chain, int counter) {
        byte[] key = new byte[bdk.length];
        DukptAes.KeyType type = DukptAes.KeyType.values()[random.nextInt(8)];
        DukptAes.Use use = DukptAes.Use.values()[random.nextInt(8)];
        byte[] working = new byte[type.bytes()];
        if (!DukptAes.counterValid(counter)) {
            assertFalse(chain.derivationKey(counter, key, 0));
            assertFalse(chain.workingKey(counter, use, type, working, 0));
            assertArrayEquals(new byte[bdk.length], key);
            return;
        }
        byte[] derivation = DukptAes.derivationKey(bdk, ID, counter);
        if (random.nextBoolean()) {
            assertTrue(chain.derivationKey(counter, key, 0));
            assertArrayEquals(derivation, key, "counter " + counter);
        }
        boolean allowed = type == DukptAes.KeyType.TDES_2 || type == DukptAes.KeyType.TDES_3 || type.bytes() <= bdk.length;
        assertEquals(allowed, chain.workingKey(counter, use, type, working, 0));
        if (allowed) {
            assertArrayEquals(DukptAes.workingKey(derivation, ID, counter, use, type), working, type + " for " + use + " at " + counter);
        } else {
            assertThrows(IllegalArgumentException.class, () -> DukptAes.workingKey(derivation, ID, counter, use, type));
        }
    }

    @Test
    void shouldDeriveOnceWhenTheNextCounterComes() {
        byte[] bdk = bdk(32);
        DukptAesChain chain = new DukptAesChain(DukptAes.initialKey(bdk, ID), ID, aes);
        byte[] key = new byte[32];
        int[] starts = {1, 0xFFF0, 0x0FFFE000, 0xFFFF0000 - 0x20000};
        for (int start : starts) {
            assertTrue(chain.derivationKey(start, key, 0));
            int counter = start;
            for (int i = 0; i < 20_000; i++) {
                // Counters with too many one bits are skipped by adding the lowest one bit.
                do {
                    counter += Integer.bitCount(counter) > 15 ? Integer.lowestOneBit(counter) : 1;
                } while (!DukptAes.counterValid(counter) && counter != 0);
                if (counter == 0) {
                    break;
                }
                long before = chain.derivations();
                assertTrue(chain.derivationKey(counter, key, 0));
                assertEquals(before + 1, chain.derivations(), "counter " + Integer.toHexString(counter));
                assertTrue(chain.derivationKey(counter, key, 0));
                assertEquals(before + 1, chain.derivations(), "the same counter again");
            }
        }
    }

    @Test
    void shouldRefuseTheLimitsWhenCountersNeverOccur() {
        byte[] bdk = bdk(16);
        DukptAesChain chain = new DukptAesChain(DukptAes.initialKey(bdk, ID), ID, aes);
        byte[] key = new byte[16];
        assertFalse(chain.derivationKey(0, key, 0));
        assertFalse(chain.derivationKey(-1, key, 0));
        assertFalse(chain.derivationKey(0x1FFFF, key, 0));
        assertTrue(chain.derivationKey(0xFFFF0000, key, 0), "the last counter of a device");
        assertArrayEquals(DukptAes.derivationKey(bdk, ID, 0xFFFF0000), key);
        assertTrue(chain.derivationKey(1, key, 0), "back to the first");
        assertArrayEquals(DukptAes.derivationKey(bdk, ID, 1), key);
        assertThrows(IllegalArgumentException.class, () -> new DukptAesChain(new byte[8], ID, aes));
        assertThrows(IllegalArgumentException.class, () -> new DukptAesChain(new byte[16], new byte[7], aes));
    }

    @Test
    void shouldBeAsNewWhenResetForAnotherDevice() {
        byte[] bdk = bdk(32);
        byte[] shorter = bdk(16);
        byte[] other = Hex.decode("FFFFFFFF00000001");
        DukptAesChain chain = new DukptAesChain(DukptAes.initialKey(bdk, ID), ID, aes);
        byte[] key = new byte[32];
        chain.derivationKey(0x777, key, 0);
        chain.reset(DukptAes.initialKey(shorter, other), other);
        assertTrue(chain.derivationKey(0x777, key, 0));
        assertArrayEquals(DukptAes.derivationKey(shorter, other, 0x777), Arrays.copyOf(key, 16));
    }
}
