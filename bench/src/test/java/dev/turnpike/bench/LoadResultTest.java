package dev.turnpike.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LoadResultTest {
    private static final int APPROVED = '0' << 8 | '0';

    private static LoadResult result(int rate, int sent) {
        LoadCounters counters = new LoadCounters();
        Histogram latency = new Histogram(120_000_000L, 3);
        for (int i = 0; i < sent; i++) {
            counters.sent.increment();
            counters.answered.increment();
            counters.approved.increment();
            counters.code(APPROVED);
            latency.recordValue(1_500);
        }
        return new LoadResult(new LoadPlan("127.0.0.1", 8583, null, 64, 1, rate, 0, 10, 4), "off", 64, 10_000_000_000L,
            counters, latency, 0);
    }

    private static String print(LoadResult result) {
        StringWriter out = new StringWriter();
        result.print(new PrintWriter(out), "durable");
        return out.toString();
    }

    @Test
    void shouldSayCoordinatedOmissionWhenTheLoopIsClosed() {
        assertTrue(print(result(0, 5_000)).contains("closed loop: coordinated omission"));
        assertEquals("500.0", result(0, 5_000).approvedPerSecond());
    }

    @Test
    void shouldRefusePercentilesWhenTheRateWasMissed() {
        LoadResult missed = result(1_000, 9_800);
        assertTrue(missed.rateMissed());
        assertTrue(print(missed).contains("rate missed"));
        assertFalse(print(missed).contains("99.9"));
        assertTrue(print(result(1_000, 10_000)).contains("99.9"));
    }

    @Test
    void shouldNotBeCleanWhenAPurchaseWasDeclinedOrLost() {
        assertTrue(result(0, 10).clean());
        assertFalse(result(0, 0).clean());
        LoadResult declined = result(0, 10);
        declined.counters().answered.increment();
        assertFalse(declined.clean());
        LoadResult lost = result(0, 10);
        lost.counters().lost.increment();
        assertFalse(lost.clean());
    }
}
