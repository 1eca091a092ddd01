package dev.turnpike.security.dukpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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

    @Test
    void shouldStepOnceWhenTheNextCounterComes() {
        int[] starts = {1, 0x3F0, 0x0FF000, 0x1FF000};
        for (int start : starts) {
            assertTrue(chain.transactionKey(start, key, 0));
            for (int counter = start + 1; counter < Math.min(start + 5_000, 1 << 21); counter++) {
                long before = chain.steps();
                if (chain.transactionKey(counter, key, 0)) {
                    assertEquals(before + 1, chain.steps(), "counter " + Integer.toHexString(counter));
                    assertTrue(chain.workingKey(counter, DukptTdes.Use.PIN, key, 0));
                    assertEquals(before + 1, chain.steps(), "the same counter again");
                }
            }
        }
    }

    @Test
    void shouldGiveTheLastKeyAndTheFirstAgain() {
        compare(0x1FF800);
        compare(0x1FFFFF);
        compare(1);
    }

    @Test
    void shouldBeAsNewWhenResetForAnotherDevice() {
        byte[] other = Hex.decode("FFFF9876543211E00000");
        chain.transactionKey(0x77, key, 0);
        chain.reset(DukptTdes.initialKey(bdk, other), other);
        assertTrue(chain.transactionKey(0x77, key, 0));
        Blocks.putInt(other, 6, Blocks.getInt(other, 6) | 0x77);
        assertArrayEquals(DukptTdes.transactionKey(bdk, other), key);
    }

    private void compare(int counter) {
        byte[] serial = ksn.clone();
        Blocks.putInt(serial, 6, Blocks.getInt(serial, 6) & ~0x1FFFFF | counter);
        if (DukptTdes.counterValid(serial)) {
            assertTrue(chain.transactionKey(counter, key, 0));
            byte[] expected = DukptTdes.transactionKey(bdk, serial);
            assertArrayEquals(expected, key, "counter " + counter);
            for (DukptTdes.Use use : DukptTdes.Use.values()) {
                assertTrue(chain.workingKey(counter, use, key, 0));
                assertArrayEquals(DukptTdes.use(expected, use), key, use + " at " + counter);
            }
        } else {
            assertFalse(chain.transactionKey(counter, key, 0));
            assertFalse(chain.workingKey(counter, DukptTdes.Use.PIN, key, 0));
        }
    }
}
