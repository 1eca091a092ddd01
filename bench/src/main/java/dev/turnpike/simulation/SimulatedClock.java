package dev.turnpike.simulation;

import dev.turnpike.status.Clock;

/** Simulated time: runs only when the agenda moves it on; the wall time can be stepped, the monotonic time changes its origin at a restart. */
final class SimulatedClock implements Clock {
    private long elapsedNs;
    private long wallOffsetMs;
    private long monotonicOriginNs;

    SimulatedClock(long wallStartMs, long monotonicOriginNs) {
        this.wallOffsetMs = wallStartMs;
        this.monotonicOriginNs = monotonicOriginNs;
    }

    /** Nanoseconds since the simulation began. */
    long elapsedNs() {
        return elapsedNs;
    }

    void advanceTo(long ns) {
        elapsedNs = Math.max(elapsedNs, ns);
    }

    /** Sets the machine's wall clock forward or back. */
    void stepWall(long ms) {
        wallOffsetMs += ms;
    }

    /** The machine started again: its monotonic clock counts from elsewhere. */
    void restart(long originNs) {
        monotonicOriginNs = originNs - elapsedNs;
    }

    @Override
    public long monotonicNs() {
        return monotonicOriginNs + elapsedNs;
    }

    @Override
    public long wallMs() {
        return wallOffsetMs + elapsedNs / Agenda.MS;
    }
}
