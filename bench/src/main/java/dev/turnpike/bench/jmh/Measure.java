package dev.turnpike.bench.jmh;

import java.io.IOException;

/** Runs JMH with its own options; forks get the flags of this process. See docs/BENCHMARKS.md for the command. */
public final class Measure {
    private Measure() {
    }

    /** Runs what the arguments select, for example {@code Codec -f 1 -prof gc}. */
    public static void main(String[] arguments) throws IOException {
        org.openjdk.jmh.Main.main(arguments);
    }
}
