package dev.turnpike.simulator.acquirer;

import java.util.concurrent.atomic.AtomicInteger;

/** What tests change while the acquirer runs. Any thread. */
final class AcquirerControl {
    /** Reads everything, answers nothing: a hung host. */
    volatile boolean silent;
    /** This many reversals get no answer and are not looked at. */
    final AtomicInteger dropReversals = new AtomicInteger();
    /** This many reversals are refused with {@link #refusal}. */
    final AtomicInteger refuseReversals = new AtomicInteger();
    volatile int refusal = 96;
    volatile int latencyMinMs;
    volatile int latencyMaxMs;

    /** Takes one from a counter; false when it is used up. */
    static boolean take(AtomicInteger budget) {
        return budget.get() > 0 && budget.getAndDecrement() > 0;
    }
}
