package dev.turnpike.transaction;

/**
 * The rows of the terminal's transaction table that the switch serves: MTI, processing code, condition code and message type code name
 * a row; the row says what must be present and how the transaction behaves (source: docs/PROTOCOL.md, table of transactions).
 */
public enum TransactionType {
    /** Not in the table. */
    UNKNOWN(0, -1, -1, -1, 0, Recovery.NONE, Totals.NONE),
    /** Purchase. */
    SALE(200, 0, 0, 22, Need.CARD | Need.AMOUNT | Need.MAC, Recovery.REVERSE, Totals.DEBIT),
    /** Void of a purchase of the same terminal and batch. */
    SALE_VOID(200, 200_000, 0, 23, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL | Need.RRN, Recovery.REVERSE, Totals.CREDIT),
    /** Refund. */
    REFUND(220, 200_000, 0, 25, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL | Need.RRN, Recovery.REPEAT, Totals.CREDIT),
    /** Balance inquiry. */
    BALANCE(200, 310_000, 0, 1, Need.CARD | Need.MAC, Recovery.NONE, Totals.NONE),
    /** Reversal of whatever the processing code says. */
    REVERSAL(400, -1, -1, -1, Need.AMOUNT | Need.MAC | Need.REASON, Recovery.NONE, Totals.NONE),
    /** Sign-on with working keys. */
    SIGN_ON(800, -1, -1, 0, 0, Recovery.NONE, Totals.NONE),
    /** Sign-off. */
    SIGN_OFF(820, -1, -1, 0, 0, Recovery.NONE, Totals.NONE),
    /** Echo test. */
    ECHO(820, -1, -1, 0, 0, Recovery.NONE, Totals.NONE),
    /** Batch totals. */
    SETTLEMENT(500, -1, -1, 0, Need.TOTALS, Recovery.NONE, Totals.NONE),
    /** Batch upload. */
    BATCH_UPLOAD(320, -1, -1, -1, 0, Recovery.NONE, Totals.NONE),
    /** Pre-authorisation: holds an amount until it is completed, voided or too old. */
    PREAUTH(100, 30_000, 6, 10, Need.CARD | Need.AMOUNT | Need.MAC, Recovery.REVERSE, Totals.NONE),
    /** Raises the amount held by a pre-authorisation. */
    PREAUTH_ADDITION(100, 30_000, 60, 10, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL | Need.AUTHORIZATION, Recovery.REVERSE,
        Totals.NONE),
    /** Gives up what a pre-authorisation holds. */
    PREAUTH_VOID(100, 200_000, 6, 11, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL | Need.AUTHORIZATION, Recovery.REVERSE, Totals.NONE),
    /** Captures a pre-authorisation, decided by the acquirer. */
    COMPLETION(200, 0, 6, 20, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL | Need.AUTHORIZATION, Recovery.REVERSE, Totals.DEBIT),
    /** Captures a pre-authorisation; answered here, delivered later. */
    COMPLETION_ADVICE(220, 0, 6, 24, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL | Need.AUTHORIZATION, Recovery.STORE, Totals.DEBIT),
    /** Void of a completion of the same batch. */
    COMPLETION_VOID(200, 200_000, 6, 21, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL | Need.RRN | Need.AUTHORIZATION, Recovery.REVERSE,
        Totals.CREDIT),
    /** A purchase that was authorised by voice or below the floor limit. */
    OFFLINE_SALE(220, 0, 0, 30, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL, Recovery.STORE, Totals.DEBIT),
    /** New total amount of an offline purchase of the same batch. */
    ADJUST(220, 0, 0, 32, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL | Need.RRN, Recovery.STORE, Totals.DIFFERENCE),
    /** New total amount, tip included, of a purchase or completion of the same batch. */
    TIP_ADJUST(220, 0, 0, 34, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL, Recovery.STORE, Totals.DIFFERENCE),
    /** A purchase that the chip card approved without the issuer. */
    CHIP_OFFLINE_SALE(200, 0, 0, 36, Need.CARD | Need.AMOUNT | Need.MAC | Need.CHIP, Recovery.STORE, Totals.DEBIT),
    /** Refund of an offline purchase. */
    OFFLINE_REFUND(220, 200_000, 0, 27, Need.CARD | Need.AMOUNT | Need.MAC | Need.ORIGINAL, Recovery.REPEAT, Totals.CREDIT),
    /** What the card said to an issuer script. */
    SCRIPT_NOTIFY(620, -1, -1, 0, Need.MAC | Need.ORIGINAL | Need.CHIP, Recovery.STORE, Totals.NONE);

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
        /** Field 38. */
        public static final int AUTHORIZATION = 128;
        /** Field 55. */
        public static final int CHIP = 256;

        private Need() {
        }
    }

    /** What becomes of a transaction whose outcome is not known in time. */
    public enum Recovery {
        /** Nothing: it moves no money, or never goes upstream. */
        NONE,
        /** It is reversed. */
        REVERSE,
        /** It is repeated until a final code; the terminal is told 98 and may ask again. */
        REPEAT,
        /** The terminal is told 00 as soon as it is on record; it is delivered until a final code. */
        STORE
    }

    /** Where an approved transaction counts in the totals of its batch. */
    public enum Totals {
        /** Nowhere. */
        NONE,
        /** Debit amount and count. */
        DEBIT,
        /** Credit amount and count. */
        CREDIT,
        /** It changes the amount of its original; no count. */
        DIFFERENCE
    }

    private static final TransactionType[] ALL = values();
    private static final int SCRIPT_NETWORK_CODE = 951;
    private final int mti;
    private final int processingCode;
    private final int condition;
    private final int messageType;
    private final int needs;
    private final Recovery recovery;
    private final Totals totals;

    TransactionType(int mti, int processingCode, int condition, int messageType, int needs, Recovery recovery, Totals totals) {
        this.mti = mti;
        this.processingCode = processingCode;
        this.condition = condition;
        this.messageType = messageType;
        this.needs = needs;
        this.recovery = recovery;
        this.totals = totals;
    }

    /** The row of a request; {@link #UNKNOWN} when there is none. Network codes select among 0620, 0800 and 0820. */
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
            case 620:
                return networkCode == SCRIPT_NETWORK_CODE ? SCRIPT_NOTIFY : UNKNOWN;
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

    /** MTI of the terminal's request, as a decimal number. */
    public int mti() {
        return mti;
    }

    /** Field 3, -1 when any. */
    public int processingCode() {
        return processingCode;
    }

    /** Field 25, -1 when any. */
    public int condition() {
        return condition;
    }

    /** Field 60.1, -1 when any. */
    public int messageType() {
        return messageType;
    }

    /** MTI under which it first goes to the acquirer, as a decimal number. */
    public int upstreamMti() {
        return this == CHIP_OFFLINE_SALE ? 220 : mti;
    }

    /** MTI of an advice that tells the acquirer of it, as a decimal number; a repeat is one more, its answer ten more. */
    public int adviceMti() {
        return upstreamMti() / 100 * 100 + 20;
    }

    /** MTI of its reversal towards the acquirer, as a decimal number; a repeat is one more. */
    public int reversalMti() {
        return 420;
    }

    /** {@link Need} bits. */
    public int needs() {
        return needs;
    }

    /** What becomes of it when its outcome is not known in time. */
    public Recovery recovery() {
        return recovery;
    }

    /** Where it counts in the totals of its batch. */
    public Totals totals() {
        return totals;
    }

    /** True when request and answer carry a MAC. */
    public boolean isMacked() {
        return (needs & Need.MAC) != 0 || this == UNKNOWN;
    }

    /** True when it goes to an acquirer, at once or later. */
    public boolean isForwarded() {
        return recovery != Recovery.NONE || this == BALANCE;
    }

    /** True when the terminal is told 00 as soon as it is on record. */
    public boolean isStored() {
        return recovery == Recovery.STORE;
    }

    /** True when an unknown outcome must be reversed. */
    public boolean isReversible() {
        return recovery == Recovery.REVERSE;
    }

    /** True when it gives money of an earlier transaction back. */
    public boolean isRefund() {
        return this == REFUND || this == OFFLINE_REFUND;
    }

    /** True when it undoes one earlier transaction as a whole. */
    public boolean isVoid() {
        return this == SALE_VOID || this == PREAUTH_VOID || this == COMPLETION_VOID;
    }

    /** True when it captures a pre-authorisation. */
    public boolean isCompletion() {
        return this == COMPLETION || this == COMPLETION_ADVICE;
    }

    /** True when it replaces the amount of an earlier transaction. */
    public boolean isAdjustment() {
        return totals == Totals.DIFFERENCE;
    }

    /** True when it took money that can be given back. */
    public boolean isCapture() {
        return totals == Totals.DEBIT;
    }

    /** True when it must refer to an earlier transaction, through field 61 or its authorisation code. */
    public boolean hasOriginal() {
        return (needs & Need.ORIGINAL) != 0 && this != OFFLINE_SALE;
    }
}
