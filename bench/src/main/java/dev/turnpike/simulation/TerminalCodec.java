package dev.turnpike.simulation;

import dev.turnpike.simulator.wire.DesKey;
import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.simulator.wire.MessageMac;
import dev.turnpike.simulator.wire.PinBlock;
import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireReader;
import dev.turnpike.simulator.wire.WireWriter;
import java.util.Arrays;

/** Messages of one simulated terminal, made and read without the switch's codec and security module. One thread. */
final class TerminalCodec {
    private static final byte[] HEADER = Hex.bytes("6000060000" + "603100310000");
    private static final String CHIP_DATA = "9F2608112233445566778895050000008000";

    private final String tid;
    private final MessageMac mac;
    private final DesKey pinKey;
    private final WireWriter writer = new WireWriter(WireLayout.POS, 2048);
    private final WireReader reader = new WireReader(WireLayout.POS);

    /** What an answer says. */
    record Answer(int mti, String tid, int batch, int stan, String code, long amountMinor, String reference, String authorization,
                  String totals, boolean authentic) {
    }

    TerminalCodec(int terminal) {
        tid = Site.tid(terminal);
        mac = new MessageMac(MessageMac.Method.X9_19, new DesKey(Site.macKey(terminal)));
        pinKey = new DesKey(Site.pinKey(terminal));
    }

    /** The PIN block that goes out for a card: the same each time. */
    byte[] pinBlock(Card card) {
        byte[] block = new byte[8];
        pinKey.encrypt(PinBlock.format0(card.pin(), card.pan()), 0, 8, block, 0);
        return block;
    }

    /** A financial request; {@code amountMinor} may differ from the exchange's own to make a conflict. */
    byte[] request(Exchange x, long amountMinor) {
        writer.begin(x.kind.mti, false).header(0, HEADER, 0, HEADER.length).put(2, x.card.pan()).putNumber(3, x.kind.processing);
        if (x.kind != Kind.BALANCE) {
            writer.putNumber(4, amountMinor);
        }
        writer.putNumber(11, x.stan).put(14, Card.EXPIRY).put(22, "051").put(23, "001").put(25, x.kind.condition).put(26, "12")
            .put(35, x.card.track2());
        if (x.original != null) {
            writer.put(37, x.original.reference).put(38, x.original.authorization);
        }
        writer.put(41, tid).put(42, Site.MID).put(49, "156").put(52, pinBlock(x.card)).put(53, "2600000000000000");
        if (x.original == null) {
            writer.put(55, Hex.bytes(CHIP_DATA));
        }
        writer.put(60, x.kind.messageType + digits(x.batch, 6) + "00060" + (x.partialAllowed ? "1" : "0"));
        if (x.original != null) {
            writer.put(61, digits(x.original.batch, 6) + digits(x.original.stan, 6) + (x.kind == Kind.VOID ? "" : "0000"));
        }
        return finish(true);
    }

    /** The closing of a batch with the terminal's own totals. */
    byte[] settlement(Exchange x) {
        writer.begin(500, false).header(0, HEADER, 0, HEADER.length).putNumber(11, x.stan).put(41, tid).put(42, Site.MID)
            .put(48, x.terminal.totals(x.batch)).put(49, "156").put(60, "00" + digits(x.batch, 6) + "201");
        return finish(false);
    }

    /** The terminal's reversal of an exchange. */
    byte[] reversal(Exchange x) {
        writer.begin(400, false).header(0, HEADER, 0, HEADER.length).put(2, x.card.pan()).putNumber(3, x.kind.processing)
            .putNumber(4, x.amountMinor).putNumber(11, x.stan).put(14, Card.EXPIRY).put(22, "051").put(23, "001").put(25, x.kind.condition)
            .put(39, "98").put(41, tid).put(42, Site.MID).put(49, "156")
            .put(60, x.kind.messageType + digits(x.batch, 6) + "00060" + (x.partialAllowed ? "1" : "0"));
        if (x.original != null) {
            writer.put(61, digits(x.original.batch, 6) + digits(x.original.stan, 6));
        }
        return finish(true);
    }

    private byte[] finish(boolean macked) {
        int macAt = macked ? writer.reserve(64, 8) : -1;
        int length = writer.finish();
        if (macked) {
            mac.compute(writer.buffer(), writer.bodyOffset(), macAt - writer.bodyOffset(), writer.buffer(), macAt);
        }
        return Arrays.copyOf(writer.buffer(), length);
    }

    /** Reads an answer; {@code null} when it is none. */
    Answer read(byte[] frame) {
        if (reader.wrap(frame, 0, frame.length) != 0) {
            return null;
        }
        boolean authentic = reader.has(64) && mac.matches(frame, reader.bodyOffset(), reader.start(64) - reader.bodyOffset(), frame,
            reader.valueOffset(64));
        return new Answer(reader.mti(), reader.text(41), (int) reader.number(60, 2, 6), (int) reader.number(11), reader.text(39),
            reader.number(4), reader.text(37), reader.text(38), reader.text(48), authentic);
    }

    static String digits(long value, int width) {
        String text = Long.toString(value);
        return "0".repeat(width - text.length()) + text;
    }
}
