package dev.turnpike.transaction;

/** Shares of the ring: what matters more may fill more of it. */
public enum AdmissionClass {
    /** Terminal requests: 70 %. */
    REQUEST(70),
    /** Reversals, advices and settlement: 85 %. */
    REVERSAL_OR_ADVICE(85),
    /** Acquirer answers, ticks, link and operator events: all of it. */
    PRIORITY(100);

    private final int percent;

    AdmissionClass(int percent) {
        this.percent = percent;
    }

    /** Share of the ring in percent that events of this class may occupy. */
    public int percent() {
        return percent;
    }
}
