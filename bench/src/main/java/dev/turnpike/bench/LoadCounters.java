package dev.turnpike.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What happened to the requests of a run. Any thread. */
final class LoadCounters {
    final LongAdder sent = new LongAdder();
    final LongAdder answered = new LongAdder();
    final LongAdder approved = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    final LongAdder mismatched = new LongAdder();
    final LongAdder wrongMac = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder reconnects = new LongAdder();
    private final AtomicLongArray codes = new AtomicLongArray(128 * 128);

    void code(int packed) {
        codes.incrementAndGet((packed >> 8 & 127) * 128 + (packed & 127));
    }

    /** Answers by response code. */
    Map<String, Long> codes() {
        Map<String, Long> map = new TreeMap<>();
        for (int i = 0; i < codes.length(); i++) {
            if (codes.get(i) > 0) {
                map.put("" + (char) (i / 128) + (char) (i % 128), codes.get(i));
            }
        }
        return map;
    }

    /** Answers that fail a check, and requests without an answer. */
    long failures() {
        return unreadable.sum() + mismatched.sum() + wrongMac.sum() + lost.sum();
    }

    /** Forgets the warm-up. */
    void reset() {
        for (LongAdder counter : new LongAdder[] {sent, answered, approved, unreadable, mismatched, wrongMac, lost, reconnects}) {
            counter.reset();
        }
        for (int i = 0; i < codes.length(); i++) {
            codes.set(i, 0);
        }
    }
}
