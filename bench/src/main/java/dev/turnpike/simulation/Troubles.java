package dev.turnpike.simulation;

import dev.turnpike.transaction.OperatorAction;
import java.util.List;

/** The faults that come by the clock rather than by the message: crashes, lost links, disks, clocks. One thread. */
final class Troubles {
    private static final List<Boundary> BOUNDARIES = List.of(Boundary.values());
    private final World world;
    private final Plan plan;
    private final Dice dice;

    Troubles(World world) {
        this.world = world;
        this.plan = world.plan;
        this.dice = world.dice.split();
    }

    void start() {
        every(plan.crashEveryMs, () -> world.armCrash(dice.pick(BOUNDARIES), dice.between(1, 6)));
        every(plan.linkLostEveryMs, this::loseLink);
        every(plan.outageEveryMs, this::outage);
        every(plan.diskFaultEveryMs, this::disk);
        every(plan.clockStepEveryMs, this::clock);
        every(plan.operatorEveryMs, this::operator);
    }

    private void every(int ms, Runnable trouble) {
        if (ms > 0) {
            world.agenda.in(dice.ms(ms / 2.0, ms * 1.5), () -> {
                if (world.isActive()) {
                    if (world.host.isRunning()) {
                        trouble.run();
                    }
                    every(ms, trouble);
                }
            });
        }
    }

    private SimulatedLink link() {
        return dice.pick(world.links.links);
    }

    private void loseLink() {
        SimulatedLink link = link();
        if (link.isUp()) {
            boolean silent = dice.chance(plan.halfOpen);
            hitOn(link, silent ? Fault.LINK_HALF_OPEN : Fault.LINK_LOST);
            link.lose(silent ? dice.ms(500, 5_000) : 0, dice.ms(200, 5_000));
        }
    }

    private void outage() {
        SimulatedLink link = link();
        if (link.isUp()) {
            hitOn(link, Fault.OUTAGE);
            link.lose(dice.ms(0, 200), dice.ms(8_000, 25_000));
        }
    }

    private void hitOn(SimulatedLink link, Fault fault) {
        world.trace(() -> "FAULT " + fault + " on " + link.name);
        world.books.all().stream().filter(e -> e.link.equals(link.name)).map(Books.Entry::cell).distinct()
            .forEach(cell -> world.coverage.hit(fault, cell));
    }

    private void disk() {
        switch (dice.between(0, 3)) {
            case 0 -> {
                world.hitAll(Fault.SYNC_FAILS);
                world.disk.failNextSync = true;
            }
            case 1 -> {
                world.hitAll(Fault.APPEND_FAILS);
                world.disk.failNextAppend = true;
            }
            case 2 -> {
                world.hitAll(Fault.DISK_BELOW_FLOOR);
                world.disk.belowFloor = true;
                world.agenda.in(dice.ms(500, 6_000), () -> world.disk.belowFloor = false);
            }
            default -> {
                world.hitAll(Fault.DISK_SLOW);
                world.host.slowDown(dice.ms(1_000, 8_000));
            }
        }
    }

    private void operator() {
        List<Books.Entry> waiting = world.books.all().stream().filter(e -> e.parked || e.isOpen() && e.cell() != Cell.IN_FLIGHT).toList();
        if (!waiting.isEmpty()) {
            Books.Entry entry = dice.pick(waiting);
            boolean park = !entry.parked && dice.chance(0.7);
            world.hit(park ? Fault.OPERATOR_PARKS : Fault.OPERATOR_RETRIES, entry.cell());
            world.host.operator(park ? OperatorAction.PARK : OperatorAction.RETRY, entry.txId);
        }
    }

    private void clock() {
        boolean back = dice.chance(0.5);
        world.hitAll(back ? Fault.CLOCK_BACK : Fault.CLOCK_FORWARD);
        long[] steps = {1_000, 60_000, 3_600_000, 86_400_000};
        world.clock.stepWall((back ? -1 : 1) * steps[dice.between(0, steps.length - 1)]);
    }
}
