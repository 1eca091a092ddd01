package dev.turnpike.simulator.acquirer;

import java.nio.charset.StandardCharsets;

/** One entry of the ledger: a financial message by its identity and what became of it. Guarded by the ledger's lock. */
final class Posting {
    /** What stands at the acquirer. */
    enum State { POSTED, DECLINED, REVERSED, TOMBSTONE }

    /** Digits of F7 and F11 as one number, F7 first. */
    long transmission;
    /** The eight characters of F41. */
    long terminal;
    int mti;
    int processing;
    /** Minor units that were approved. */
    long amountMinor;
    int code;
    State state;
    int repeats;
    int reversals;
    /** Identity (F7 and F11) of the transaction that this one voids or refunds; 0 for none. */
    long original;
    /** True while a void of this posting stands. */
    boolean voided;
    /** Point of service condition code, field 25. */
    int condition;
    /** What a hold and its additions keep from the card, in minor units. */
    long authorisedMinor;
    /** Standing completions of this hold. */
    int completions;
    /** What standing refunds gave back, in minor units. */
    long refundedMinor;
    /** Amount that this adjustment replaced. */
    long replacedMinor;
    final byte[] merchant = new byte[15];
    final byte[] reference = new byte[12];
    final byte[] authorisation = new byte[6];
    Posting nextInBucket;

    /** What a posting is, by its MTI, processing and condition code. */
    enum Kind { DEBIT, HOLD, ADDITION, COMPLETION, VOID, REFUND, ADJUSTMENT, INQUIRY }

    /** What this posting is. */
    Kind kind() {
        int family = mti / 100 % 10;
        int processed = processing / 10_000;
        if (processed == 20 || processed == 2) {
            return mti / 10 % 10 == 2 ? Kind.REFUND : Kind.VOID;
        }
        if (processed >= 30 && processed < 40) {
            return Kind.INQUIRY;
        }
        if (family == 1) {
            return condition == 60 ? Kind.ADDITION : Kind.HOLD;
        }
        if (condition == 6) {
            return Kind.COMPLETION;
        }
        return mti / 10 % 10 == 2 && original != 0 ? Kind.ADJUSTMENT : Kind.DEBIT;
    }

    /** What this posting adds to the merchant's money, in minor units. */
    long netMinor() {
        return state == State.POSTED ? sign() * amountMinor : 0;
    }

    /** What was taken from the card and can be given back, in minor units. */
    long capturedMinor() {
        return netMinor() > 0 && !voided ? amountMinor : 0;
    }

    /** 1 for a debit to the cardholder, -1 for a credit, 0 for a message that moves no money by itself. */
    int sign() {
        return switch (kind()) {
            case DEBIT, COMPLETION -> 1;
            case REFUND -> -1;
            case VOID -> mti / 100 % 10 == 1 ? 0 : -1;
            default -> 0;
        };
    }

    void clear() {
        repeats = 0;
        reversals = 0;
        original = 0;
        voided = false;
        condition = 0;
        authorisedMinor = 0;
        completions = 0;
        refundedMinor = 0;
        replacedMinor = 0;
        amountMinor = 0;
        code = 0;
        processing = 0;
        java.util.Arrays.fill(merchant, (byte) ' ');
        java.util.Arrays.fill(reference, (byte) ' ');
        java.util.Arrays.fill(authorisation, (byte) ' ');
        nextInBucket = null;
    }

    /** One line of the ledger file. */
    void line(StringBuilder out) {
        out.append(pad(mti, 4)).append('|').append(pad(processing, 6)).append('|').append(pad(transmission, 16)).append('|')
            .append(unpack(terminal)).append('|').append(ascii(merchant)).append('|').append(ascii(reference)).append('|')
            .append(ascii(authorisation)).append('|').append(pad(code, 2)).append('|').append(amountMinor).append('|')
            .append(state).append('|').append(repeats).append('|').append(reversals).append('|').append(pad(original, 16))
            .append('|').append(voided).append('|').append(condition).append('|').append(authorisedMinor).append('|').append(completions)
            .append('|').append(refundedMinor).append('|').append(replacedMinor).append('\n');
    }

    /** Reads a line of the ledger file into this posting. */
    void read(String line) {
        String[] part = line.split("\\|", -1);
        mti = Integer.parseInt(part[0]);
        processing = Integer.parseInt(part[1]);
        transmission = Long.parseLong(part[2]);
        terminal = pack(part[3]);
        fill(part[4], merchant);
        fill(part[5], reference);
        fill(part[6], authorisation);
        code = Integer.parseInt(part[7]);
        amountMinor = Long.parseLong(part[8]);
        state = State.valueOf(part[9]);
        repeats = Integer.parseInt(part[10]);
        reversals = Integer.parseInt(part[11]);
        original = Long.parseLong(part[12]);
        voided = Boolean.parseBoolean(part[13]);
        if (part.length > 18) {
            condition = Integer.parseInt(part[14]);
            authorisedMinor = Long.parseLong(part[15]);
            completions = Integer.parseInt(part[16]);
            refundedMinor = Long.parseLong(part[17]);
            replacedMinor = Long.parseLong(part[18]);
        }
    }

    /** One JSON object, without a line end. */
    void json(StringBuilder out) {
        String stamp = pad(transmission, 16);
        out.append("{\"mti\":\"").append(pad(mti, 4)).append("\",\"f3\":\"").append(pad(processing, 6))
            .append("\",\"f7\":\"").append(stamp, 0, 10).append("\",\"f11\":\"").append(stamp, 10, 16)
            .append("\",\"f37\":\"").append(ascii(reference).trim()).append("\",\"f38\":\"").append(ascii(authorisation).trim())
            .append("\",\"f39\":\"").append(pad(code, 2)).append("\",\"f41\":\"").append(unpack(terminal).trim())
            .append("\",\"f42\":\"").append(ascii(merchant).trim()).append("\",\"amount\":").append(amountMinor)
            .append(",\"state\":\"").append(state.name().toLowerCase(java.util.Locale.ROOT)).append("\",\"net\":")
                .append(netMinor())
            .append(",\"repeats\":").append(repeats).append(",\"reversals\":").append(reversals)
            .append(",\"voided\":").append(voided).append(",\"kind\":\"").append(kind().name().toLowerCase(java.util.Locale.ROOT))
            .append("\",\"authorised\":").append(authorisedMinor).append(",\"captured\":").append(capturedMinor())
            .append(",\"refunded\":").append(refundedMinor).append(",\"completions\":").append(completions);
        if (original != 0) {
            String first = pad(original, 16);
            out.append(",\"original\":{\"f7\":\"").append(first, 0, 10).append("\",\"f11\":\"").append(first, 10, 16)
                .append("\"}");
        }
        out.append('}');
    }

    /** Eight characters as a number, for the key. */
    static long pack(CharSequence characters) {
        long packed = 0;
        for (int i = 0; i < 8; i++) {
            packed = packed << 8 | (i < characters.length() ? characters.charAt(i) & 0xFF : ' ');
        }
        return packed;
    }

    private static String unpack(long packed) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (packed >>> 56 - 8 * i);
        }
        return ascii(bytes);
    }

    /** Anything that could break a line or a JSON string becomes a question mark. */
    private static String ascii(byte[] bytes) {
        char[] out = new char[bytes.length];
        for (int i = 0; i < out.length; i++) {
            int c = bytes[i];
            out[i] = c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '|' ? (char) c : '?';
        }
        return new String(out);
    }

    private static void fill(String from, byte[] to) {
        byte[] bytes = from.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, to, 0, Math.min(bytes.length, to.length));
    }

    private static String pad(long value, int width) {
        String digits = Long.toString(value);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
