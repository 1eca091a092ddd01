package dev.turnpike.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The shipped pack allocates nothing once it runs. */
class RiskAllocationTest {
    private static final long START = 1_790_000_000_000L;
    private static final long SLACK_BYTES = 4096;

    @Test
    void shouldAllocateNothingWhenAssessingAndCounting() throws RiskRulesException {
        RiskEngine engine = RiskEngine.of(RiskRulesLoader.load(Path.of(System.getProperty("turnpike.root"), "config", "risk.yaml")));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long declined = run(engine, 0, 200_000);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
        declined += run(engine, 200_000, 400_000);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before;
        assertTrue(allocated < SLACK_BYTES, "allocated " + allocated + " bytes in 200,000 transactions");
        assertEquals(0, declined);
    }

    private static long run(RiskEngine engine, int from, int to) {
        RiskRequest r = new RiskRequest();
        long declined = 0;
        for (int i = from; i < to; i++) {
            r.transactionType(RiskType.SALE.code()).cardHashHigh(i % 50_000).cardHashLow(~i).bin(622848).terminal(i % 1000).merchant(i % 100)
                .mcc(5411).amountMinor(1000 + i % 500).currency(156).entryMode(EntryMode.CHIP.code()).timeMs(START + i);
            if (engine.assess(r) != 0) {
                declined++;
                engine.refuse(r);
                continue;
            }
            engine.reserve(r);
            if (i % 10 == 0) {
                engine.release(r, Outcome.DECLINED);
            } else {
                engine.confirm(r);
            }
        }
        return declined;
    }
}
