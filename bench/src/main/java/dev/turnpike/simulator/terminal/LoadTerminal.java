package dev.turnpike.simulator.terminal;

import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The messages of one terminal without sockets and files, for a load rig: purchases from prepared templates, of which only trace
 * number and MAC change, and the full check of each answer. No garbage per message. One thread at a time.
 */
public final class LoadTerminal {
    /** {@link #check} result: the frame is not a readable answer. */
    public static final int UNREADABLE = -1;
    /** {@link #check} result: a field is not that of the request. */
    public static final int MISMATCH = -2;
    /** {@link #check} result: the MAC of an approval is missing or wrong. */
    public static final int WRONG_MAC = -3;

    private static final int LAST_TRACE = 999_999;
    private static final String SERIAL = Hex.of("Sequence No12313001SIM00001".getBytes(StandardCharsets.US_ASCII));

    private final TerminalIdentity identity;
    private final RequestBuilder requests;
    private final List<SimulatedCard> cards;
    private final long amountMinor;
    private final WireReader reader = new WireReader(WireLayout.POS);
    private TerminalKeys keys;
    private byte[][] templates;
    private int traceAt;
    private int trace;
    private int next;

    /**
     * A terminal that buys with each of {@code cards} in turn, always for {@code amountMinor}; its first trace number is {@code
     * firstTrace}.
     */
    public LoadTerminal(TerminalContext context, TerminalIdentity identity, List<SimulatedCard> cards, long amountMinor,
        int firstTrace) {
        this.identity = identity;
        this.requests = new RequestBuilder(context, identity);
        this.cards = List.copyOf(cards);
        this.amountMinor = amountMinor;
        this.trace = firstTrace - 1;
        if (!identity.signsOn()) {
            keys = TerminalKeys.fixed(identity);
            prepare(1);
        }
    }

    /** Who this is. */
    public TerminalIdentity identity() {
        return identity;
    }

    /** True when it can buy. */
    public boolean ready() {
        return templates != null;
    }

    /** The trace number that was used last. */
    public int trace() {
        return trace;
    }

    /** A sign-on request, without length prefix. */
    public byte[] signOn() {
        advance();
        Map<Integer, String> fields = requests.management(3, trace, 1);
        fields.put(62, SERIAL);
        fields.put(63, "01 ");
        int length = requests.encode(800, fields, null, false);
        return Arrays.copyOf(requests.encoded(), length);
    }

    /** Takes the answer to {@link #signOn}. Returns {@code null} when the terminal is ready, else what is wrong. */
    public String signedOn(byte[] buffer, int from, int length) {
        if (reader.wrap(buffer, from, length) != 0 || reader.mti() != 810) {
            return "sign-on answer is not readable";
        }
        if (!reader.is(39, "00")) {
            return "sign-on refused with " + reader.text(39);
        }
        if (reader.number(11) != trace || !reader.is(41, identity.tid())) {
            return "sign-on answer belongs to another request";
        }
        try {
            keys = TerminalKeys.downloaded(identity, reader.has(62) ? reader.bytes(62) : new byte[0]);
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        prepare((int) Math.max(1, reader.number(60, 2, 6)));
        return null;
    }

    private void prepare(int batch) {
        byte[][] made = new byte[cards.size()][];
        for (int i = 0; i < made.length; i++) {
            Map<Integer, String> fields = requests.card(CardTransaction.sale(cards.get(i), amountMinor), 1, batch, keys);
            int length = requests.encode(200, fields, keys, false);
            made[i] = Arrays.copyOf(requests.encoded(), length);
            reader.wrap(made[i], 0, length);
            traceAt = reader.valueOffset(11);
        }
        templates = made;
    }

    /** Writes the next purchase, length prefix included, to {@code target[at]}. Returns its length, prefix included. */
    public int sale(byte[] target, int at) {
        byte[] template = templates[next];
        next = next + 1 == templates.length ? 0 : next + 1;
        advance();
        int length = template.length;
        target[at] = (byte) (length >> 8);
        target[at + 1] = (byte) length;
        int body = at + 2;
        System.arraycopy(template, 0, target, body, length);
        int rest = trace;
        for (int i = 2; i >= 0; i--) {
            target[body + traceAt + i] = (byte) (rest / 10 % 10 << 4 | rest % 10);
            rest /= 100;
        }
        keys.mac().compute(target, body + 11, length - 19, target, body + length - 8);
        return length + 2;
    }

    /** Longest purchase in bytes, prefix included. */
    public static int longest() {
        return 1024;
    }

    /**
     * Checks the answer to the last purchase.
     *
     * @return the two characters of field 39 as {@code first << 8 | second}, or a negative number
     */
    public int check(byte[] buffer, int from, int length) {
        if (reader.wrap(buffer, from, length) != 0 || reader.mti() != 210 || !reader.has(39)) {
            return UNREADABLE;
        }
        int code = reader.character(39, 0) << 8 | reader.character(39, 1);
        boolean approved = code == ('0' << 8 | '0');
        if (reader.number(11) != trace || !reader.is(41, identity.tid()) || reader.number(3) != 0
            || approved && (reader.number(4) != amountMinor || !reader.is(42, identity.mid()))) {
            return MISMATCH;
        }
        if (approved) {
            int body = reader.bodyOffset();
            boolean authentic = reader.has(64)
                && keys.mac().matches(buffer, body, reader.start(64) - body, buffer, reader.valueOffset(64));
            return authentic ? code : WRONG_MAC;
        }
        return code;
    }

    private void advance() {
        trace = trace >= LAST_TRACE ? 1 : trace + 1;
    }
}
