package dev.turnpike.risk;

import java.util.Arrays;
import java.util.function.Predicate;

/** Where and when a rule applies: merchants, terminals, groups, days and hours. Empty parts do not limit. */
final class RuleScope implements Predicate<RiskRequest> {
    private final LocalTime localTime;
    private int[] merchants = {};
    private int[] terminals = {};
    private int[] groups = {};
    private int dayBits = -1;
    private int fromMinute;
    private int toMinute;

    RuleScope(LocalTime localTime) {
        this.localTime = localTime;
    }

    void merchants(int[] indexes) {
        merchants = sorted(indexes);
    }

    void terminals(int[] indexes) {
        terminals = sorted(indexes);
    }

    void groups(int[] indexes) {
        groups = sorted(indexes);
    }

    /** Days as bits (bit 1 = Monday); -1 = all. */
    void days(int bits) {
        dayBits = bits;
    }

    /** Minutes of the local day, from inclusive to exclusive; equal = the whole day; from after to = over midnight. */
    void minutes(int from, int to) {
        fromMinute = from;
        toMinute = to;
    }

    private static int[] sorted(int[] indexes) {
        int[] copy = indexes.clone();
        Arrays.sort(copy);
        return copy;
    }

    @Override
    public boolean test(RiskRequest r) {
        return in(merchants, r.merchant()) && in(terminals, r.terminal()) && in(groups, r.terminalGroup()) && inTime(r.timeMs());
    }

    private static boolean in(int[] sorted, int index) {
        return sorted.length == 0 || Arrays.binarySearch(sorted, index) >= 0;
    }

    private boolean inTime(long timeMs) {
        if (dayBits == -1 && fromMinute == toMinute) {
            return true;
        }
        long minute = localTime.minuteOfDay(timeMs);
        long day = localTime.weekday(timeMs);
        if (fromMinute > toMinute && minute < toMinute) {
            // the hours after midnight belong to the day on which the period began
            day = day == 1 ? 7 : day - 1;
        }
        boolean hours = fromMinute == toMinute || (fromMinute < toMinute ? minute >= fromMinute && minute < toMinute
            : minute >= fromMinute || minute < toMinute);
        return hours && (dayBits & 1 << day) != 0;
    }
}
