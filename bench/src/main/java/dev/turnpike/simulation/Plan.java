package dev.turnpike.simulation;

/**
 * Which faults a seed has and how often. Each fault is off in many seeds, so that one does not hide what another would show. Probabilities
 * are per message, intervals in simulated milliseconds (0: never).
 */
final class Plan {
    final long wallStartMs;
    final int activeMs;
    final int terminals;
    final int cards;
    final int ringSize;
    final int[] routes;
    final int images;
    final boolean reverseOnUndelivered;
    /** A made-up past in the journal whose last trace numbers are just below the wrap. */
    final boolean stanWrap;
    final int thinkMs;
    final double concurrent;
    final double requestLost;
    final double requestDuplicated;
    final double requestDelayed;
    final double requestConflicts;
    final double requestGarbled;
    final double answerLost;
    final double terminalGone;
    final double acquirerSilent;
    final double answerLate;
    final double answerAtDeadline;
    final double answerDuplicated;
    final double answerMismatched;
    final double answerGarbled;
    final double partial;
    final double declined;
    final double reversalRefused;
    final double reversalOvertakes;
    final boolean tombstones;
    final double linkLostAfterWrite;
    final int linkLostEveryMs;
    final int outageEveryMs;
    final double halfOpen;
    final int crashEveryMs;
    final double powerLoss;
    final double crashInRecovery;
    final int diskFaultEveryMs;
    final int clockStepEveryMs;
    final int operatorEveryMs;

    Plan(Dice dice) {
        wallStartMs = wallStart(dice);
        activeMs = dice.between(15_000, 40_000);
        terminals = dice.between(1, Site.TERMINALS);
        cards = dice.between(1, 5);
        ringSize = dice.chance(0.2) ? 4 : 32;
        routes = dice.chance(0.7) ? new int[] {0, 1} : new int[] {1};
        images = dice.chance(0.3) ? 8 : 4_000;
        reverseOnUndelivered = dice.chance(0.5);
        stanWrap = dice.chance(0.25);
        thinkMs = dice.between(20, 1_500);
        concurrent = often(dice, 0.5, 0.5);
        requestLost = often(dice, 0.5, 0.2);
        requestDuplicated = often(dice, 0.4, 0.3);
        requestDelayed = often(dice, 0.3, 0.2);
        requestConflicts = often(dice, 0.3, 0.2);
        requestGarbled = often(dice, 0.2, 0.1);
        answerLost = often(dice, 0.5, 0.3);
        terminalGone = often(dice, 0.3, 0.3);
        acquirerSilent = often(dice, 0.4, 0.3);
        answerLate = often(dice, 0.5, 0.4);
        answerAtDeadline = often(dice, 0.3, 0.4);
        answerDuplicated = often(dice, 0.3, 0.3);
        answerMismatched = often(dice, 0.3, 0.2);
        answerGarbled = often(dice, 0.3, 0.2);
        partial = often(dice, 0.4, 0.2);
        declined = often(dice, 0.7, 0.3);
        reversalRefused = dice.chance(0.15) ? 0.95 : often(dice, 0.4, 0.6);
        reversalOvertakes = often(dice, 0.3, 0.6);
        tombstones = dice.chance(0.4);
        linkLostAfterWrite = often(dice, 0.3, 0.05);
        linkLostEveryMs = dice.chance(0.5) ? dice.between(2_000, 15_000) : 0;
        outageEveryMs = dice.chance(0.25) ? dice.between(8_000, 20_000) : 0;
        halfOpen = dice.chance(0.3) ? 0.6 : 0;
        crashEveryMs = dice.chance(0.6) ? dice.between(2_000, 12_000) : 0;
        powerLoss = dice.chance(0.5) ? 0.8 : 0.2;
        crashInRecovery = dice.chance(0.3) ? 0.4 : 0;
        diskFaultEveryMs = dice.chance(0.4) ? dice.between(4_000, 15_000) : 0;
        clockStepEveryMs = dice.chance(0.3) ? dice.between(2_000, 10_000) : 0;
        operatorEveryMs = dice.chance(0.3) ? dice.between(1_000, 8_000) : 0;
    }

    private static double often(Dice dice, double inSeeds, double most) {
        boolean on = dice.chance(inSeeds);
        int share = dice.between(10, 100);
        return on ? most * share / 100.0 : 0;
    }

    // Noon, midnight in either zone, the last seconds of a year, and the last of February.
    private static long wallStart(Dice dice) {
        String[] starts = {"2026-11-22T12:00:00Z", "2026-11-22T23:59:50Z", "2026-11-22T15:59:50Z", "2026-12-31T23:59:50Z", "2028-02-28T23:59:50Z"};
        return java.time.Instant.parse(starts[dice.between(0, starts.length - 1)]).toEpochMilli();
    }
}
