package dev.turnpike.bench;

import java.nio.file.Path;

/**
 * What a load run does.
 *
 * @param host address of the switch
 * @param port port of the switch
 * @param authority PEM file of the authority to trust, {@code null} without TLS
 * @param connections connections, each with at most one request in flight
 * @param loops event loop threads of the rig
 * @param rate purchases a second of an open loop; 0 for a closed loop
 * @param warmupSeconds before the measurement
 * @param seconds length of the measurement
 * @param cardsPerTerminal different cards of each terminal
 */
record LoadPlan(String host, int port, Path authority, int connections, int loops, int rate, int warmupSeconds, int seconds,
        int cardsPerTerminal) {
    /** True when the rig sends the next request only after an answer. */
    boolean closed() {
        return rate == 0;
    }

    String mode() {
        return closed() ? "closed loop" : "open loop, " + rate + "/s";
    }
}
