package dev.turnpike.risk.velocity;

import java.util.List;

/**
 * Windows of many keys in arrays that are allocated once. A key has 16 possible places in two sets of eight (two-choice hashing), so
 * every look-up reads at most two short runs of keys and nothing is ever moved or grown. When all 16 are taken by live keys the one
 * touched longest ago gives way; {@link #evictions()} counts that. A key whose windows have all run out gives way without being counted.
 *
 * <p>Keys are 64-bit hashes. Two different keys of n tracked ones share a counter with a probability of about n * n / 2^65 (for ten
 * million keys 3 in a million).
 *
 * <p>The table is a function of the calls made to it: the same calls in the same order give the same {@link #stateHash()}. Times may
 * step back; an event older than the window of a series is dropped by that series. One thread; no allocation after construction.
 */
public final class CounterTable {
    /** Places of one set. */
    private static final int WAYS = 8;
    private static final long TOUCHED = 0x7F4A7C159E3779B9L;

    private final SeriesDefinition[] series;
    private final int[] seriesStart;
    private final long[] bucketMs;
    private final int wordsPerKey;
    private final int sets;
    private final long horizonMs;
    private final long[] keys;
    private final int[] touchedSeconds;
    private final long[] words;
    private long hash;
    private long live;
    private long evictions;

    /**
     * @param definitions series of every key, at least one
     * @param capacity    keys to track, 16 to 2^27; the table is made a third larger so that sets rarely overflow
     */
    public CounterTable(List<SeriesDefinition> definitions, int capacity) {
        if (definitions.isEmpty() || capacity < 16 || capacity > 1 << 27) {
            throw new IllegalArgumentException("capacity " + capacity + ", expected 16 to " + (1 << 27) + " keys and at least one series");
        }
        series = definitions.toArray(new SeriesDefinition[0]);
        seriesStart = new int[series.length];
        bucketMs = new long[series.length];
        int at = 0;
        long horizon = 0;
        for (int i = 0; i < series.length; i++) {
            seriesStart[i] = at;
            bucketMs[i] = series[i].bucketMs();
            at += series[i].words();
            horizon = Math.max(horizon, series[i].windowMs() + series[i].bucketMs());
        }
        wordsPerKey = at;
        horizonMs = horizon;
        sets = (int) (((long) capacity * 4 / 3 + WAYS - 1) / WAYS);
        long total = (long) sets * WAYS * wordsPerKey;
        if (total > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("a table of " + total + " words, expected fewer than 2^31: lower capacity or buckets");
        }
        keys = new long[sets * WAYS];
        touchedSeconds = new int[sets * WAYS];
        words = new long[(int) total];
    }

    /** Bytes that one tracked key needs, its share of the spare places not counted. */
    public int bytesPerKey() {
        return Long.BYTES + Integer.BYTES + wordsPerKey * Long.BYTES;
    }

    /** Bytes of the whole table. */
    public long bytes() {
        return (long) keys.length * bytesPerKey();
    }

    /** Places taken, by live keys and by keys whose windows have run out but were not yet needed. */
    public long keysHeld() {
        return live;
    }

    /** Live keys that gave way to others because their 16 places were taken. */
    public long evictions() {
        return evictions;
    }

    /** Hash of keys and cells, kept up to date by every change. */
    public long stateHash() {
        return hash;
    }

    /** Series of this table. */
    public int seriesCount() {
        return series.length;
    }

    /** Definition of a series. */
    public SeriesDefinition definition(int index) {
        return series[index];
    }

    /** Keys the table was asked to track, rounded up to whole sets. */
    public int places() {
        return keys.length;
    }

    /**
     * Takes over every key of another table and those of its series that are defined alike here; used when the rule set changes.
     *
     * @param other      table with the same kind of key
     * @param seriesFrom for each series of this table the index of the equal series of the other, or -1 to begin empty
     */
    public void takeOver(CounterTable other, int[] seriesFrom) {
        for (int slot = 0; slot < other.keys.length; slot++) {
            if (other.keys[slot] == 0) {
                continue;
            }
            int at = claim(other.keys[slot], Integer.toUnsignedLong(other.touchedSeconds[slot]) * 1000);
            for (int i = 0; i < series.length; i++) {
                if (seriesFrom[i] < 0) {
                    continue;
                }
                if (!series[i].equals(other.series[seriesFrom[i]])) {
                    throw new IllegalArgumentException("series " + i + " is not defined alike");
                }
                for (int w = 0; w < series[i].words(); w++) {
                    set(at, seriesStart[i] + w, other.word(slot, other.seriesStart[seriesFrom[i]] + w));
                }
            }
        }
        evictions += other.evictions;
    }

    /** Finds a key; changes nothing. Returns its slot or -1. */
    public int find(long rawKey) {
        long key = rawKey == 0 ? 1 : rawKey;
        int slot = findIn(firstSet(key), key);
        return slot >= 0 ? slot : findIn(secondSet(key), key);
    }

    private int findIn(int start, long key) {
        for (int i = start; i < start + WAYS; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        return -1;
    }

    /** Finds a key or gives it a place, with all series empty. */
    public int claim(long rawKey, long nowMs) {
        long key = rawKey == 0 ? 1 : rawKey;
        int slot = find(key);
        if (slot < 0) {
            slot = place(key, nowMs);
        }
        touch(slot, nowMs);
        return slot;
    }

    private int place(long key, long nowMs) {
        int first = firstSet(key);
        int second = secondSet(key);
        int start = taken(second) < taken(first) ? second : first;
        int slot = free(start, nowMs);
        if (slot < 0) {
            slot = free(start == first ? second : first, nowMs);
        }
        if (slot < 0) {
            int a = oldest(first);
            int b = oldest(second);
            slot = Integer.compareUnsigned(touchedSeconds[b], touchedSeconds[a]) < 0 ? b : a;
            evictions++;
        }
        clear(slot);
        keys[slot] = key;
        live++;
        return slot;
    }

    private int taken(int start) {
        int count = 0;
        for (int i = start; i < start + WAYS; i++) {
            if (keys[i] != 0) {
                count++;
            }
        }
        return count;
    }

    private int free(int start, long nowMs) {
        int expired = -1;
        for (int i = start; i < start + WAYS; i++) {
            if (keys[i] == 0) {
                return i;
            }
            if (expired < 0 && Integer.toUnsignedLong(touchedSeconds[i]) * 1000 + 1000 + horizonMs < nowMs) {
                expired = i;
            }
        }
        return expired;
    }

    private int oldest(int start) {
        int slot = start;
        for (int i = start + 1; i < start + WAYS; i++) {
            if (Integer.compareUnsigned(touchedSeconds[i], touchedSeconds[slot]) < 0) {
                slot = i;
            }
        }
        return slot;
    }

    private void clear(int slot) {
        if (keys[slot] == 0) {
            return;
        }
        for (int i = 0; i < wordsPerKey; i++) {
            set(slot, i, 0);
        }
        hash -= Integer.toUnsignedLong(touchedSeconds[slot]) * Mixing.mix(keys[slot] ^ TOUCHED);
        touchedSeconds[slot] = 0;
        keys[slot] = 0;
        live--;
    }

    private void touch(int slot, long nowMs) {
        int seconds = (int) (Math.max(0, nowMs) / 1000);
        int before = touchedSeconds[slot];
        if (Integer.compareUnsigned(seconds, before) > 0) {
            hash += (Integer.toUnsignedLong(seconds) - Integer.toUnsignedLong(before)) * Mixing.mix(keys[slot] ^ TOUCHED);
            touchedSeconds[slot] = seconds;
        }
    }

    /**
     * Adds to a count or amount series of a slot.
     *
     * @param atMs  when the event happened
     * @param delta positive or negative; a cell never goes below zero nor past its range
     */
    public void add(int slot, int index, long atMs, long delta) {
        SeriesDefinition s = series[index];
        long bucket = bucketOf(index, atMs);
        int start = seriesStart[index];
        if (s.measure() == Measure.COUNT) {
            addCount(slot, start, s.ringLength(), bucket, delta);
        } else if (s.measure() == Measure.AMOUNT) {
            addAmount(slot, start, s.ringLength(), bucket, delta);
        } else {
            throw new IllegalArgumentException("series " + index + " counts different values");
        }
    }

    private void addCount(int slot, int start, int ring, long bucket, long delta) {
        long latest = half(slot, start, 0);
        if (bucket > latest) {
            advanceCount(slot, start, ring, latest, bucket);
        } else if (bucket <= latest - ring) {
            return;
        }
        int cell = 1 + (int) (bucket % ring);
        long value = half(slot, start, cell) + delta;
        setHalf(slot, start, cell, Math.clamp(value, 0, Integer.MAX_VALUE));
    }

    private void advanceCount(int slot, int start, int ring, long latest, long bucket) {
        long gap = bucket - latest;
        if (gap >= ring) {
            int words = (ring + 2) / 2;
            for (int i = 0; i < words; i++) {
                set(slot, start + i, 0);
            }
        } else {
            int cell = (int) (latest % ring);
            for (int i = 0; i < gap; i++) {
                cell = cell + 1 == ring ? 0 : cell + 1;
                setHalf(slot, start, 1 + cell, 0);
            }
        }
        setHalf(slot, start, 0, bucket);
    }

    private void addAmount(int slot, int start, int ring, long bucket, long delta) {
        long latest = word(slot, start);
        if (bucket > latest) {
            advanceAmount(slot, start, ring, latest, bucket);
        } else if (bucket <= latest - ring) {
            return;
        }
        int cell = start + 1 + (int) (bucket % ring);
        long before = word(slot, cell);
        long value = before + delta;
        if (delta > 0 && value < before) {
            value = Long.MAX_VALUE;
        }
        set(slot, cell, Math.max(0, value));
    }

    private void advanceAmount(int slot, int start, int ring, long latest, long bucket) {
        int gap = (int) Math.min(bucket - latest, ring);
        int cell = (int) (latest % ring);
        for (int i = 0; i < gap; i++) {
            cell = cell + 1 == ring ? 0 : cell + 1;
            set(slot, start + 1 + cell, 0);
        }
        set(slot, start, bucket);
    }

    /**
     * Notes a value in a distinct series, or takes one use of it back.
     *
     * @param valueHash hash of the value, well mixed; 24 bits of it are kept
     * @param use       1 for a use, -1 to take one back
     */
    public void note(int slot, int index, long atMs, long valueHash, int use) {
        SeriesDefinition s = series[index];
        long bucket = bucketOf(index, atMs);
        long tag = (valueHash >>> 40) << 40;
        int start = seriesStart[index];
        int places = s.distinctLimit();
        for (int i = 0; i < places; i++) {
            long w = word(slot, start + i);
            if (uses(w) != 0 && tagOf(w) == tag && (w & 0xFFFFFFFFL) == bucket) {
                long count = Math.clamp(uses(w) + use, 0, 255);
                set(slot, start + i, count == 0 ? 0 : tag | count << 32 | bucket);
                return;
            }
        }
        if (use > 0) {
            int place = placeForValue(slot, start, places, tag, bucket);
            if (place >= 0) {
                set(slot, start + place, tag | 1L << 32 | bucket);
            }
        }
    }

    /** A free place; else the older mention of a value held twice; else the oldest value, if it is not newer than the new one. */
    private int placeForValue(int slot, int start, int places, long tag, long bucket) {
        int oldest = 0;
        int repeated = -1;
        long seen = 0;
        for (int i = 0; i < places; i++) {
            long w = word(slot, start + i);
            if (uses(w) == 0) {
                return i;
            }
            if ((w & 0xFFFFFFFFL) < (word(slot, start + oldest) & 0xFFFFFFFFL)) {
                oldest = i;
            }
            if (repeated < 0 && tagOf(w) == tag && (w & 0xFFFFFFFFL) < bucket) {
                repeated = i;
            }
            if (repeated < 0 && (seen & sign(w)) != 0) {
                int twin = sameTagBefore(slot, start, i, w, 0);
                repeated = twin < 0 || (word(slot, start + twin) & 0xFFFFFFFFL) < (w & 0xFFFFFFFFL) ? twin : i;
            }
            seen |= sign(w);
        }
        if (repeated >= 0) {
            return repeated;
        }
        return (word(slot, start + oldest) & 0xFFFFFFFFL) <= bucket ? oldest : -1;
    }

    /** One of 64 signs of a value: equal values have equal signs, so only values whose sign was seen need to be compared. */
    private static long sign(long word) {
        return 1L << (word >>> 40);
    }

    /** The value of a series at a time; changes nothing. */
    public long value(int slot, int index, long nowMs) {
        SeriesDefinition s = series[index];
        long now = bucketOf(index, nowMs);
        int start = seriesStart[index];
        return switch (s.measure()) {
            case COUNT -> valueOfCount(slot, start, s.ringLength(), now);
            case AMOUNT -> valueOfAmount(slot, start, s.ringLength(), now);
            case DISTINCT -> valueOfDistinct(slot, start, s.distinctLimit(), now - s.buckets());
        };
    }

    /** The sum of the whole ring less the cells that have run out: mostly none or few of a key in use. */
    private long valueOfCount(int slot, int start, int ring, long now) {
        int at = slot * wordsPerKey + start;
        long first = words[at];
        long latest = first & 0xFFFFFFFFL;
        long old = Math.max(0, now - latest);
        if (old >= ring || first == 0) {
            return 0;
        }
        long sum = first >>> 32;
        int end = at + (ring + 2) / 2;
        for (int i = at + 1; i < end; i++) {
            long w = words[i];
            sum += (w & 0xFFFFFFFFL) + (w >>> 32);
        }
        if (old > 0) {
            int cell = (int) (latest % ring);
            for (int i = 0; i < old; i++) {
                cell = cell + 1 == ring ? 0 : cell + 1;
                sum -= half(slot, start, 1 + cell);
            }
        }
        return sum;
    }

    private long valueOfAmount(int slot, int start, int ring, long now) {
        int at = slot * wordsPerKey + start;
        long latest = words[at];
        long old = Math.max(0, now - latest);
        if (old >= ring) {
            return 0;
        }
        int cell = (int) (latest % ring);
        long sum = 0;
        for (int i = 0; i < ring - old; i++) {
            sum += words[at + 1 + cell];
            if (sum < 0) {
                return Long.MAX_VALUE;
            }
            cell = cell == 0 ? ring - 1 : cell - 1;
        }
        return sum;
    }

    private long valueOfDistinct(int slot, int start, int places, long from) {
        int count = 0;
        long seen = 0;
        for (int i = 0; i < places; i++) {
            long w = word(slot, start + i);
            if (uses(w) == 0 || (w & 0xFFFFFFFFL) < from) {
                continue;
            }
            if ((seen & sign(w)) == 0 || sameTagBefore(slot, start, i, w, from) < 0) {
                count++;
            }
            seen |= sign(w);
        }
        return count;
    }

    private int sameTagBefore(int slot, int start, int end, long w, long from) {
        for (int i = 0; i < end; i++) {
            long other = word(slot, start + i);
            if (uses(other) != 0 && tagOf(other) == tagOf(w) && (other & 0xFFFFFFFFL) >= from) {
                return i;
            }
        }
        return -1;
    }

    private long bucketOf(int index, long atMs) {
        return Math.max(0, atMs) / bucketMs[index];
    }

    private static long tagOf(long word) {
        return word & 0xFFFFFF0000000000L;
    }

    private static long uses(long word) {
        return word >>> 32 & 0xFF;
    }

    private long half(int slot, int start, int cell) {
        return word(slot, start + (cell >> 1)) >>> ((cell & 1) << 5) & 0xFFFFFFFFL;
    }

    private void setHalf(int slot, int start, int cell, long value) {
        int shift = (cell & 1) << 5;
        long word = word(slot, start + (cell >> 1));
        set(slot, start + (cell >> 1), word & ~(0xFFFFFFFFL << shift) | value << shift);
    }

    private long word(int slot, int position) {
        return words[slot * wordsPerKey + position];
    }

    /** The choke point of all changes: keeps the hash, a sum of cell times a factor of key and position, true. */
    private void set(int slot, int position, long value) {
        int at = slot * wordsPerKey + position;
        long before = words[at];
        if (before != value) {
            hash += (value - before) * Mixing.mix(keys[slot] + position);
            words[at] = value;
        }
    }

    private int firstSet(long key) {
        return (int) Math.unsignedMultiplyHigh(Mixing.mix(key), sets) * WAYS;
    }

    private int secondSet(long key) {
        return (int) Math.unsignedMultiplyHigh(Mixing.mix(~key), sets) * WAYS;
    }
}
