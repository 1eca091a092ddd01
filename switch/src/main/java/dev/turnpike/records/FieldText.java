package dev.turnpike.records;

import dev.turnpike.core.RejectReason;
import dev.turnpike.core.ReversalReason;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import java.time.Instant;
import java.util.Set;

/**
 * How a field is shown. What is not known to be harmless is shown as its length: sealed card numbers, key blocks and field images never
 * leave the journal this way, and keyed hashes do not stand beside the truncated number that they belong to. Stateless.
 */
final class FieldText {
    private static final Set<String> PARTS_OF_CARD = Set.of("panFirst6", "panLast4", "panLength");
    private static final Set<String> WORDS = Set.of("state", "transactionType", "reason", "messageClass", "rrnDay", "mti", "batch", "stan",
        "nextBatch", "upstreamStan", "upstreamTime", "authorizationCode", "stateHash");
    private static final int FOUR_DIGITS = 4;
    private static final int LONGEST_RUN = 11;

    private FieldText() {
    }

    /** True for fields that have no place in an export, or are shown as part of another. */
    static boolean isHidden(RecordSchema.Field f) {
        String name = f.name();
        return PARTS_OF_CARD.contains(name) || name.equals("txIds") || name.equals("coreWallMs")
            || !name.equals("stateHash") && (name.contains("Hash") || name.contains("Digest"));
    }

    /** True when the value is a number to count with, not a name, a code or a moment. */
    static boolean isNumber(RecordSchema.Field f) {
        boolean number = f.kind() == RecordSchema.Kind.SIGNED || f.kind() == RecordSchema.Kind.UNSIGNED;
        return number && !WORDS.contains(f.name()) && !f.name().endsWith("WallMs");
    }

    /** The value of {@code f} for people; empty when the record has it not. */
    static String of(RecordFields record, RecordSchema.Field f) {
        if (!record.has(f)) {
            return "";
        }
        return switch (f.kind()) {
            case CHARACTERS, ASCII_DATA -> withoutRuns(record.text(f));
            case DATA -> data(record, f);
            default -> number(record, f.name(), record.number(f));
        };
    }

    private static String data(RecordFields record, RecordSchema.Field f) {
        int length = record.dataLength(f);
        if (length == 0) {
            return "";
        }
        if (!f.name().equals("image")) {
            return length + " bytes";
        }
        StringBuilder text = new StringBuilder("fields");
        record.imageFields(f).forEach(n -> text.append(' ').append(n));
        return text.toString();
    }

    private static String number(RecordFields record, String name, long value) {
        return switch (name) {
            case "state" -> value >= 0 && value < TransactionState.values().length ? TransactionState.of((int) value).name() : Long.toString(value);
            case "transactionType" -> value >= 0 && value < TransactionType.values().length ? TransactionType.of((int) value).name() : Long.toString(value);
            case "reason" -> reason(record.kind(), value);
            case "messageClass", "rrnDay", "mti" -> RecordFields.padded(value, FOUR_DIGITS);
            case "batch", "stan", "nextBatch", "upstreamStan" -> RecordFields.padded(value, 6);
            case "upstreamTime" -> value == 0 ? "" : RecordFields.padded(value, 10);
            case "authorizationCode" -> authorization(value);
            case "stateHash" -> Long.toHexString(value);
            default -> name.endsWith("WallMs") && value > 0 ? Instant.ofEpochMilli(value).toString() : Long.toString(value);
        };
    }

    private static String reason(String kind, long value) {
        if (kind.equals("REJECTED") && value >= 0 && value < RejectReason.values().length) {
            return RejectReason.values()[(int) value].name();
        }
        if (kind.equals("REVERSAL_INTENT") && value >= 0 && value < ReversalReason.values().length) {
            return ReversalReason.values()[(int) value].name();
        }
        return Long.toString(value);
    }

    /** Six characters packed into a number; empty for 0. */
    static String authorization(long packed) {
        StringBuilder text = new StringBuilder(6);
        for (int shift = 40; shift >= 0; shift -= 8) {
            int c = (int) (packed >>> shift) & 0xFF;
            text.append(c >= ' ' && c < 0x7F ? (char) c : ' ');
        }
        return text.toString().strip();
    }

    /** Characters that come from outside may hold a card number although they should not: longer runs of digits lose their middle. */
    static String withoutRuns(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && Character.isDigit(text.charAt(end))) {
                end++;
            }
            if (end - at > LONGEST_RUN) {
                out.append(text, at, at + 6).append("*".repeat(end - at - 10)).append(text, end - FOUR_DIGITS, end);
            } else {
                out.append(text, at, end);
            }
            if (end < text.length()) {
                out.append(text.charAt(end));
            }
            at = end + 1;
        }
        return out.toString();
    }
}
