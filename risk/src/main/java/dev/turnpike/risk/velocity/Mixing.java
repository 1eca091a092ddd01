package dev.turnpike.risk.velocity;

/** Mixes keys of counters. The functions are part of the replayed state: changing them changes which keys share a set. */
public final class Mixing {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Mixing() {
    }

    /** Spreads all 64 bits (the finaliser of splitmix64): a bijection, so different values stay different. */
    public static long mix(long value) {
        long x = value;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    /** Adds one part to a compound key; the order of the parts matters. */
    public static long combine(long key, long part) {
        return mix(key * 31 + GOLDEN + mix(part + GOLDEN));
    }
}
