package dev.turnpike.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** All chance of a simulation, from its seed. One thread. */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        random = new SplittableRandom(seed);
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /** Chance of its own, so that what one party does with it does not move the others. */
    Dice split() {
        return new Dice(random.split());
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** A number from {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    /** A number from {@code low} to {@code high}, both included. */
    long between(long low, long high) {
        return random.nextLong(low, high + 1);
    }

    /** A duration in nanoseconds between two numbers of milliseconds. */
    long ms(double low, double high) {
        return (long) ((low + random.nextDouble() * (high - low)) * Agenda.MS);
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    long next() {
        return random.nextLong();
    }
}
