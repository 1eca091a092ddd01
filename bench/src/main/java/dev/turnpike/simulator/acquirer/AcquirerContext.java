package dev.turnpike.simulator.acquirer;

import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.status.Clock;
import dev.turnpike.status.SystemClock;
import java.nio.file.Path;

/** Options of a {@link SimulatedAcquirer}. Set, then {@link #conclude()} once; not for more than one thread before that. */
public final class AcquirerContext {
    private String name = "acquirer";
    private String address = "127.0.0.1";
    private int port;
    private int ledgerPort;
    private Path ledgerFile;
    private int ledgerLimit = 1_000_000;
    private boolean binaryBitmap;
    private byte[] zonePinKey;
    private String pin = "1234";
    private int lateMs = 50_000;
    private int latencyMinMs;
    private int latencyMaxMs;
    private boolean signOnRequired = true;
    private boolean tombstones = true;
    private long seed = 1;
    private Clock clock = SystemClock.INSTANCE;
    private boolean concluded;

    /** Name in log lines. */
    public AcquirerContext name(String value) {
        name = value;
        return this;
    }

    /** Local address of both ports; loopback by default. */
    public AcquirerContext address(String value) {
        address = value;
        return this;
    }

    /** Port of the ISO 8583 side; 0 takes a free one. */
    public AcquirerContext port(int value) {
        port = value;
        return this;
    }

    /** Port of the ledger's HTTP side; 0 takes a free one, -1 switches it off. */
    public AcquirerContext ledgerPort(int value) {
        ledgerPort = value;
        return this;
    }

    /** File that keeps the ledger over restarts; {@code null} for memory alone. */
    public AcquirerContext ledgerFile(Path value) {
        ledgerFile = value;
        return this;
    }

    /** Most postings kept, at least 16; the oldest make room. */
    public AcquirerContext ledgerLimit(int value) {
        ledgerLimit = value;
        return this;
    }

    /** Bitmap and binary fields as raw bytes instead of hexadecimal characters. */
    public AcquirerContext binaryBitmap(boolean value) {
        binaryBitmap = value;
        return this;
    }

    /** Clear test zone PIN key, 16 bytes, with which PIN blocks are checked; {@code null} to accept any. */
    public AcquirerContext zonePinKey(byte[] value) {
        zonePinKey = value == null ? null : value.clone();
        return this;
    }

    /** PIN of every simulated card, 4 to 12 digits. */
    public AcquirerContext pin(String value) {
        pin = value;
        return this;
    }

    /** Delay of a late answer in milliseconds: the time-out of the switch and five seconds. */
    public AcquirerContext lateMs(int value) {
        lateMs = value;
        return this;
    }

    /** Delay of every answer, evenly spread between two numbers of milliseconds. */
    public AcquirerContext latencyMs(int min, int max) {
        latencyMinMs = min;
        latencyMaxMs = max;
        return this;
    }

    /** Whether a connection must sign on before its requests are served. */
    public AcquirerContext signOnRequired(boolean value) {
        signOnRequired = value;
        return this;
    }

    /** Whether a reversal that overtakes its original makes the original be refused. */
    public AcquirerContext tombstones(boolean value) {
        tombstones = value;
        return this;
    }

    /** Seed of latencies and garbage. */
    public AcquirerContext seed(long value) {
        seed = value;
        return this;
    }

    /** Source of the local date. */
    public AcquirerContext clock(Clock value) {
        clock = value;
        return this;
    }

    /** Checks the options; {@link IllegalArgumentException} names the first that is out of range. May run once. */
    public AcquirerContext conclude() {
        if (concluded) {
            throw new IllegalStateException("options were concluded before");
        }
        concluded = true;
        require(port >= 0 && port < 65_536, "port", port);
        require(ledgerPort >= -1 && ledgerPort < 65_536, "ledgerPort", ledgerPort);
        require(ledgerLimit >= 16 && ledgerLimit <= 50_000_000, "ledgerLimit", ledgerLimit);
        require(lateMs >= 0, "lateMs", lateMs);
        require(latencyMinMs >= 0 && latencyMaxMs >= latencyMinMs, "latencyMs", latencyMinMs);
        require(pin.matches("[0-9]{4,12}"), "pin length", pin.length());
        require(zonePinKey == null || zonePinKey.length == 16, "zonePinKey bytes", zonePinKey == null ? 0 : zonePinKey.length);
        return this;
    }

    private static void require(boolean condition, String option, int value) {
        if (!condition) {
            throw new IllegalArgumentException("option " + option + " is out of range: " + value);
        }
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    int port() {
        return port;
    }

    int ledgerPort() {
        return ledgerPort;
    }

    Path ledgerFile() {
        return ledgerFile;
    }

    int ledgerLimit() {
        return ledgerLimit;
    }

    WireLayout layout() {
        return binaryBitmap ? WireLayout.ISO87A_BINARY : WireLayout.ISO87A_HEX;
    }

    byte[] zonePinKey() {
        return zonePinKey;
    }

    String pin() {
        return pin;
    }

    int lateMs() {
        return lateMs;
    }

    int latencyMinMs() {
        return latencyMinMs;
    }

    int latencyMaxMs() {
        return latencyMaxMs;
    }

    boolean signOnRequired() {
        return signOnRequired;
    }

    boolean tombstones() {
        return tombstones;
    }

    long seed() {
        return seed;
    }

    Clock clock() {
        return clock;
    }
}
