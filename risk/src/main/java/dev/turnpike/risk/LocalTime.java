package dev.turnpike.risk;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/** Local time of a zone without allocation: the offsets from 1970 to 2100 are looked up once. Immutable. */
final class LocalTime {
    private static final long DAY_MS = 86_400_000L;

    private final long[] fromMs;
    private final long[] offsetMs;

    LocalTime(ZoneId zone) {
        ZoneRules rules = zone.getRules();
        List<Long> from = new ArrayList<>();
        List<Long> offset = new ArrayList<>();
        from.add(Long.MIN_VALUE);
        offset.add(rules.getOffset(Instant.EPOCH).getTotalSeconds() * 1000L);
        Instant end = Instant.parse("2100-01-01T00:00:00Z");
        for (ZoneOffsetTransition t = rules.nextTransition(Instant.EPOCH); t != null && t.getInstant().isBefore(end);
             t = rules.nextTransition(t.getInstant())) {
            from.add(t.getInstant().toEpochMilli());
            offset.add(t.getOffsetAfter().getTotalSeconds() * 1000L);
        }
        fromMs = from.stream().mapToLong(Long::longValue).toArray();
        offsetMs = offset.stream().mapToLong(Long::longValue).toArray();
    }

    private long local(long timeMs) {
        int i = java.util.Arrays.binarySearch(fromMs, timeMs);
        return timeMs + offsetMs[i >= 0 ? i : -i - 2];
    }

    /** Minute of the local day, 0 to 1439. */
    long minuteOfDay(long timeMs) {
        return Math.floorMod(local(timeMs), DAY_MS) / 60_000L;
    }

    /** Day of the local week, 1 = Monday to 7 = Sunday. */
    long weekday(long timeMs) {
        return Math.floorMod(Math.floorDiv(local(timeMs), DAY_MS) + 3, 7) + 1;
    }
}
