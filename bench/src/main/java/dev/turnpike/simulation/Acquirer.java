package dev.turnpike.simulation;

import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireReader;
import dev.turnpike.simulator.wire.WireWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A simulated acquirer: keeps a {@link Ledger}, answers in time or not, rightly or not, as the plan says. One thread. */
final class Acquirer {
    private static final String[] DECLINES = {"51", "05", "55", "61"};
    private static final String[] REFUSALS = {"91", "96", "05", "30"};
    private static final int FOREIGN_STANS = 950_000;
    private final World world;
    private final SimulatedLink link;
    final Ledger ledger = new Ledger();
    private final WireReader in = new WireReader(WireLayout.ISO87A_HEX);
    private final WireWriter out = new WireWriter(WireLayout.ISO87A_HEX, 1024);
    private final Map<Books.Upstream, Long> underWay = new HashMap<>();
    private final Map<Books.Upstream, byte[]> owedApprovals = new LinkedHashMap<>();
    private final Set<Books.Upstream> approvals = new HashSet<>();
    private final Set<Books.Upstream> unknownReversals = new HashSet<>();

    /** Where and when a message came in. */
    private record Arrival(int connection, int incarnation, long atNs) {
    }

    Acquirer(World world, SimulatedLink link) {
        this.world = world;
        this.link = link;
    }

    /** A message arrived. */
    void receive(byte[] frame, int connection) {
        in.wrap(frame, 0, frame.length);
        boolean reversal = in.mti() / 100 == 4;
        Books.Upstream name = new Books.Upstream(link.name, in.number(7), (int) in.number(11));
        Cell cell = cell(name);
        if (world.happens(world.plan.acquirerSilent / 2, Fault.ACQUIRER_SILENT, cell)) {
            return;
        }
        long delay = world.dice.ms(1, 60);
        if (reversal) {
            long original = underWay.getOrDefault(WireOracle.original(in, link.name), 0L) - world.clock.elapsedNs();
            boolean overtakes = original > 0 && world.happens(world.plan.reversalOvertakes > 0 ? 0.9 : 0, Fault.REVERSAL_OVERTAKES, cell);
            delay = overtakes ? delay : Math.max(delay, original + Agenda.MS);
        } else if (in.mti() <= 200 && world.happens(world.plan.reversalOvertakes)) {
            delay = world.dice.ms(Site.TIMEOUT_MS, Site.TIMEOUT_MS + 2.0 * Site.SETTLE_MS);
        }
        if (!reversal) {
            underWay.merge(name, world.clock.elapsedNs() + delay, Math::max);
        }
        Arrival arrival = new Arrival(connection, world.host.incarnation(), world.clock.elapsedNs());
        world.agenda.in(delay, () -> process(frame, arrival));
    }

    private Cell cell(Books.Upstream name) {
        Books.Entry entry = world.books.byUpstream(name);
        return entry == null ? Cell.NONE : entry.cell();
    }

    private void process(byte[] frame, Arrival arrival) {
        in.wrap(frame, 0, frame.length);
        Books.Upstream name = new Books.Upstream(link.name, in.number(7), (int) in.number(11));
        if (in.mti() / 100 == 4) {
            reversal(name, arrival);
        } else {
            request(name, arrival);
        }
    }

    private Ledger.Request read(Books.Upstream name) {
        boolean inquiry = in.number(3) == Kind.BALANCE.processing;
        return new Ledger.Request(name, in.text(41), in.text(37), in.mti() / 10 * 10, in.number(3) == Kind.REFUND.processing, inquiry,
            Math.max(0, in.number(4)), WireOracle.original(in, link.name));
    }

    private void request(Books.Upstream name, Arrival arrival) {
        Ledger.Request request = read(name);
        String code = world.happens(world.plan.declined) ? DECLINES[world.dice.between(0, DECLINES.length - 1)] : "00";
        boolean advice = in.mti() % 10 == 1 || in.mti() == 220 && !request.credit();
        if (advice && !request.credit()) {
            // What has happened cannot be declined.
            code = "00";
        }
        if (advice && world.happens(world.plan.reversalRefused, Fault.REVERSAL_REFUSED, cell(name))) {
            answer(name, arrival, "91", request.amountMinor(), null, false);
            return;
        }
        boolean part = request.mti() == 200 && !request.inquiry() && !request.credit() && request.amountMinor() > 1
            && world.happens(world.plan.partial);
        boolean first = ledger.find(name) == null;
        Ledger.Posting posting = ledger.request(request, part && code.equals("00") ? "10" : code, (request.amountMinor() + 1) / 2);
        if (first && posting.code.equals("10")) {
            world.hit(Fault.PARTIAL_APPROVAL, cell(name));
        }
        boolean approved = Exchange.approves(posting.code);
        boolean mustArrive = approved && isReversalOwed(posting);
        answer(name, arrival, posting.code, posting.code.equals("10") ? posting.postedMinor : request.amountMinor(), posting, mustArrive);
    }

    // Posted although its reversal was answered "no original": an acquirer like that has to tell of its approval until it is reversed.
    private boolean isReversalOwed(Ledger.Posting posting) {
        return posting.state == Ledger.State.POSTED && unknownReversals.contains(posting.name);
    }

    private void reversal(Books.Upstream name, Arrival arrival) {
        Books.Upstream original = WireOracle.original(in, link.name);
        if (world.happens(world.plan.reversalRefused, Fault.REVERSAL_REFUSED, cell(name))) {
            answer(name, arrival, REFUSALS[world.dice.between(0, REFUSALS.length - 1)], in.number(4), null, false);
            return;
        }
        Ledger.Request asRequest = new Ledger.Request(original, in.text(41), in.text(37), (int) in.number(90, 0, 4), in.number(3) == Kind.REFUND.processing, false,
            in.number(4), null);
        String code = ledger.reverse(original, world.plan.tombstones, asRequest);
        if (code.equals("25")) {
            unknownReversals.add(original);
        } else {
            owedApprovals.remove(original);
        }
        answer(name, arrival, code, in.number(4), null, false);
    }

    private void answer(Books.Upstream name, Arrival arrival, String code, long amountMinor, Ledger.Posting posting, boolean mustArrive) {
        int stan = name.stan();
        long amount = amountMinor;
        String tid = in.text(41);
        boolean whole = mustArrive;
        boolean sound = true;
        if (!whole && world.happens(world.plan.answerMismatched)) {
            sound = false;
            boolean key = world.dice.chance(0.4);
            world.hit(key ? Fault.ANSWER_MISMATCHED_KEY : Fault.ANSWER_MISMATCHED_CONTENT, cell(name));
            stan = key ? FOREIGN_STANS + world.dice.between(0, 40_000) : stan;
            // A part is the acquirer's to choose: nobody could tell another one.
            amount = key || code.equals("10") ? amount : amount + 1;
            tid = key || in.has(4) && !code.equals("10") && world.dice.chance(0.5) ? tid : "99999999";
        }
        if (sound && posting != null && Exchange.approves(code)) {
            approvals.add(name);
        }
        byte[] frame = encode(name.time(), stan, code, amount, tid, posting);
        if (whole) {
            owedApprovals.put(name, frame);
        } else if (world.happens(world.plan.answerGarbled)) {
            world.hit(Fault.ANSWER_GARBLED, cell(name));
            frame = Arrays.copyOf(frame, world.dice.between(1, frame.length - 1));
        }
        plan(name, arrival, frame, whole);
    }

    private byte[] encode(long time, int stan, String code, long amount, String tid, Ledger.Posting posting) {
        out.begin(in.mti() / 10 * 10 + 10, false).copy(3, in);
        if (in.has(4)) {
            out.putNumber(4, amount);
        }
        out.putNumber(7, time).putNumber(11, stan).copy(12, in).copy(13, in).copy(32, in).copy(37, in);
        if (posting != null && Exchange.approves(code)) {
            out.put(38, TerminalCodec.digits(Math.floorMod(posting.name.hashCode(), 1_000_000), 6));
        }
        out.put(39, code).put(41, tid).copy(42, in).copy(49, in);
        int length = out.finish();
        return Arrays.copyOf(out.buffer(), length);
    }

    private void plan(Books.Upstream name, Arrival arrival, byte[] frame, boolean mustArrive) {
        if (!mustArrive && world.happens(world.plan.acquirerSilent / 2, Fault.ACQUIRER_SILENT, cell(name))) {
            return;
        }
        long delay = world.dice.ms(0.5, 250);
        long sinceNs = world.clock.elapsedNs() - arrival.atNs;
        if (world.happens(world.plan.answerLate)) {
            delay = world.dice.ms(Site.TIMEOUT_MS, Site.TIMEOUT_MS + 1.5 * Site.SETTLE_MS);
            world.agenda.in(delay, () -> world.hit(Fault.ANSWER_LATE, cell(name)));
        } else if (world.happens(world.plan.answerAtDeadline)) {
            delay = Site.TIMEOUT_MS * Agenda.MS - sinceNs + world.dice.ms(-60, 2);
            world.agenda.in(delay, () -> world.hit(Fault.ANSWER_AT_DEADLINE, cell(name)));
        }
        world.agenda.in(delay, () -> write(name, arrival, frame, mustArrive));
        if (world.happens(world.plan.answerDuplicated)) {
            long again = delay + world.dice.ms(0, 5_000);
            world.agenda.in(again, () -> world.hit(Fault.ANSWER_DUPLICATED, cell(name)));
            world.agenda.in(again, () -> write(name, arrival, frame, mustArrive));
        }
    }

    private void write(Books.Upstream name, Arrival arrival, byte[] frame, boolean mustArrive) {
        if (mustArrive && !owedApprovals.containsKey(name)) {
            return;
        }
        Cell cell = cell(name);
        if (link.answer(frame)) {
            boolean restarted = arrival.incarnation != world.host.incarnation();
            boolean reconnected = arrival.connection != link.connection();
            if (restarted || reconnected) {
                world.hit(restarted ? Fault.ANSWER_AFTER_RESTART : Fault.ANSWER_AFTER_RECONNECT, cell);
            }
            if (mustArrive) {
                world.hit(Fault.APPROVAL_AFTER_REVERSAL, cell);
            }
        }
    }

    /** True when it approved this request in an answer that says nothing else than the request. */
    boolean hasApproved(Books.Upstream name) {
        return approvals.contains(name);
    }

    /** True when nothing is being handled and no approval is owed to the switch. */
    boolean isAtRest() {
        return unrest().isEmpty();
    }

    /** What is being handled, and approvals that the switch has not been told of in earnest; empty when there is nothing. */
    String unrest() {
        long now = world.clock.elapsedNs();
        StringBuilder text = new StringBuilder();
        underWay.forEach((name, at) -> text.append(at >= now ? " under way " + name : ""));
        owedApprovals.keySet().forEach(name -> text.append(ledger.find(name).state == Ledger.State.POSTED && cell(name) != Cell.PARKED
            ? " owed " + name + " " + cell(name) : ""));
        return text.toString();
    }

    /** The switch signed on: approvals that should not stand are told again. */
    void connected() {
        owedApprovals.forEach((name, frame) -> {
            Ledger.Posting posting = ledger.find(name);
            if (posting.state == Ledger.State.POSTED) {
                world.agenda.in(world.dice.ms(10, 500), () -> write(name, new Arrival(link.connection(), world.host.incarnation(), 0), frame, true));
            }
        });
    }
}
