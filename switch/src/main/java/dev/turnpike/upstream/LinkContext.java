package dev.turnpike.upstream;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.transaction.Slot;
import io.netty.handler.ssl.SslContext;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * One acquirer. Fluent setters, then {@link #conclude()} once; the getters are valid afterwards. Not thread safe until concluded,
 * immutable after. Times are milliseconds, sizes bytes.
 */
public final class LinkContext {
    private static final int MAX_CONNECTIONS = 64;

    private String name = "acquirer";
    private int number;
    private String host;
    private int port;
    private SslContext sslContext;
    private String serverName;
    private ZoneId zone = ZoneOffset.UTC;
    private Dialect dialect;
    private int connections = 1;
    private int frameMax = 2048;
    private int networkMti = 800;
    private long connectTimeoutMs = 5_000;
    private long backOffMinMs = 1_000;
    private long backOffMaxMs = 30_000;
    private long replyTimeoutMs = 10_000;
    private long echoMs = 30_000;
    private int missesToDown = 2;
    private long holdDownMs = 10_000;
    private long signOffMs = 1_000;
    private int outboundLimit = 1024 * 1024;
    private boolean concluded;

    /** Checks every value; throws {@link UpstreamException} naming the first wrong one. Once only. */
    public LinkContext conclude() {
        check(!concluded, "has already been concluded");
        check(name.matches("[a-z0-9][a-z0-9_-]{0,31}"), "name: lower-case letters, digits, - and _ expected, got " + name);
        check(number >= 0, "number must not be negative");
        check(host != null && !host.isBlank(), "host is missing");
        check(port > 0 && port <= 65535, "port must be 1 to 65535, got " + port);
        check(dialect != null, "dialect is missing");
        check(dialect.headerCount() == 0, "dialect " + dialect.name() + " has headers, which links do not write");
        check(dialect.field(70) != null, "dialect " + dialect.name() + " has no field 70 for network management");
        check(connections >= 1 && connections <= MAX_CONNECTIONS, "connections must be 1 to 64");
        check(frameMax >= 32 && frameMax <= Slot.INBOUND_CAPACITY,
            "frame maximum must be 32 to " + Slot.INBOUND_CAPACITY + ", got " + frameMax);
        check(zone != null, "zone is missing");
        check(networkMti == 800 || networkMti == 820, "network management is 800 or 820");
        check(connectTimeoutMs > 0 && backOffMinMs > 0 && backOffMaxMs >= backOffMinMs, "times of connecting out of range");
        check(replyTimeoutMs > 0 && echoMs > 1 && missesToDown > 0 && holdDownMs >= 0 && signOffMs >= 0, "times out of range");
        check(outboundLimit >= 2 * (frameMax + 2), "outbound limit must hold two frames");
        concluded = true;
        return this;
    }

    private void check(boolean condition, String what) {
        if (!condition) {
            throw new UpstreamException("link " + name + ": " + what);
        }
    }

    /** Name for logs and metric labels. */
    public LinkContext name(String value) {
        name = value;
        return this;
    }

    /** Its index in the configuration; goes into every slot. */
    public LinkContext number(int value) {
        number = value;
        return this;
    }

    /** Where the acquirer listens; the name is looked up again before each connect. */
    public LinkContext address(String hostName, int portNumber) {
        host = hostName;
        port = portNumber;
        return this;
    }

    /** Name that the acquirer's certificate must carry; null (default) for the host of its address. */
    public LinkContext serverName(String value) {
        serverName = value;
        return this;
    }

    /** Zone of F7 in network management. Default UTC. */
    public LinkContext zone(ZoneId value) {
        zone = value;
        return this;
    }

    /** TLS towards the acquirer, with the check of the server name; null for plain TCP. */
    public LinkContext sslContext(SslContext value) {
        sslContext = value;
        return this;
    }

    /** Dialect of the acquirer's messages. */
    public LinkContext dialect(Dialect value) {
        dialect = value;
        return this;
    }

    /** Connections to keep; one carries the traffic, the others stand by. Default 1. */
    public LinkContext connections(int value) {
        connections = value;
        return this;
    }

    /** Largest frame from the acquirer without its length. Default 2048. */
    public LinkContext frameMax(int value) {
        frameMax = value;
        return this;
    }

    /** MTI of sign-on, echo and sign-off: 800 (default) or 820. */
    public LinkContext networkMti(int value) {
        networkMti = value;
        return this;
    }

    /** Time for a TCP connect and, after it, for the TLS handshake. Default 5,000. */
    public LinkContext connectTimeoutMs(long value) {
        connectTimeoutMs = value;
        return this;
    }

    /** Shortest and longest wait between attempts; doubles in between, a random half of it is taken off. Default 1,000 and 30,000. */
    public LinkContext backOffMs(long min, long max) {
        backOffMinMs = min;
        backOffMaxMs = max;
        return this;
    }

    /** Time for the answer to a sign-on. Default 10,000. */
    public LinkContext replyTimeoutMs(long value) {
        replyTimeoutMs = value;
        return this;
    }

    /** Silence after which an echo is sent; its answer is missed after half of that. Default 30,000. */
    public LinkContext echoMs(long value) {
        echoMs = value;
        return this;
    }

    /** Missed echoes in a row that mean the connection is dead. Default 2. */
    public LinkContext missesToDown(int value) {
        missesToDown = value;
        return this;
    }

    /** Time after a loss before the link counts as usable again. Default 10,000; 0 for none. */
    public LinkContext holdDownMs(long value) {
        holdDownMs = value;
        return this;
    }

    /** Time for the answer to the sign-off at the end. Default 1,000. */
    public LinkContext signOffMs(long value) {
        signOffMs = value;
        return this;
    }

    /** Most bytes kept for an acquirer that does not read. Default 1 MiB. */
    public LinkContext outboundLimit(int value) {
        outboundLimit = value;
        return this;
    }

    /** See {@link #name(String)}. */
    public String name() {
        return name;
    }

    /** See {@link #number(int)}. */
    public int number() {
        return number;
    }

    /** See {@link #address}. */
    public String host() {
        return host;
    }

    /** See {@link #address}. */
    public int port() {
        return port;
    }

    /** See {@link #dialect(Dialect)}. */
    public Dialect dialect() {
        return dialect;
    }

    String serverName() {
        return serverName == null ? host : serverName;
    }

    ZoneId zone() {
        return zone;
    }

    SslContext sslContext() {
        return sslContext;
    }

    int connections() {
        return connections;
    }

    int frameMax() {
        return frameMax;
    }

    int networkMti() {
        return networkMti;
    }

    long connectTimeoutMs() {
        return connectTimeoutMs;
    }

    long backOffMinMs() {
        return backOffMinMs;
    }

    long backOffMaxMs() {
        return backOffMaxMs;
    }

    long replyTimeoutNs() {
        return replyTimeoutMs * 1_000_000;
    }

    long echoNs() {
        return echoMs * 1_000_000;
    }

    int missesToDown() {
        return missesToDown;
    }

    long holdDownNs() {
        return holdDownMs * 1_000_000;
    }

    long signOffMs() {
        return signOffMs;
    }

    int outboundLimit() {
        return outboundLimit;
    }
}
