package dev.turnpike.simulator;

import java.util.BitSet;

/** The two-digit response codes that an amount can ask for. Immutable; any thread. */
public final class ResponseCodes {
    private static final BitSet KNOWN = known();

    private ResponseCodes() {
    }

    /** The code that the last two digits of an amount in minor units ask for: itself when it is in the table, else 0. */
    public static int ofAmount(long amountMinor) {
        int cents = (int) (amountMinor % 100);
        return KNOWN.get(cents) ? cents : 0;
    }

    /** True for the codes with which a sale has gone through: 00, 10 and 11. */
    public static boolean approves(int code) {
        return code == 0 || code == 10 || code == 11;
    }

    private static BitSet known() {
        BitSet set = new BitSet(100);
        int[] codes = {1, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 21, 22, 25, 30, 34, 38, 40, 41, 43, 45, 51, 54, 55, 57, 58, 59,
            61, 62,
            64, 65, 68, 75, 90, 91, 92, 94, 96, 97, 98, 99};
        for (int code : codes) {
            set.set(code);
        }
        return set;
    }
}
