package dev.turnpike.gateway;

import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import dev.turnpike.transaction.Ingress;
import dev.turnpike.transaction.Slot;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An ingress that keeps copies of what was published, and refuses on demand. Any thread. */
public final class RecordingIngress implements Ingress {
    /** Copy of one published slot. */
    public record Event(EventKind kind, AdmissionClass admission, long source, int arg0, long arg1, byte[] frame) {
    }

    private record Claim(Slot slot, AdmissionClass admission) {
    }

    public final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    public final AtomicInteger refusals = new AtomicInteger();
    private final ConcurrentMap<Long, Claim> claims = new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private volatile int refuseBelowPercent;

    /** Refuses every class whose share is below {@code percent}; 0 takes all, 101 nothing. */
    public void refuseBelow(int percent) {
        refuseBelowPercent = percent;
    }

    @Override
    public long tryClaim(AdmissionClass admission) {
        if (admission.percent() < refuseBelowPercent) {
            refusals.incrementAndGet();
            return -1;
        }
        long seq = sequence.getAndIncrement();
        claims.put(seq, new Claim(new Slot(), admission));
        return seq;
    }

    @Override
    public Slot slot(long seq) {
        return claims.get(seq).slot();
    }

    @Override
    public void publish(long seq) {
        Claim claim = claims.remove(seq);
        Slot slot = claim.slot();
        byte[] frame = new byte[slot.inboundLength()];
        slot.inbound().getBytes(0, frame);
        events.add(new Event(slot.kind(), claim.admission(), slot.source(), slot.arg0(), slot.arg1(), frame));
        slot.free();
    }

    /** The next event, waiting at most ten seconds; fails when none comes. */
    public Event take() {
        try {
            Event event = events.poll(10, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("nothing was published");
            }
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
