package dev.turnpike.simulator.acquirer;

import dev.turnpike.status.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Month and day in Shanghai, worked out anew when the day ends. One thread. */
final class LocalDay {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private final Clock clock;
    private long validUntilMs = Long.MIN_VALUE;
    private long validFromMs;
    private int monthAndDay;

    LocalDay(Clock clock) {
        this.clock = clock;
    }

    /** MMDD as a number. */
    int monthAndDay() {
        long now = clock.wallMs();
        if (now >= validUntilMs || now < validFromMs) {
            LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(now), ZONE);
            validFromMs = date.atStartOfDay(ZONE).toInstant().toEpochMilli();
            validUntilMs = date.plusDays(1).atStartOfDay(ZONE).toInstant().toEpochMilli();
            monthAndDay = date.getMonthValue() * 100 + date.getDayOfMonth();
        }
        return monthAndDay;
    }
}
