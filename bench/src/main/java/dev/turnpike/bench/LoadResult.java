package dev.turnpike.bench;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.HdrHistogram.Histogram;

/**
 * What a run came to.
 *
 * @param plan what was asked for
 * @param tls how connections were protected
 * @param terminals terminals that took part
 * @param elapsedNs measured time
 * @param counters what happened, warm-up excluded
 * @param latency microseconds from the intended send time to the checked answer
 * @param behind requests that were due and unsent at the end
 */
record LoadResult(LoadPlan plan, String tls, int terminals, long elapsedNs, LoadCounters counters, Histogram latency,
    long behind) {
    private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 99.99, 100};

    /** True when an open loop did not send what it should have: then latencies mean nothing. */
    boolean rateMissed() {
        return LoadRun.rateMissed(plan, counters.sent.sum(), elapsedNs);
    }

    /** True when every request was answered, every answer passed its checks and every purchase was approved. */
    boolean clean() {
        return counters.answered.sum() > 0 && counters.failures() == 0 && counters.approved.sum() == counters.answered.sum();
    }

    /** Approved purchases a second. */
    String approvedPerSecond() {
        return BigDecimal.valueOf(counters.approved.sum()).multiply(BigDecimal.valueOf(1_000_000_000L))
            .divide(BigDecimal.valueOf(Math.max(1, elapsedNs)), 1, RoundingMode.HALF_UP).toPlainString();
    }

    void print(PrintWriter out, String journalMode) {
        out.println();
        out.println(approvedPerSecond() + " approved purchases/s over " + (elapsedNs + 500_000_000L) / 1_000_000_000L + " s, "
            + plan.mode() + ", "
            + plan.connections() + " connections, TLS " + tls + ", journal " + journalMode);
        out.println("answers by code " + counters.codes() + ", unreadable " + counters.unreadable + ", mismatched "
            + counters.mismatched
            + ", wrong MAC " + counters.wrongMac + ", lost " + counters.lost + ", reconnects " + counters.reconnects);
        if (counters.approved.sum() < counters.answered.sum()) {
            out.println("not every purchase was approved; 61 and 65 are limits of risk.yaml: more --cards, wider limits,"
                + " or --self-contained avoid them");
        }
        if (rateMissed()) {
            out.println("rate missed: sent " + counters.sent + " of " + plan.rate() * elapsedNs / 1_000_000_000L
                + ", " + behind + " due at the end; no percentiles, they would describe the rig");
            return;
        }
        if (plan.closed()) {
            out.println("closed loop: coordinated omission - while the switch stalls the rig does not send, so high percentiles");
            out.println("are understated; use --rate for latency. These are service times at saturation:");
        } else {
            out.println("latency from the intended send time, the rig's 0.25 ms tick included:");
        }
        for (double percentile : PERCENTILES) {
            out.println(String.format("  %7s %%  %10s ms", BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString(),
                LoadRun.ms(latency.getValueAtPercentile(percentile))));
        }
    }
}
