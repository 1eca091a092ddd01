package dev.turnpike.simulator.terminal;

import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.simulator.wire.PinBlock;
import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes the requests of one terminal: fields as canonical text by number, then bytes with TPDU, header and MAC. One thread. */
final class RequestBuilder {
    static final String HEADER = "603100310000";
    private static final Set<Integer> BYTE_FIELDS = Set.of(52, 55, 62, 64);
    /** What a reversal takes over from its original; 38, 39 and the reversal's part of 55 are added. */
    private static final int[] REVERSED_FIELDS = {2, 3, 4, 11, 14, 22, 23, 25, 41, 42, 49, 60, 61};

    private final TerminalContext context;
    private final TerminalIdentity identity;
    private final WireWriter writer = new WireWriter(WireLayout.POS, 2048);
    private byte[] encoded = new byte[0];

    RequestBuilder(TerminalContext context, TerminalIdentity identity) {
        this.context = context;
        this.identity = identity;
    }

    /** The fields of a card transaction, MAC not yet among them. */
    Map<Integer, String> card(CardTransaction wanted, int trace, int batch, TerminalKeys keys) {
        TransactionKind kind = wanted.kind();
        SimulatedCard card = wanted.card();
        Map<Integer, String> fields = new TreeMap<>();
        boolean stripe = card.entry() == SimulatedCard.Entry.STRIPE;
        if (!stripe || kind.isAdvice()) {
            fields.put(2, card.pan());
            fields.put(14, card.expiry());
        }
        fields.put(3, digits(kind.processing(), 6));
        if (kind.hasAmount()) {
            fields.put(4, digits(wanted.amountMinor(), 12));
        }
        fields.put(11, digits(trace, 6));
        fields.put(22, card.entryMode());
        if (kind.condition() >= 0) {
            fields.put(25, digits(kind.condition(), 2));
        }
        if (!kind.isAdvice()) {
            trackAndPin(fields, card, stripe, keys);
        }
        party(fields);
        fields.put(49, "156");
        if (card.entry().chip()) {
            fields.put(23, card.sequence());
        }
        chip(fields, wanted, trace);
        fields.put(60, digits(kind.messageType(), 2) + digits(batch, 6) + (kind == TransactionKind.SCRIPT_NOTIFY ? "951" : "000") + "6"
            + (card.entry().chip() ? "1" : "0") + "1");
        original(fields, wanted, trace);
        return fields;
    }

    private static void trackAndPin(Map<Integer, String> fields, SimulatedCard card, boolean stripe, TerminalKeys keys) {
        if (stripe || card.entry().chip()) {
            fields.put(35, card.track2());
        }
        if (card.pin() != null) {
            fields.put(26, "12");
            fields.put(52, Hex.of(keys.encryptPin(PinBlock.format0(card.pin(), card.pan()))));
            fields.put(53, "2600000000000000");
        }
    }

    private void chip(Map<Integer, String> fields, CardTransaction wanted, int trace) {
        switch (wanted.kind()) {
            case SALE, PREAUTH, BALANCE -> {
                if (wanted.card().entry().chip()) {
                    fields.put(55, chipData(wanted.amountMinor(), trace, "80"));
                }
            }
            case CHIP_OFFLINE_SALE -> fields.put(55, chipData(wanted.amountMinor(), trace, "40") + "8A02" + "5931");
            case SCRIPT_NOTIFY -> fields.put(55, "9505" + "0000048000" + "9F1E08" + "53494D3030303031" + "9F3602" + String.format("%04X", trace & 0xFFFF)
                + "9F2608" + "1122334455667788" + "9F1013" + "07010103A0A002010A01000000000057E8F1C9" + "DF3105" + "2000000000");
            default -> {
            }
        }
    }

    private static void original(Map<Integer, String> fields, CardTransaction wanted, int trace) {
        BatchEntry original = wanted.original();
        TransactionKind kind = wanted.kind();
        if (kind == TransactionKind.OFFLINE_SALE) {
            fields.put(38, "V" + digits(trace % 100_000, 5));
            fields.put(61, "0".repeat(16) + "01" + "0".repeat(11));
            fields.put(63, wanted.card().pan().startsWith("62") ? "CUP" : "VIS");
        }
        if (original == null) {
            return;
        }
        boolean named = switch (kind) {
            case SALE_VOID, REFUND, COMPLETION_VOID, ADJUST, TIP_ADJUST -> true;
            default -> false;
        };
        if (named) {
            fields.put(37, original.reference());
        }
        if (!original.authorisation().isEmpty() && kind != TransactionKind.SCRIPT_NOTIFY) {
            fields.put(38, original.authorisation());
        }
        String first = digits(original.batch(), 6) + digits(original.trace(), 6);
        fields.put(61, kind == TransactionKind.SALE_VOID ? first : first + original.date());
        if (kind == TransactionKind.REFUND || kind == TransactionKind.OFFLINE_REFUND || kind.isAdjustment()) {
            fields.put(63, original.foreign() ? "VIS" : "CUP");
        }
    }

    /** The fields of a network management or settlement message. */
    Map<Integer, String> management(int function, int trace, int batch) {
        Map<Integer, String> fields = new TreeMap<>();
        if (trace > 0) {
            fields.put(11, digits(trace, 6));
        }
        party(fields);
        fields.put(60, "00" + digits(batch, 6) + digits(function, 3));
        return fields;
    }

    private void party(Map<Integer, String> fields) {
        fields.put(41, identity.tid());
        fields.put(42, identity.mid());
    }

    /** What must be kept to reverse a request with these fields. */
    static ReversalRecord reversalOf(Map<Integer, String> request) {
        Map<Integer, String> kept = new TreeMap<>();
        for (int field : REVERSED_FIELDS) {
            if (request.containsKey(field)) {
                kept.put(field, request.get(field));
            }
        }
        if (request.containsKey(55)) {
            kept.put(55, "9505" + "0000048000" + "9F1E08" + "5349"+ "4D3030303031" + "9F3602" + "0042");
        }
        return new ReversalRecord(kept, ReversalRecord.NO_ANSWER, 0);
    }

    /** Encodes; with a MAC when {@code keys} are given, a wrong one when {@code spoil}. Returns the length, header included. */
    int encode(int mti, Map<Integer, String> fields, TerminalKeys keys, boolean spoil) {
        writer.begin(mti, false)
            .header(0, Hex.bytes(context.tpdu() + HEADER), 0, 11);
        for (Map.Entry<Integer, String> field : new TreeMap<>(fields).entrySet()) {
            if (BYTE_FIELDS.contains(field.getKey())) {
                writer.put(field.getKey(), Hex.bytes(field.getValue()));
            } else {
                writer.put(field.getKey(), field.getValue());
            }
        }
        int macAt = keys == null ? -1 : writer.reserve(64, 8);
        int length = writer.finish();
        encoded = writer.buffer();
        if (keys != null) {
            keys.mac().compute(encoded, writer.bodyOffset(), macAt - writer.bodyOffset(), encoded, macAt);
            if (spoil) {
                encoded[macAt] ^= 1;
            }
        }
        return length;
    }

    /** The bytes of the last {@link #encode}. */
    byte[] encoded() {
        return encoded;
    }

    private String chipData(long amountMinor, int trace, String cryptogramKind) {
        String today = DateTimeFormatter.ofPattern("yyMMdd")
            .format(Instant.ofEpochMilli(context.clock().wallMs()).atZone(ZoneId.of("Asia/Shanghai")));
        long mixed = (trace * 0x9E3779B97F4A7C15L ^ amountMinor) * 0xBF58476D1CE4E5B9L;
        String cryptogram = String.format("%016X", mixed);
        return "9F2608" + cryptogram + "9F2701" + cryptogramKind + "9F1013" + "07010103A0A002010A01000000000057E8F1C9"
            + "9F3704" + cryptogram.substring(4, 12) + "9F3602" + String.format("%04X", trace & 0xFFFF) + "9505" + "0000048000"
            + "9A03" + today + "9C01" + "00" + "9F0206" + digits(amountMinor, 12) + "5F2A02" + "0156" + "8202" + "7C00"
            + "9F1A02" + "0156" + "9F0306" + "000000000000" + "9F3303" + "E0E9C8" + "9F3403" + "420300" + "9F3501" + "22"
            + "9F1E08" + Hex.of("SIM00001".getBytes(StandardCharsets.US_ASCII)) + "8408" + "A000000333010102" + "9F0902" + "0030"
            + "9F4104" + digits(trace, 8);
    }

    static String digits(long value, int width) {
        String text = Long.toString(value);
        if (text.length() > width) {
            throw new IllegalArgumentException("a number of at most " + width + " digits is expected");
        }
        return "0".repeat(width - text.length()) + text;
    }
}
