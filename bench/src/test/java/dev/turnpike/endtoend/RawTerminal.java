package dev.turnpike.endtoend;

import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.simulator.wire.DesKey;
import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.simulator.wire.MessageMac;
import dev.turnpike.simulator.wire.PinBlock;

/** A terminal with static keys that makes messages for {@link RawConnection}. One thread. */
final class RawTerminal {
    static final String BATCH = "000001";
    private static final String PIN = "1234";

    private final TerminalIdentity identity;
    private final DesKey pinKey;
    private final MessageMac mac;
    private final Seeds seeds;
    private int trace;

    /** A terminal with fixed keys; what it puts into messages that must not be kept goes to {@code seeds}. */
    RawTerminal(TerminalIdentity identity, Seeds seeds) {
        this.identity = identity;
        this.seeds = seeds;
        pinKey = new DesKey(identity.pinKey());
        mac = new MessageMac(identity.macMethod(), new DesKey(identity.macKey()));
    }

    MessageMac mac() {
        return mac;
    }

    TerminalIdentity identity() {
        return identity;
    }

    String nextTrace() {
        return String.format("%06d", ++trace);
    }

    /** A card number that no other message has used. */
    String freshCard() {
        return freshCard("6222020");
    }

    /** A card number with this beginning of seven digits. */
    String freshCard(String bin) {
        String pan = NamedCard.withLuhn(bin + String.format("%08d", seeds.number() * 7919 % 100_000_000));
        seeds.card(pan);
        return pan;
    }

    /** A purchase by stripe with PIN, all fields right. */
    RawMessage sale(String pan, long amountMinor) {
        String track = pan + "=3012201" + "43219876501".substring(0, 30 - pan.length() - 3);
        seeds.track(track);
        byte[] clear = PinBlock.format0(PIN, pan);
        byte[] block = new byte[8];
        pinKey.encrypt(clear, 0, 8, block, 0);
        seeds.block(clear);
        seeds.block(block);
        return RawMessage.of("0200").put(2, pan).put(3, "000000").put(4, String.format("%012d", amountMinor)).put(11, nextTrace())
            .put(14, "3012").put(22, "021").put(25, "00").put(26, "12").put(35, track).put(41, identity.tid()).put(42, identity.mid())
            .put(49, "156").put(52, block).put(53, "2600000000000000").put(60, "22" + BATCH + "00050100");
    }

    /** A purchase with a card of its own. */
    RawMessage sale(long amountMinor) {
        return sale(freshCard(), amountMinor);
    }

    /** The void or refund of a purchase: 0200/23 or 0220/25. */
    RawMessage after(RawMessage sale, String originalTrace, String reference, boolean refund, long amountMinor) {
        return sale.copy().mti(refund ? "0220" : "0200").put(3, "200000").put(4, String.format("%012d", amountMinor)).put(11, nextTrace())
            .put(37, reference).put(60, (refund ? "25" : "23") + BATCH + "00050100").put(61, BATCH + originalTrace + (refund ? "0000" : ""))
            .put(63, "CUP");
    }

    /** The reversal of a request. */
    RawMessage reversal(RawMessage request) {
        return request.copy().mti("0400").without(26, 35, 52, 53).put(39, "98");
    }

    /** Trace number in a message. */
    static String traceOf(RawMessage message) {
        return Hex.of(message.field(11));
    }
}
