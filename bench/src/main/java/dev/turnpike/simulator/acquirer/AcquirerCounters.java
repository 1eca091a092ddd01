package dev.turnpike.simulator.acquirer;

import java.util.concurrent.atomic.LongAdder;

/** What the acquirer has seen. Any thread. */
final class AcquirerCounters {
    final LongAdder connections = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder approved = new LongAdder();
    final LongAdder declined = new LongAdder();
    final LongAdder repeats = new LongAdder();
    final LongAdder reversals = new LongAdder();
    final LongAdder unknownOriginals = new LongAdder();
    final LongAdder tombstoned = new LongAdder();
    final LongAdder formatErrors = new LongAdder();
    final LongAdder notSignedOn = new LongAdder();
    final LongAdder network = new LongAdder();
    final LongAdder scripts = new LongAdder();

    String json() {
        return "{\"connections\":" + connections + ",\"requests\":" + requests + ",\"approved\":" + approved + ",\"declined\":"
            + declined
            + ",\"repeats\":" + repeats + ",\"reversals\":" + reversals + ",\"unknownOriginals\":" + unknownOriginals
            + ",\"tombstoned\":" + tombstoned + ",\"formatErrors\":" + formatErrors + ",\"notSignedOn\":" + notSignedOn
            + ",\"network\":" + network + ",\"scripts\":" + scripts + "}";
    }
}
