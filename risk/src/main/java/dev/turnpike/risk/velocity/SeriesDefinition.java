package dev.turnpike.risk.velocity;

/**
 * One sliding window of a table. The window is kept as {@code buckets} stretches of equal width plus the running one, so the value at
 * time t covers everything of the last {@code windowMs} and at most {@code windowMs / buckets} more: it never misses an event and may
 * count one that is older by less than one bucket.
 *
 * @param measure       what is added up
 * @param windowMs      length of the window in milliseconds, 1 minute to 31 days, a multiple of {@code buckets}
 * @param buckets       stretches the window is divided into, 1 to 120
 * @param distinctLimit places for different values of a {@link Measure#DISTINCT} series, 1 to 64; 0 for others
 */
public record SeriesDefinition(Measure measure, long windowMs, int buckets, int distinctLimit) {
    /** Shortest window in milliseconds. */
    public static final long WINDOW_MS_MIN = 60_000L;
    /** Longest window in milliseconds. */
    public static final long WINDOW_MS_MAX = 31L * 24 * 3_600_000L;
    /** Most buckets of a window. */
    public static final int BUCKETS_MAX = 120;
    /** Most places of a distinct series. */
    public static final int DISTINCT_MAX = 64;

    /** Checks the ranges. */
    public SeriesDefinition {
        if (windowMs < WINDOW_MS_MIN || windowMs > WINDOW_MS_MAX) {
            throw new IllegalArgumentException("window " + windowMs + " ms, expected 1 minute to 31 days");
        }
        if (buckets < 1 || buckets > BUCKETS_MAX || windowMs % buckets != 0 || windowMs / buckets < 500) {
            throw new IllegalArgumentException("buckets " + buckets + ", expected 1 to " + BUCKETS_MAX
                + " that divide the window into equal stretches of at least half a second");
        }
        if (measure == Measure.DISTINCT ? distinctLimit < 1 || distinctLimit > DISTINCT_MAX : distinctLimit != 0) {
            throw new IllegalArgumentException("distinct limit " + distinctLimit + ", expected 1 to " + DISTINCT_MAX
                + " for a distinct series and 0 for others");
        }
    }

    /** A counting series. */
    public static SeriesDefinition count(long windowMs, int buckets) {
        return new SeriesDefinition(Measure.COUNT, windowMs, buckets, 0);
    }

    /** A series of amounts. */
    public static SeriesDefinition amount(long windowMs, int buckets) {
        return new SeriesDefinition(Measure.AMOUNT, windowMs, buckets, 0);
    }

    /** A series of different values. */
    public static SeriesDefinition distinct(long windowMs, int buckets, int limit) {
        return new SeriesDefinition(Measure.DISTINCT, windowMs, buckets, limit);
    }

    /** Width of one bucket in milliseconds: the error bound of the window. */
    public long bucketMs() {
        return windowMs / buckets;
    }

    /** Cells of the ring: the full buckets and the running one. */
    int ringLength() {
        return buckets + 1;
    }

    /** Words of 8 bytes that one key needs for this series. */
    int words() {
        return switch (measure) {
            case COUNT -> (ringLength() + 2) / 2;
            case AMOUNT -> ringLength() + 1;
            case DISTINCT -> distinctLimit;
        };
    }
}
