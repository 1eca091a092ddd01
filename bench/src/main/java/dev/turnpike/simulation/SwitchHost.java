package dev.turnpike.simulation;

import dev.turnpike.core.Core;
import dev.turnpike.journal.JournalException;
import dev.turnpike.pipeline.SteppedLayout;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import dev.turnpike.transaction.OperatorAction;
import dev.turnpike.transaction.OperatorRequest;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionState;

/**
 * The machine that runs the switch: starts the production core and stages over the simulated disk, steps them, and dies. How far decisions
 * run ahead of the sync, and the sync ahead of the release, is the dice's. One thread.
 */
final class SwitchHost {
    private static final int MAX_BATCH = 6;
    private static final int TICK_MS = 50;
    private final World world;
    private Slot[] ring;
    private Core core;
    private SteppedLayout layout;
    private Counters counters;
    private boolean running;
    private boolean dying;
    private boolean pumpPlanned;
    private boolean releasing;
    private boolean midSlot;
    private int incarnation;
    private int started;
    private long slowUntilNs;

    SwitchHost(World world, Slot[] ring) {
        this.world = world;
        this.ring = ring;
    }

    boolean isRunning() {
        return running;
    }

    /** Counts the starts. */
    int incarnation() {
        return incarnation;
    }

    Core core() {
        return core;
    }

    /** True while a slot's records are being appended: live state is ahead of the journal. */
    void midSlot(boolean value) {
        midSlot = value;
    }

    /** Syncs take long for a while. */
    void slowDown(long forNs) {
        slowUntilNs = world.clock.elapsedNs() + forNs;
    }

    /** Brings the switch up from what the disk holds. */
    void start() {
        incarnation++;
        world.clock.restart(world.dice.between(1, 1L << 50));
        guarded(this::recover);
    }

    private void recover() {
        try {
            world.disk.open();
        } catch (JournalException e) {
            world.violation("P7: the journal was refused without damage: " + e.getMessage());
            return;
        }
        world.books.clear();
        counters = new Counters();
        Alarms alarms = new Alarms(counters, world.clock);
        core = Site.instance().core(world.plan, counters, alarms);
        long crashAt = world.happens(world.plan.crashInRecovery) ? world.dice.between(0, world.disk.appended()) : -1;
        world.disk.read((sequence, body, offset, length, wallMs) -> {
            world.books.add(sequence, body, offset);
            core.replay(body, offset, wallMs);
            if (sequence == crashAt) {
                world.hitAll(Fault.CRASH_IN_RECOVERY);
                new Crash("in recovery").now();
            }
        });
        started = world.books.all().size();
        world.recovered();
        core.start();
        layout = new SteppedLayout(ring, Site.instance().pipeline(core, world.seams.journal(world.disk), counters, alarms,
            world.seed * 31 + incarnation), world.seams.terminals(world.terminals), world.seams.upstream(world.links), this::fatal);
        running = true;
        dying = false;
        pumpPlanned = false;
        releasing = false;
        int mine = incarnation;
        tick(mine);
        for (SimulatedLink link : world.links.links) {
            int after = link.connection();
            world.agenda.in(world.dice.ms(50, 1_500), () -> link.connect(after));
        }
    }

    /** The production stop after a failed journal: the process ends with 74 a moment later. */
    private void fatal() {
        if (!dying) {
            dying = true;
            int mine = incarnation;
            world.agenda.in(world.dice.ms(0, 30), () -> {
                if (incarnation == mine && running) {
                    world.disk.losePower(world.dice);
                    down();
                }
            });
        }
    }

    private void tick(int ofIncarnation) {
        if (running && incarnation == ofIncarnation) {
            publish(EventKind.TICK, 0, 0, 0, null, AdmissionClass.PRIORITY);
            world.agenda.in(TICK_MS * Agenda.MS, () -> tick(ofIncarnation));
        }
    }

    /** Puts an event into the ring; false when its share is used up or nobody runs. */
    boolean publish(EventKind kind, long source, int arg0, long arg1, byte[] frame, AdmissionClass admission) {
        if (!running) {
            return false;
        }
        long sequence = layout.tryClaim(admission);
        if (sequence < 0) {
            return false;
        }
        Slot slot = layout.slot(sequence).event(kind, world.clock.monotonicNs(), world.clock.wallMs()).source(source).args(arg0, arg1);
        if (frame != null) {
            slot.inboundNio().put(frame);
            slot.inboundLength(frame.length);
        }
        layout.publish(sequence);
        planPump();
        return true;
    }

    /** An operator's command goes into the ring; lost when there is no place. */
    void operator(OperatorAction action, long txId) {
        long sequence = running ? layout.tryClaim(AdmissionClass.PRIORITY) : -1;
        if (sequence >= 0) {
            new OperatorRequest(action, txId, 0, TransactionState.REVERSED, "simulated", "the simulation")
                .write(layout.slot(sequence), incarnation, world.clock.monotonicNs(), world.clock.wallMs());
            layout.publish(sequence);
            planPump();
        }
    }

    private void planPump() {
        if (!pumpPlanned) {
            pumpPlanned = true;
            later(world.dice.ms(0.005, 0.3), this::pump);
        }
    }

    private void later(long delayNs, Runnable step) {
        int mine = incarnation;
        world.agenda.in(delayNs, () -> {
            if (running && incarnation == mine) {
                guarded(step);
            }
        });
    }

    // A crash comes out of any step as an exception that production code cannot have caught.
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable t) {
            if (!((Object) t instanceof Crash)) {
                world.violation("P7: an exception escaped from the pipeline: " + t);
            }
            crash();
        }
    }

    private void pump() {
        pumpPlanned = false;
        int most = world.dice.between(1, MAX_BATCH);
        for (int i = 0; i < most && layout.waiting() > 0; i++) {
            Slot slot = layout.slot(layout.nextToWork());
            layout.work(1);
            midSlot = false;
            world.seams.worked(slot);
        }
        if (layout.waiting() > 0) {
            planPump();
        } else if (core.hasMoreWork()) {
            publish(EventKind.TICK, 0, 0, 0, null, AdmissionClass.PRIORITY);
        }
        planRelease();
    }

    private void planRelease() {
        if (!releasing && layout.decided() > 0) {
            releasing = true;
            later(world.dice.ms(0, 0.2), this::beginRelease);
        }
    }

    private void beginRelease() {
        layout.beginRelease();
        boolean slow = world.clock.elapsedNs() < slowUntilNs;
        later(slow ? world.dice.ms(100, 4_000) : world.dice.ms(0.05, 0.6), this::release);
    }

    private void release() {
        boolean more = true;
        while (more) {
            more = layout.release();
        }
        releasing = false;
        planRelease();
    }

    /** The process dies now, wherever it is. */
    void crash() {
        if (!running) {
            // Died in recovery: the next try is a moment away.
            world.agenda.in(world.dice.ms(50, 500), this::start);
            return;
        }
        if (!midSlot && !dying && world.dice.chance(0.3)) {
            world.compareReplay();
        }
        boolean power = world.dice.chance(world.plan.powerLoss);
        world.hitAll(power ? Fault.POWER_LOSS : Fault.KILL);
        if (power) {
            world.disk.losePower(world.dice);
        }
        down();
    }

    private void down() {
        running = false;
        midSlot = false;
        world.disk.belowFloor = false;
        world.disk.failNextSync = false;
        world.disk.failNextAppend = false;
        world.terminals.dropAll();
        world.links.links.forEach(SimulatedLink::die);
        world.agenda.in(world.dice.ms(100, 3_000), this::start);
    }

    /** Nothing waits in the ring or for its release. */
    boolean isIdle() {
        return running && layout.waiting() == 0 && layout.decided() == 0 && !releasing;
    }

    /** Conservation: what was received since the start is what the journal began since then. */
    void checkConservation() {
        long received = counter("turnpike_transactions_received_total");
        long begun = world.books.all().size() - started;
        if (received != begun) {
            world.violation("conservation: " + received + " received since the start, the journal has " + begun);
        }
        if (counter("turnpike_failed_events_total") > 0) {
            world.violation("P5: a stage threw on an event");
        }
        if (counter("turnpike_encode_failures_total") > 0) {
            world.violation("wire: a message could not be built");
        }
    }

    private long counter(String name) {
        return counters.all().stream().filter(c -> c.name().equals(name)).mapToLong(dev.turnpike.status.Counter::value).sum();
    }
}
