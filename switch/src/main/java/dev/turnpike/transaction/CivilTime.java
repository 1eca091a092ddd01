package dev.turnpike.transaction;

import java.time.Instant;
import java.time.ZoneId;

/**
 * Wall milliseconds to calendar fields of one zone without allocation in steady state: the zone's offset is looked up once per hour
 * of wall time. One thread.
 */
public final class CivilTime {
    private static final long HOUR_MS = 3_600_000L;
    private final ZoneId zone;
    private long offsetHour = Long.MIN_VALUE;
    private long offsetMs;
    private int year;
    private int month;
    private int day;
    private int secondOfDay;

    /** A converter for {@code zone}. */
    public CivilTime(ZoneId zone) {
        this.zone = zone;
    }

    /** Sets the moment that the accessors speak of. */
    public CivilTime at(long wallMs) {
        long hour = Math.floorDiv(wallMs, HOUR_MS);
        if (hour != offsetHour) {
            offsetMs = zone.getRules().getOffset(Instant.ofEpochMilli(wallMs)).getTotalSeconds() * 1000L;
            offsetHour = hour;
        }
        long local = wallMs + offsetMs;
        long days = Math.floorDiv(local, 86_400_000L);
        secondOfDay = (int) (Math.floorMod(local, 86_400_000L) / 1000);
        civil(days);
        return this;
    }

    // Days since 1970-01-01 to the proleptic Gregorian calendar, years counted from March so that the leap day comes last.
    private void civil(long daysSinceEpoch) {
        long z = daysSinceEpoch + 719_468;
        long era = Math.floorDiv(z, 146_097L);
        int dayOfEra = (int) (z - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shifted = (5 * dayOfYear + 2) / 153;
        day = dayOfYear - (153 * shifted + 2) / 5 + 1;
        month = shifted < 10 ? shifted + 3 : shifted - 9;
        year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
    }

    /** hhmmss as a decimal number. */
    public int hhmmss() {
        return secondOfDay / 3600 * 10_000 + secondOfDay / 60 % 60 * 100 + secondOfDay % 60;
    }

    /** MMDD as a decimal number. */
    public int mmdd() {
        return month * 100 + day;
    }

    /** YYMM as a decimal number. */
    public int yymm() {
        return year % 100 * 100 + month;
    }

    /** MMDDhhmmss as a decimal number. */
    public long mmddhhmmss() {
        return mmdd() * 1_000_000L + hhmmss();
    }

    /** Last digit of the year and day of the year, yDDD, as a decimal number. */
    public int yddd() {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int before;
        if (month <= 2) {
            before = (month - 1) * 31;
        } else {
            before = (153 * (month - 3) + 2) / 5 + 59 + (leap ? 1 : 0);
        }
        return year % 10 * 1000 + before + day;
    }
}
