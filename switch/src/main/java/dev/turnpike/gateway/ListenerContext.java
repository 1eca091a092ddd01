package dev.turnpike.gateway;

import dev.turnpike.transaction.Slot;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * One port for terminals. Fluent setters, then {@link #conclude()} once; the getters are valid afterwards. Not thread safe until
 * concluded, immutable after. Times are milliseconds, sizes bytes.
 */
public final class ListenerContext {
    /** Smallest legal frame: TPDU, header, MTI and bitmap. */
    public static final int MIN_FRAME = 21;

    private String name = "pos";
    private int number;
    private String address = "0.0.0.0";
    private int port;
    private Path certificateChain;
    private Path privateKey;
    private SslContext sslContext;
    private boolean plaintext;
    private ClientCertificate clientCertificate = ClientCertificate.NONE;
    private Path clientAuthority;
    private List<String> cipherSuites = List.of();
    private int headerLength = 11;
    private int frameMin = MIN_FRAME;
    private int frameMax = 2048;
    private long idleMs = 600_000;
    private long frameTimeoutMs = 5_000;
    private long handshakeTimeoutMs = 3_000;
    private long unwritableMs = 5_000;
    private long busyMs = 50;
    private long slowPeerMs = 1_000;
    private long halfClosedMs = 60_000;
    private int maxConnections = 16_384;
    private int maxConnectionsPerPeer = 4_096;
    private int maxHandshakes = 256;
    private int outboundLimit = 256 * 1024;
    private Supplier<LocalAnswer> busyAnswer;
    private boolean concluded;

    /** Checks every value and the relations between them; throws {@link GatewayException} naming the first wrong one. Once only. */
    public ListenerContext conclude() {
        check(!concluded, "has already been concluded");
        check(name.matches("[a-z0-9][a-z0-9_-]{0,31}"), "name: lower-case letters, digits, - and _ expected, got " + name);
        check(number >= 0, "number must not be negative");
        check(port >= 0 && port <= 65535, "port must be 0 to 65535, got " + port);
        boolean pem = certificateChain != null && privateKey != null;
        check(plaintext || pem || sslContext != null, "certificate chain and private key are missing");
        check(!plaintext || certificateChain == null && sslContext == null, "plain listeners take no certificate");
        check(clientCertificate == ClientCertificate.NONE || clientAuthority != null || sslContext != null,
            "client certificates are required but no client authority is given");
        check(frameMin >= headerLength + 10, "frame minimum must cover header, MTI and bitmap");
        check(frameMax >= frameMin && frameMax <= Slot.INBOUND_CAPACITY,
            "frame maximum must be " + frameMin + " to " + Slot.INBOUND_CAPACITY + ", got " + frameMax);
        check(idleMs > 0 && frameTimeoutMs > 0 && handshakeTimeoutMs > 0 && unwritableMs > 0 && busyMs >= 0 && slowPeerMs >= 0 && halfClosedMs > 0,
            "times must be positive");
        check(maxConnections > 0 && maxConnections <= ConnectionId.MAX_PLACES, "maximum of connections out of range");
        check(maxConnectionsPerPeer > 0, "maximum of connections per peer must be positive");
        check(maxHandshakes > 0, "maximum of handshakes must be positive");
        check(outboundLimit >= 2 * (frameMax + 2), "outbound limit must hold two frames");
        concluded = true;
        return this;
    }

    private void check(boolean condition, String what) {
        if (!condition) {
            throw new GatewayException("listener " + name + ": " + what);
        }
    }

    /** Name for logs and metric labels. */
    public ListenerContext name(String value) {
        name = value;
        return this;
    }

    /** Its index in the configuration; goes into every slot. */
    public ListenerContext number(int value) {
        number = value;
        return this;
    }

    /** Address to bind, a name or a number. Default all addresses. */
    public ListenerContext address(String value) {
        address = value;
        return this;
    }

    /** Port to bind; 0 lets the system choose (tests). */
    public ListenerContext port(int value) {
        port = value;
        return this;
    }

    /** PEM files of the certificate chain and its unencrypted PKCS#8 key. */
    public ListenerContext certificate(Path chain, Path key) {
        certificateChain = chain;
        privateKey = key;
        return this;
    }

    /** A ready TLS context in place of files. */
    public ListenerContext sslContext(SslContext value) {
        sslContext = value;
        return this;
    }

    /** No TLS; laboratories only. */
    public ListenerContext plaintext(boolean value) {
        plaintext = value;
        return this;
    }

    /** Whether terminals must show a certificate, and the PEM file of the authority that signs them. */
    public ListenerContext clientCertificate(ClientCertificate value, Path authority) {
        clientCertificate = value;
        clientAuthority = authority;
        return this;
    }

    /** Cipher suites by IANA name; empty for the built-in list of forward-secret ones. */
    public ListenerContext cipherSuites(List<String> value) {
        cipherSuites = List.copyOf(value);
        return this;
    }

    /** Bytes before the MTI: TPDU and header. Default 11. */
    public ListenerContext headerLength(int value) {
        headerLength = value;
        return this;
    }

    /** Smallest and largest frame without length prefix. Default 21 and 2048. */
    public ListenerContext frame(int min, int max) {
        frameMin = min;
        frameMax = max;
        return this;
    }

    /** Closes a connection on which nothing happened for this long. Default 600,000. */
    public ListenerContext idleMs(long value) {
        idleMs = value;
        return this;
    }

    /** Time for a whole frame from its first byte. Default 5,000. */
    public ListenerContext frameTimeoutMs(long value) {
        frameTimeoutMs = value;
        return this;
    }

    /** Time for the TLS handshake from accept. Default 3,000. */
    public ListenerContext handshakeTimeoutMs(long value) {
        handshakeTimeoutMs = value;
        return this;
    }

    /** Time that a terminal may leave its answers unread. Default 5,000. */
    public ListenerContext unwritableMs(long value) {
        unwritableMs = value;
        return this;
    }

    /** How long a frame waits for a place in the ring before it is refused. Default 50. */
    public ListenerContext busyMs(long value) {
        busyMs = value;
        return this;
    }

    /** How long answers are waited for after the terminal has closed its sending side. Default 60,000 ms. */
    public ListenerContext halfClosedMs(long value) {
        halfClosedMs = value;
        return this;
    }

    /** Delay before the first read of a connection from a peer that sent bad MACs. Default 1,000. */
    public ListenerContext slowPeerMs(long value) {
        slowPeerMs = value;
        return this;
    }

    /** Most connections of this listener. Default 16,384. */
    public ListenerContext maxConnections(int value) {
        maxConnections = value;
        return this;
    }

    /** Most connections of one address (of one /64 network for IPv6). Default 4,096. */
    public ListenerContext maxConnectionsPerPeer(int value) {
        maxConnectionsPerPeer = value;
        return this;
    }

    /** Most unfinished TLS handshakes; one more closes the oldest. Default 256. */
    public ListenerContext maxHandshakes(int value) {
        maxHandshakes = value;
        return this;
    }

    /** Most bytes kept for a terminal that does not read. Default 256 KiB. */
    public ListenerContext outboundLimit(int value) {
        outboundLimit = value;
        return this;
    }

    /** Makes one builder of refusals per event loop; without it a connection whose frame finds no place is closed. */
    public ListenerContext busyAnswer(Supplier<LocalAnswer> value) {
        busyAnswer = value;
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

    /** See {@link #address(String)}. */
    public String address() {
        return address;
    }

    /** See {@link #port(int)}. */
    public int port() {
        return port;
    }

    /** True when the listener speaks no TLS. */
    public boolean plaintext() {
        return plaintext;
    }

    Path certificateChain() {
        return certificateChain;
    }

    Path privateKey() {
        return privateKey;
    }

    SslContext sslContext() {
        return sslContext;
    }

    ClientCertificate clientCertificate() {
        return clientCertificate;
    }

    Path clientAuthority() {
        return clientAuthority;
    }

    List<String> cipherSuites() {
        return cipherSuites;
    }

    int headerLength() {
        return headerLength;
    }

    int frameMin() {
        return frameMin;
    }

    int frameMax() {
        return frameMax;
    }

    long idleNs() {
        return idleMs * 1_000_000;
    }

    long frameTimeoutNs() {
        return frameTimeoutMs * 1_000_000;
    }

    long handshakeTimeoutNs() {
        return handshakeTimeoutMs * 1_000_000;
    }

    long unwritableNs() {
        return unwritableMs * 1_000_000;
    }

    long busyNs() {
        return busyMs * 1_000_000;
    }

    long halfClosedNs() {
        return halfClosedMs * 1_000_000;
    }

    long slowPeerNs() {
        return slowPeerMs * 1_000_000;
    }

    int maxConnections() {
        return maxConnections;
    }

    int maxConnectionsPerPeer() {
        return maxConnectionsPerPeer;
    }

    int maxHandshakes() {
        return maxHandshakes;
    }

    int outboundLimit() {
        return outboundLimit;
    }

    Supplier<LocalAnswer> busyAnswer() {
        return busyAnswer;
    }
}
