package dev.turnpike.transaction;

/**
 * The rows of the terminal's transaction table that the switch serves: MTI, processing code, condition code and message type code name
 * a row; the row says what must be present and how the transaction behaves (source: docs/PROTOCOL.md, table of transactions).
 */
public enum TransactionType {
    /** Not in the table. */
    UNKNOWN(0, -1, -1, -1, 0),
    /** Purchase. */
    SALE(200, 0, 0, 22, Need.CARD | Need.AMOUNT | Need.MAC),
    /** Void of a purchase of the same terminal and batch. */
    SALE_VOID(200, 200_000, 0, 23, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL | Need.RRN),
    /** Refund. */
    REFUND(220, 200_000, 0, 25, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL | Need.RRN),
    /** Balance inquiry. */
    BALANCE(200, 310_000, 0, 1, Need.CARD | Need.MAC),
    /** Reversal of whatever the processing code says. */
    REVERSAL(400, -1, -1, -1, Need.AMOUNT | Need.MAC | Need.REASON),
    /** Sign-on with working keys. */
    SIGN_ON(800, -1, -1, 0, 0),
    /** Sign-off. */
    SIGN_OFF(820, -1, -1, 0, 0),
    /** Echo test. */
    ECHO(820, -1, -1, 0, 0),
    /** Batch totals. */
    SETTLEMENT(500, -1, -1, 0, Need.TOTALS),
    /** Batch upload. */
    BATCH_UPLOAD(320, -1, -1, -1, 0);

    /** Bits of what a row needs besides 41, 42, 60 and (where used) 11. */
    public static final class Need {
        /** Field 2 or 35, and 22. */
        public static final int CARD = 1;
        /** Fields 4 and 49. */
        public static final int AMOUNT = 2;
        /** Field 64. */
        public static final int MAC = 4;
        /** Field 61. */
        public static final int ORIGINAL = 8;
        /** Field 37. */
        public static final int RRN = 16;
        /** Field 39. */
        public static final int REASON = 32;
        /** Field 48. */
        public static final int TOTALS = 64;

        private Need() {
        }
    }

    private static final TransactionType[] ALL = values();
    private final int mti;
    private final int processingCode;
    private final int condition;
    private final int messageType;
    private final int needs;

    TransactionType(int mti, int processingCode, int condition, int messageType, int needs) {
        this.mti = mti;
        this.processingCode = processingCode;
        this.condition = condition;
        this.messageType = messageType;
        this.needs = needs;
    }

    /** The row of a request; {@link #UNKNOWN} when there is none. Network codes select among 0800 and 0820. */
    public static TransactionType of(int mti, long processingCode, long condition, long messageType, long networkCode) {
        switch (mti) {
            case 800:
                return networkCode == 1 || networkCode == 3 || networkCode == 4 || networkCode == 5 || networkCode == 6 ? SIGN_ON : UNKNOWN;
            case 820:
                return networkCode == 301 ? ECHO : networkCode == 2 ? SIGN_OFF : UNKNOWN;
            case 500:
                return networkCode == 201 ? SETTLEMENT : UNKNOWN;
            case 320:
                return BATCH_UPLOAD;
            case 400:
                return REVERSAL;
            default:
                break;
        }
        for (TransactionType type : ALL) {
            if (type.mti == mti && type.processingCode == processingCode && type.condition == condition && type.messageType == messageType) {
                return type;
            }
        }
        return UNKNOWN;
    }

    /** The row of a journaled number. */
    public static TransactionType of(int code) {
        return ALL[code];
    }

    /** Number in the journal; equals the ordinal. */
    public int code() {
        return ordinal();
    }

    /** MTI of the request, as a decimal number. */
    public int mti() {
        return mti;
    }

    /** {@link Need} bits. */
    public int needs() {
        return needs;
    }

    /** True when request and answer carry a MAC. */
    public boolean isMacked() {
        return (needs & Need.MAC) != 0 || this == UNKNOWN;
    }

    /** True when it is forwarded to an acquirer. */
    public boolean isForwarded() {
        return this == SALE || this == SALE_VOID || this == REFUND || this == BALANCE;
    }

    /** True when an unknown outcome must be reversed. */
    public boolean isReversible() {
        return this == SALE || this == SALE_VOID;
    }

    /** True when it refers to an earlier transaction through field 61. */
    public boolean hasOriginal() {
        return (needs & Need.ORIGINAL) != 0;
    }
}
