package dev.turnpike.simulation;

import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import dev.turnpike.transaction.TerminalOutbound;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * The way between terminals and the switch: a connection per request, over which messages are lost, doubled, delayed and changed. One
 * thread.
 */
final class TerminalNetwork implements TerminalOutbound {
    private static final int CLAIM_TRIES = 10;

    /** One connection: a request, and perhaps its answer. */
    private static final class Connection {
        final Exchange exchange;
        final boolean listening;
        final String mustSay;
        int requests;
        int answers;
        boolean gone;

        Connection(Exchange exchange, boolean listening, String mustSay) {
            this.exchange = exchange;
            this.listening = listening;
            this.mustSay = mustSay;
        }
    }

    private final World world;
    private final AnswerOracle oracle;
    private final Map<Long, Connection> connections = new HashMap<>();
    private long lastConnection;

    TerminalNetwork(World world, AnswerOracle oracle) {
        this.world = world;
        this.oracle = oracle;
    }

    /** A terminal writes a request on a new connection. */
    void send(Exchange exchange, byte[] frame, boolean reversal) {
        Plan plan = world.plan;
        Cell cell = world.books.cell(exchange.key);
        AdmissionClass admission = reversal || exchange.kind == Kind.SETTLEMENT ? AdmissionClass.REVERSAL_OR_ADVICE : AdmissionClass.REQUEST;
        long delay = world.dice.ms(0.5, 40);
        if (world.happens(plan.requestLost, Fault.REQUEST_LOST, cell)) {
            return;
        }
        if (world.happens(plan.requestDelayed)) {
            delay = world.dice.ms(2_000, 12_000);
            world.agenda.in(delay, () -> world.hit(Fault.REQUEST_DELAYED, world.books.cell(exchange.key)));
        }
        arrives(exchange, frame, admission, null, delay);
        if (world.happens(plan.requestDuplicated)) {
            long later = delay + world.dice.ms(0, 6_000);
            world.agenda.in(later, () -> world.hit(Fault.REQUEST_DUPLICATED, world.books.cell(exchange.key)));
            arrives(exchange, frame, admission, null, later);
        }
        if (world.happens(plan.requestGarbled)) {
            byte[] changed = frame.clone();
            changed[world.dice.between(0, frame.length - 1)] ^= (byte) (1 << world.dice.between(0, 7));
            world.hit(Fault.REQUEST_GARBLED, cell);
            arrives(exchange, changed, admission, "", delay + world.dice.ms(0, 200));
        }
        if (!reversal && exchange.kind.isFinancial() && world.happens(plan.requestConflicts)) {
            world.agenda.in(delay + world.dice.ms(100, 8_000), () -> conflict(exchange));
        }
    }

    // Only where the journal knows the key: else it would be the first request, and no conflict.
    private void conflict(Exchange exchange) {
        Cell cell = world.books.cell(exchange.key);
        if (cell != Cell.NONE && cell != Cell.REJECTED) {
            world.hit(Fault.REQUEST_CONFLICTS, cell);
            arrives(exchange, exchange.terminal.codec.request(exchange, exchange.amountMinor + 1), AdmissionClass.REQUEST, "94", 0);
        }
    }

    // mustSay: null when the terminal itself listens, "" when it is a changed copy, else the code that the answer must have.
    private void arrives(Exchange exchange, byte[] frame, AdmissionClass admission, String mustSay, long delayNs) {
        long id = ++lastConnection;
        world.agenda.in(delayNs, () -> {
            if (world.host.isRunning()) {
                connections.put(id, new Connection(exchange, mustSay == null, mustSay));
                claim(id, frame, admission, CLAIM_TRIES);
            }
        });
    }

    // The gateway stops reading a connection whose share of the ring is used up, and after 50 ms gives up.
    private void claim(long id, byte[] frame, AdmissionClass admission, int tries) {
        Connection connection = connections.get(id);
        if (connection == null) {
            return;
        }
        if (world.host.publish(EventKind.TERMINAL_REQUEST, id, 0, 0, frame, admission)) {
            connection.requests++;
        } else if (tries > 0) {
            world.hit(Fault.RING_FULL, world.books.cell(connection.exchange.key));
            world.agenda.in(5 * Agenda.MS, () -> claim(id, frame, admission, tries - 1));
        }
    }

    @Override
    public boolean send(long id, DirectBuffer buffer, int offset, int length) {
        byte[] frame = new byte[length];
        buffer.getBytes(offset, frame);
        Connection connection = connections.get(id);
        Cell cell = connection == null ? Cell.NONE : world.books.cell(connection.exchange.key);
        if (connection == null || connection.gone || world.happens(world.plan.terminalGone, Fault.TERMINAL_GONE, cell)) {
            connections.remove(id);
            return false;
        }
        world.boundary(Boundary.BEFORE_ANSWER);
        connection.answers++;
        if (connection.answers > connection.requests) {
            world.violation("terminal: " + connection.exchange.key + " was answered twice for one request");
        }
        TerminalCodec.Answer answer = connection.exchange.terminal.codec.read(frame);
        oracle.written(connection.exchange, answer, connection.mustSay);
        if (connection.listening && !world.happens(world.plan.answerLost, Fault.ANSWER_LOST, cell)) {
            world.agenda.in(world.dice.ms(0.5, 40), () -> connection.exchange.answered(answer));
        }
        world.boundary(Boundary.AFTER_ANSWER);
        return true;
    }

    @Override
    public void close(long connectionId, String reason) {
        connections.remove(connectionId);
    }

    @Override
    public void reportBadMac(long connectionId) {
        // Closing after the third is the gateway's.
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    /** The switch died: every connection is gone, what was written is on its way. */
    void dropAll() {
        connections.clear();
    }
}
