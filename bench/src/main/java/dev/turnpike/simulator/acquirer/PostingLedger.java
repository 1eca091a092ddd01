package dev.turnpike.simulator.acquirer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All postings of the acquirer, found by F7, F11 and F41. Bounded: beyond its limit the oldest entry makes room, and is counted.
 * Callers hold the ledger's own lock ({@code synchronized (ledger)}) around a look-up and what they do with the result.
 */
final class PostingLedger {
    private final Posting[] buckets;
    private final Posting[] byAge;
    private int entries;
    private int oldest;
    private long evicted;

    PostingLedger(int limit) {
        byAge = new Posting[limit];
        buckets = new Posting[Integer.highestOneBit(Math.max(16, limit) * 2 - 1)];
    }

    /** The posting with that identity, or {@code null}. */
    Posting find(long transmission, long terminal) {
        Posting posting = buckets[bucket(transmission, terminal)];
        while (posting != null && (posting.transmission != transmission || posting.terminal != terminal)) {
            posting = posting.nextInBucket;
        }
        return posting;
    }

    /** The posting with that identity, at this terminal or else at any: a hold may be completed at another terminal of its merchant. */
    Posting findAnyTerminal(long transmission, long terminal) {
        Posting own = find(transmission, terminal);
        for (int i = 0; own == null && i < entries; i++) {
            own = byAge[i].transmission == transmission ? byAge[i] : null;
        }
        return own;
    }

    /** A cleared posting under a new identity. */
    Posting add(long transmission, long terminal) {
        Posting posting;
        if (entries < byAge.length) {
            posting = new Posting();
            byAge[entries++] = posting;
        } else {
            posting = byAge[oldest];
            oldest = oldest + 1 == byAge.length ? 0 : oldest + 1;
            evicted++;
            unlink(posting);
        }
        posting.clear();
        posting.transmission = transmission;
        posting.terminal = terminal;
        int bucket = bucket(transmission, terminal);
        posting.nextInBucket = buckets[bucket];
        buckets[bucket] = posting;
        return posting;
    }

    /** Entries that made room for younger ones. */
    long evicted() {
        return evicted;
    }

    /** All postings, oldest first. */
    List<Posting> all() {
        List<Posting> list = new ArrayList<>(entries);
        for (int i = 0; i < entries; i++) {
            int at = oldest + i;
            list.add(byAge[at < entries ? at : at - entries]);
        }
        return list;
    }

    /** Net effect in minor units by merchant. */
    Map<String, Long> netByMerchant() {
        Map<String, Long> net = new HashMap<>();
        for (Posting posting : all()) {
            net.merge(new String(posting.merchant, java.nio.charset.StandardCharsets.US_ASCII).trim(), posting.netMinor(),
                Long::sum);
        }
        return net;
    }

    private void unlink(Posting posting) {
        int bucket = bucket(posting.transmission, posting.terminal);
        if (buckets[bucket] == posting) {
            buckets[bucket] = posting.nextInBucket;
            return;
        }
        Posting before = buckets[bucket];
        while (before.nextInBucket != posting) {
            before = before.nextInBucket;
        }
        before.nextInBucket = posting.nextInBucket;
    }

    private int bucket(long transmission, long terminal) {
        long mixed = (transmission * 0x9E3779B97F4A7C15L ^ terminal) * 0xBF58476D1CE4E5B9L;
        return (int) (mixed >>> 32 ^ mixed >>> 7) & buckets.length - 1;
    }
}
