package dev.turnpike.simulator.terminal;

import dev.turnpike.status.Clock;
import dev.turnpike.status.SystemClock;
import java.nio.file.Path;

/** Options that simulated terminals share. Set, then {@link #conclude()} once; afterwards any thread may read. */
public final class TerminalContext {
    private String host = "127.0.0.1";
    private int port;
    private Path authority;
    private Path stateDirectory;
    private int connectTimeoutMs = 5_000;
    private int answerTimeoutMs = 60_000;
    private int resends = 3;
    private boolean shortConnections;
    private String tpdu = "6000060000";
    private Clock clock = SystemClock.INSTANCE;
    private TlsClient tls;
    private boolean concluded;

    /** Where the switch listens. */
    public TerminalContext host(String value) {
        host = value;
        return this;
    }

    /** Port of the switch, 1 to 65535. */
    public TerminalContext port(int value) {
        port = value;
        return this;
    }

    /** PEM file with the certificate authority to trust; {@code null} speaks without TLS, for laboratories. */
    public TerminalContext authority(Path value) {
        authority = value;
        return this;
    }

    /** Folder under which each terminal keeps one of its own. */
    public TerminalContext stateDirectory(Path value) {
        stateDirectory = value;
        return this;
    }

    /** Limit for connecting, TLS handshake included, in milliseconds. */
    public TerminalContext connectTimeoutMs(int value) {
        connectTimeoutMs = value;
        return this;
    }

    /** How long to wait for an answer, in milliseconds. */
    public TerminalContext answerTimeoutMs(int value) {
        answerTimeoutMs = value;
        return this;
    }

    /** How often a reversal is sent again after its first sending, before the terminal gives up. */
    public TerminalContext resends(int value) {
        resends = value;
        return this;
    }

    /** Whether to hang up after each exchange. */
    public TerminalContext shortConnections(boolean value) {
        shortConnections = value;
        return this;
    }

    /** The five TPDU bytes of a request as ten digits. */
    public TerminalContext tpdu(String value) {
        tpdu = value;
        return this;
    }

    /** Source of time. */
    public TerminalContext clock(Clock value) {
        clock = value;
        return this;
    }

    /** Checks options and loads the authority; {@link IllegalArgumentException} names what is wrong. May run once. */
    public TerminalContext conclude() {
        if (concluded) {
            throw new IllegalStateException("options were concluded before");
        }
        concluded = true;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("option port is out of range: " + port);
        }
        if (stateDirectory == null) {
            throw new IllegalArgumentException("option stateDirectory is missing");
        }
        if (connectTimeoutMs < 1 || answerTimeoutMs < 1 || resends < 0) {
            throw new IllegalArgumentException("option connectTimeoutMs, answerTimeoutMs or resends is out of range");
        }
        if (!tpdu.matches("[0-9]{10}")) {
            throw new IllegalArgumentException("option tpdu is not ten digits: " + tpdu);
        }
        tls = authority == null ? null : TlsClient.trusting(authority);
        return this;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    Path stateDirectory() {
        return stateDirectory;
    }

    int connectTimeoutMs() {
        return connectTimeoutMs;
    }

    int answerTimeoutMs() {
        return answerTimeoutMs;
    }

    int resends() {
        return resends;
    }

    boolean shortConnections() {
        return shortConnections;
    }

    String tpdu() {
        return tpdu;
    }

    Clock clock() {
        return clock;
    }

    TlsClient tls() {
        return tls;
    }
}
