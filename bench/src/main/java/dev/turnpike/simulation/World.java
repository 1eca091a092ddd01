package dev.turnpike.simulation;

import dev.turnpike.core.Core;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.OperatorAction;
import dev.turnpike.transaction.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;

/**
 * One seed's world: clock, disk, switch, links, acquirers, terminals, and what goes wrong among them. Runs the faults for a while, heals
 * everything, waits until it rests, and has the books compared. One thread, one use.
 */
final class World {
    private static final int MAX_VIOLATIONS = 20;
    private static final long REST_MS = 240_000;
    private static final int REST_STEP_MS = 2_017;
    final long seed;
    final Plan plan;
    final Dice dice;
    final SimulatedClock clock;
    final Agenda agenda;
    final Books books;
    final SimulatedDisk disk;
    final SwitchHost host;
    final AnswerOracle answers;
    final TerminalNetwork terminals;
    final LinkNetwork links;
    final Seams seams;
    final Coverage coverage = new Coverage();
    final List<Card> cards = Card.all();
    final List<Terminal> fleet = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Consumer<String> trace;
    private boolean active = true;
    private Boundary crashBoundary;
    private int crashCountdown;
    private int wraps;

    World(long seed, Slot[] ring, Seams seams, Consumer<String> trace) {
        this.seed = seed;
        this.seams = seams;
        this.trace = trace;
        dice = new Dice(seed);
        plan = new Plan(dice.split());
        clock = new SimulatedClock(plan.wallStartMs, 1);
        agenda = new Agenda(clock);
        books = new Books(this::violation);
        disk = new SimulatedDisk(this);
        host = new SwitchHost(this, java.util.Arrays.copyOf(ring, plan.ringSize));
        answers = new AnswerOracle(this);
        terminals = new TerminalNetwork(this, answers);
        links = new LinkNetwork(this);
        for (int i = 0; i < plan.terminals; i++) {
            fleet.add(new Terminal(this, i));
        }
    }

    /** Runs to the end; empty when all promises were kept. */
    List<String> run() {
        if (plan.stanWrap) {
            new Past(this).write();
        }
        host.start();
        fleet.forEach(Terminal::start);
        new Troubles(this).start();
        long until = plan.activeMs * Agenda.MS;
        while (violations.isEmpty() && agenda.step(until)) {
            // The agenda does it.
        }
        clock.advanceTo(until);
        heal();
        boolean rests = false;
        for (long ms = 0; ms < REST_MS && violations.isEmpty() && !rests; ms += REST_STEP_MS) {
            until += REST_STEP_MS * Agenda.MS;
            while (violations.isEmpty() && agenda.step(until)) {
                // On to rest.
            }
            clock.advanceTo(until);
            takeUpParked();
            rests = isAtRest();
        }
        if (violations.isEmpty()) {
            new ClosingOracle(this, rests).check();
        }
        return violations;
    }

    private void heal() {
        active = false;
        crashBoundary = null;
        disk.belowFloor = false;
        disk.failNextSync = false;
        disk.failNextAppend = false;
        host.slowDown(0);
        trace(() -> "---- healed");
    }

    // A person looks after what was given up, now that acquirers answer.
    private void takeUpParked() {
        books.all().stream().filter(e -> e.parked).limit(4).forEach(e -> host.operator(OperatorAction.RETRY, e.txId));
    }

    private boolean isAtRest() {
        return host.isIdle() && fleet.stream().allMatch(t -> t.exchanges.stream().allMatch(x -> isSettled(x)))
            && books.all().stream().allMatch(e -> !e.isOpen() && !e.parked)
            && links.links.stream().allMatch(l -> l.acquirer.isAtRest());
    }

    /** True when its terminal knows. */
    boolean isSettled(Exchange x) {
        return x.belief.isFinal();
    }

    /** True while things may go wrong. */
    boolean isActive() {
        return active;
    }

    boolean happens(double probability) {
        return active && dice.chance(probability);
    }

    /** True when the fault strikes; counted. */
    boolean happens(double probability, Fault fault, Cell cell) {
        boolean strikes = happens(probability);
        if (strikes) {
            hit(fault, cell);
        }
        return strikes;
    }

    void hit(Fault fault, Cell cell) {
        coverage.hit(fault, cell);
        trace(() -> "FAULT " + fault + " in " + cell);
    }

    /** A fault of everything: counted for each state that some transaction is in. */
    void hitAll(Fault fault) {
        books.cells().forEach(cell -> coverage.hit(fault, cell));
        trace(() -> "FAULT " + fault);
    }

    void violation(String what) {
        trace(() -> "VIOLATION " + what);
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(what);
        }
    }

    void trace(Supplier<String> line) {
        if (trace != null) {
            trace.accept(String.format("%12.3f ms  %s", clock.elapsedNs() / 1e6, line.get()));
        }
    }

    /** The process will die the {@code countdown}-th time that it passes this boundary. */
    void armCrash(Boundary boundary, int countdown) {
        crashBoundary = boundary;
        crashCountdown = countdown;
    }

    /** The switch passes a boundary between two effects. */
    void boundary(Boundary boundary) {
        if (boundary == Boundary.BEFORE_APPEND || boundary == Boundary.AFTER_APPEND) {
            host.midSlot(true);
        }
        if (boundary == crashBoundary && --crashCountdown <= 0) {
            crashBoundary = null;
            coverage.crashed(boundary);
            trace(() -> "CRASH " + boundary);
            new Crash(boundary.name()).now();
        }
    }

    /** A record was appended. */
    void appended(long sequence, DirectBuffer record, int offset, int length) {
        books.add(sequence, record, offset);
        if (books.wraps() > wraps) {
            wraps = books.wraps();
            hitAll(Fault.TRACE_NUMBERS_WRAP);
        }
        trace(() -> "appends " + sequence + " " + RecordNames.of(record, offset));
    }

    /** The switch read its journal and is about to go on. */
    void recovered() {
        trace(() -> "---- start " + host.incarnation() + " with " + books.all().size() + " transactions");
        answers.recovered();
    }

    /** P8: a core that applies the journal alone has the state of the live one. */
    void compareReplay() {
        Counters counters = new Counters();
        Core other = Site.instance().core(plan, counters, new Alarms(counters, clock));
        disk.read((sequence, body, offset, length, wallMs) -> other.replay(body, offset, wallMs));
        if (other.stateHash() != host.core().stateHash()) {
            violation("P8: replaying the journal gives another state than the live core has");
        }
    }

    Map<String, Ledger> ledgers() {
        Map<String, Ledger> ledgers = new java.util.TreeMap<>();
        links.links.forEach(link -> ledgers.put(link.name, link.acquirer.ledger));
        return ledgers;
    }
}
