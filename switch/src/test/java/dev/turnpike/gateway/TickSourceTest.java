package dev.turnpike.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.status.SystemClock;
import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TickSourceTest {
    private final RecordingIngress ingress = new RecordingIngress();
    private final ManualClock clock = new ManualClock();
    private final AtomicBoolean more = new AtomicBoolean();
    private final AtomicLong consumed = new AtomicLong(-1);
    private final TickSource ticks = new TickSource(ingress, clock, 10_000_000, more::get, consumed::get);

    private int published() {
        return ingress.events.size();
    }

    @Test
    void shouldPublishOncePerInterval() {
        ticks.poll();
        assertEquals(1, published());
        RecordingIngress.Event event = ingress.events.peek();
        assertEquals(EventKind.TICK, event.kind());
        assertEquals(AdmissionClass.PRIORITY, event.admission());
        consumed.set(0);
        assertEquals(10_000_000, ticks.poll());
        clock.advanceMs(9);
        assertEquals(1_000_000, ticks.poll());
        assertEquals(1, published());
        clock.advanceMs(1);
        ticks.poll();
        assertEquals(2, published());
    }

    @Test
    void shouldNotPublishAnotherWhileTheLastIsInTheRing() {
        ticks.poll();
        more.set(true);
        for (int i = 0; i < 50; i++) {
            clock.advanceMs(10);
            ticks.poll();
        }
        assertEquals(1, published());
    }

    @Test
    void shouldPublishAtOnceWhileThereIsMoreWork() {
        more.set(true);
        for (int i = 0; i < 5; i++) {
            ticks.poll();
            consumed.set(i);
        }
        assertEquals(5, published());
        more.set(false);
        assertTrue(ticks.poll() > 0);
        assertEquals(5, published());
    }

    @Test
    void shouldTryAgainWhenTheRingIsFull() {
        ingress.refuseBelow(101);
        ticks.poll();
        assertEquals(0, published());
        ingress.refuseBelow(0);
        ticks.poll();
        assertEquals(1, published());
    }

    @Test
    void shouldTickFromItsThreadUntilClosed() {
        RecordingIngress target = new RecordingIngress();
        Thread[] started = new Thread[1];
        TickSource running = new TickSource(target, SystemClock.INSTANCE, 1_000_000, () -> false, () -> Long.MAX_VALUE);
        running.start(task -> started[0] = new Thread(task, "tick"));
        for (int i = 0; i < 5; i++) {
            assertEquals(EventKind.TICK, target.take().kind());
        }
        running.close();
        assertFalse(started[0].isAlive());
    }
}
