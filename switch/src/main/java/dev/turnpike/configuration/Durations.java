package dev.turnpike.configuration;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and a unit, {@code 10ms}, {@code 45s}, {@code 15m}, {@code 2h}, {@code 7d}. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(us|ms|s|m|h|d)");

    private Durations() {
    }

    /** The duration, or null when {@code text} is not one. */
    public static Duration parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            return null;
        }
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "us" -> Duration.ofNanos(n * 1_000);
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    /** A short form that {@link #parse(String)} reads back, rounded down to microseconds. */
    public static String format(Duration d) {
        long us = d.toNanos() / 1_000;
        long[] sizes = {86_400_000_000L, 3_600_000_000L, 60_000_000L, 1_000_000L, 1_000L, 1L};
        String[] units = {"d", "h", "m", "s", "ms", "us"};
        for (int i = 0; i < sizes.length - 1; i++) {
            if (us / sizes[i] >= 2 && us % sizes[i] == 0) {
                return us / sizes[i] + units[i];
            }
        }
        return us == 1_000_000 ? "1s" : us == 1_000 ? "1ms" : us == 0 ? "0s" : us + "us";
    }
}
