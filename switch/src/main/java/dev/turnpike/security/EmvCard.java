package dev.turnpike.security;

import dev.turnpike.security.cipher.Wiping;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What the issuer's chip operations need to know of a card and of how its scheme derives keys: account number, sequence number,
 * derivation option, session key method, padding. Reused: fill it anew for each card. Confined to one thread.
 */
public final class EmvCard {
    /** How the key of one transaction comes from the card's key. */
    public enum SessionKey {
        /** The card's key itself (Visa cryptogram version 10). */
        NONE,
        /** EMV common session key, over {@link EmvCard#diversifier}. */
        EMV_COMMON,
        /** M/Chip, over {@link EmvCard#transactionCounter} and {@link EmvCard#unpredictableNumber}. */
        MCHIP,
        /** Visa secure messaging, over {@link EmvCard#transactionCounter}. */
        VISA
    }

    /** Bytes of {@link #copyTo}. */
    public static final int ENCODED_LENGTH = 40;

    private static final SessionKey[] SESSION_KEYS = SessionKey.values();
    private static final int MAX_PAN = 19;
    private static final int PAN_AT = 1;
    private static final int PSN_AT = 20;
    private static final int METHOD_AT = 21;
    private static final int FLAGS_AT = 22;
    private static final int COUNTER_AT = 23;
    private static final int UNPREDICTABLE_AT = 25;
    private static final int DIVERSIFIER_AT = 29;
    private static final int OPTION_B = 1;
    private static final int ZERO_PADDING = 2;
    private static final int RESPONSE_UNDER_CARD_KEY = 4;

    private final byte[] bytes = new byte[ENCODED_LENGTH];

    /** Without account number: every operation refuses it. */
    public EmvCard() {
    }

    /** Forgets everything: option A, no session key, padding method 2, response under the session key, all numbers zero. */
    public EmvCard clear() {
        Wiping.wipe(bytes);
        return this;
    }

    /** Account number: 1 to 19 ASCII digits; more are kept as none, so that the operation refuses. */
    public EmvCard pan(DirectBuffer digits, int offset, int length) {
        int kept = length < 1 || length > MAX_PAN || !Ranges.readable(digits, offset, length) ? 0 : length;
        bytes[0] = (byte) kept;
        if (kept > 0) {
            digits.getBytes(offset, bytes, PAN_AT, kept);
        }
        return this;
    }

    /** Account number as text; see {@link #pan(DirectBuffer, int, int)}. */
    public EmvCard pan(CharSequence digits) {
        int kept = digits.length() < 1 || digits.length() > MAX_PAN ? 0 : digits.length();
        bytes[0] = (byte) kept;
        for (int i = 0; i < kept; i++) {
            bytes[PAN_AT + i] = (byte) digits.charAt(i);
        }
        return this;
    }

    /** Sequence number of the account number (tag 5F34): 0 to 99. */
    public EmvCard panSequenceNumber(int number) {
        bytes[PSN_AT] = (byte) number;
        return this;
    }

    /** True for derivation option B, which differs for account numbers of more than 16 digits. */
    public EmvCard optionB(boolean value) {
        return flag(OPTION_B, value);
    }

    /** {@link SessionKey#NONE} unless set. */
    public EmvCard sessionKey(SessionKey method) {
        bytes[METHOD_AT] = (byte) method.ordinal();
        return this;
    }

    /** True for padding method 1 of the cryptogram (zeros); false, padding method 2, unless set. */
    public EmvCard zeroPadding(boolean value) {
        return flag(ZERO_PADDING, value);
    }

    /** True when the response cryptogram is under the card's key although the request's was under a session key. */
    public EmvCard responseUnderCardKey(boolean value) {
        return flag(RESPONSE_UNDER_CARD_KEY, value);
    }

    /** Application transaction counter (tag 9F36), 16 bits. */
    public EmvCard transactionCounter(int counter) {
        bytes[COUNTER_AT] = (byte) (counter >>> 8);
        bytes[COUNTER_AT + 1] = (byte) counter;
        return this;
    }

    /** Unpredictable number (tag 9F37). */
    public EmvCard unpredictableNumber(int number) {
        for (int i = 0; i < 4; i++) {
            bytes[UNPREDICTABLE_AT + i] = (byte) (number >>> 24 - 8 * i);
        }
        return this;
    }

    /** Diversifier of the common session key: transaction counter and six zero bytes for cryptograms, the cryptogram for scripts. */
    public EmvCard diversifier(long value) {
        for (int i = 0; i < 8; i++) {
            bytes[DIVERSIFIER_AT + i] = (byte) (value >>> 56 - 8 * i);
        }
        return this;
    }

    private EmvCard flag(int bit, boolean value) {
        bytes[FLAGS_AT] = (byte) (value ? bytes[FLAGS_AT] | bit : bytes[FLAGS_AT] & ~bit);
        return this;
    }

    /** Writes {@link #ENCODED_LENGTH} bytes that {@link #copyFrom} reads, for a command that travels. */
    public void copyTo(MutableDirectBuffer to, int offset) {
        to.putBytes(offset, bytes);
    }

    /** Takes what {@link #copyTo} wrote; anything else is a card without account number, which every operation refuses. */
    public EmvCard copyFrom(DirectBuffer from, int offset) {
        if (!Ranges.readable(from, offset, ENCODED_LENGTH)) {
            return clear();
        }
        from.getBytes(offset, bytes);
        boolean sound = bytes[0] >= 0 && bytes[0] <= MAX_PAN && bytes[METHOD_AT] >= 0 && bytes[METHOD_AT] < SESSION_KEYS.length;
        return sound ? this : clear();
    }

    String panText() {
        return new String(bytes, PAN_AT, bytes[0], StandardCharsets.US_ASCII);
    }

    String sequenceText() {
        int n = bytes[PSN_AT];
        return n < 0 || n > 99 ? "" + n : n < 10 ? "0" + n : "" + n;
    }

    SessionKey method() {
        return SESSION_KEYS[bytes[METHOD_AT]];
    }

    boolean isOptionB() {
        return (bytes[FLAGS_AT] & OPTION_B) != 0;
    }

    boolean isZeroPadded() {
        return (bytes[FLAGS_AT] & ZERO_PADDING) != 0;
    }

    boolean respondsUnderCardKey() {
        return (bytes[FLAGS_AT] & RESPONSE_UNDER_CARD_KEY) != 0;
    }

    byte[] counterBytes() {
        return java.util.Arrays.copyOfRange(bytes, COUNTER_AT, COUNTER_AT + 2);
    }

    byte[] unpredictableBytes() {
        return java.util.Arrays.copyOfRange(bytes, UNPREDICTABLE_AT, UNPREDICTABLE_AT + 4);
    }

    byte[] diversifierBytes() {
        return java.util.Arrays.copyOfRange(bytes, DIVERSIFIER_AT, DIVERSIFIER_AT + 8);
    }
}
