package dev.turnpike.simulation;

import dev.turnpike.transaction.Slot;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs seeds, one after the other, in the calling thread. A seed decides everything: what is asked for, what goes wrong and when; it gives
 * the same journal bytes each time.
 */
public final class Simulation {
    private static final int RING = 32;
    private final Slot[] ring = new Slot[RING];
    private final Coverage coverage = new Coverage();

    /** A place to run seeds in. */
    public Simulation() {
        for (int i = 0; i < RING; i++) {
            ring[i] = new Slot();
        }
    }

    /**
     * What became of a seed.
     *
     * @param seed         the seed
     * @param violations   promises that were broken, as text; empty when all were kept
     * @param history      a number that stands for every byte ever appended to the journal
     * @param transactions transactions in the journal at the end
     * @param restarts     how often the switch was started again
     */
    public record Result(long seed, List<String> violations, long history, int transactions, int restarts) {
    }

    /** Runs one seed; {@code trace} takes a line per thing that happens, or is null. */
    public Result run(long seed, Consumer<String> trace) {
        return run(seed, new Seams(), trace);
    }

    Result run(long seed, Seams seams, Consumer<String> trace) {
        World world = new World(seed, ring, seams, trace);
        List<String> violations = world.run();
        coverage.add(world.coverage);
        return new Result(seed, List.copyOf(violations), world.disk.history(), world.books.all().size(), world.host.incarnation() - 1);
    }

    /** How often each fault met each state, over all seeds run here. */
    public Coverage coverage() {
        return coverage;
    }
}
