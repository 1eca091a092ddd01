package dev.turnpike.status;

import java.util.concurrent.atomic.LongAdder;

/** One registered number. {@link #increment()} may be called by any thread and does not allocate in steady state. */
public final class Counter {
    private final String name;
    private final String help;
    private final boolean gauge;
    private final LongAdder adder = new LongAdder();
    private volatile long gaugeValue;

    Counter(String name, String help, boolean gauge) {
        this.name = name;
        this.help = help;
        this.gauge = gauge;
    }

    /** Full metric name with labels, for example {@code turnpike_frames_total{listener="pos"}}. */
    public String name() {
        return name;
    }

    /** One sentence for people. */
    public String help() {
        return help;
    }

    /** True when the value may go down. */
    public boolean isGauge() {
        return gauge;
    }

    /** Adds one. */
    public void increment() {
        adder.increment();
    }

    /** Adds {@code n}, which may be negative for a gauge that several threads move. */
    public void add(long n) {
        adder.add(n);
    }

    /** Sets the base of a gauge; one writer thread. */
    public void set(long value) {
        gaugeValue = value;
    }

    /** Current value. */
    public long value() {
        return adder.sum() + gaugeValue;
    }
}
