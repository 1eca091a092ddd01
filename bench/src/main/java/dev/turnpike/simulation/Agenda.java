package dev.turnpike.simulation;

import java.util.PriorityQueue;

/** What will happen, ordered by simulated time and then by the order of planning. One thread. */
final class Agenda {
    /** Nanoseconds of a millisecond. */
    static final long MS = 1_000_000L;

    private record Task(long atNs, long order, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return atNs == other.atNs ? Long.compare(order, other.order) : Long.compare(atNs, other.atNs);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final SimulatedClock clock;
    private long order;

    Agenda(SimulatedClock clock) {
        this.clock = clock;
    }

    /** Plans {@code action} in {@code delayNs} nanoseconds from now. */
    void in(long delayNs, Runnable action) {
        tasks.add(new Task(clock.elapsedNs() + Math.max(0, delayNs), order++, action));
    }

    /** Carries out the next task and moves the clock to it; false when there is none before {@code untilNs}. */
    boolean step(long untilNs) {
        Task next = tasks.peek();
        if (next == null || next.atNs > untilNs) {
            return false;
        }
        tasks.poll();
        clock.advanceTo(next.atNs);
        next.action.run();
        return true;
    }
}
