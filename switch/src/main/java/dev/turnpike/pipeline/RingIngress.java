package dev.turnpike.pipeline;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.Ingress;
import dev.turnpike.transaction.Slot;

/** The ring as the sockets see it: claims by share, never blocks. Any thread. */
final class RingIngress implements Ingress {
    private final RingBuffer<Slot> ring;
    private final long[] limits = new long[AdmissionClass.values().length];

    RingIngress(RingBuffer<Slot> ring) {
        this.ring = ring;
        for (AdmissionClass admission : AdmissionClass.values()) {
            limits[admission.ordinal()] = (long) ring.getBufferSize() * (100 - admission.percent()) / 100;
        }
    }

    @Override
    public long tryClaim(AdmissionClass admission) {
        if (ring.remainingCapacity() <= limits[admission.ordinal()]) {
            return -1;
        }
        try {
            return ring.tryNext();
        } catch (InsufficientCapacityException e) {
            return -1;
        }
    }

    @Override
    public Slot slot(long sequence) {
        return ring.get(sequence);
    }

    @Override
    public void publish(long sequence) {
        ring.publish(sequence);
    }
}
