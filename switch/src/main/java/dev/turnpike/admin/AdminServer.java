package dev.turnpike.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.turnpike.transaction.OperatorAction;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP interface: {@code GET /metrics}, {@code /health/live}, {@code /health/ready}, {@code /status}, {@code POST
 * /alarms/acknowledge?id=ID}, and what {@link OperatorRoutes} has. Loopback only, without authentication; a request whose Host header is not loopback is refused, so that no
 * web page can reach it under a name of its own.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final int THREADS = 2;

    private final AdminContext context;
    private final HttpServer server;
    private final ExecutorService threads;
    private final long startedNs;

    /** What answers a request. */
    private interface Route {
        void answer(HttpExchange exchange) throws IOException;
    }

    private AdminServer(AdminContext context) throws IOException {
        this.context = context;
        startedNs = context.clock().monotonicNs();
        server = HttpServer.create(new InetSocketAddress(context.address(), context.port()), 16);
        threads = Executors.newFixedThreadPool(THREADS, Thread.ofPlatform().daemon().name("admin-", 0).factory());
        server.setExecutor(threads);
        route("/metrics", "GET", e -> reply(e, 200, PrometheusText.CONTENT_TYPE, PrometheusText.of(context.counters())));
        route("/health/live", "GET", this::live);
        route("/health/ready", "GET", this::ready);
        route("/status", "GET", e -> reply(e, 200, JSON, StatusJson.of(context.status().get(), context,
                (context.clock().monotonicNs() - startedNs) / 1_000_000)));
        route("/alarms/acknowledge", "POST", this::acknowledge);
        OperatorRoutes operators = new OperatorRoutes(context.operators());
        operator("/saf", "GET", operators::list);
        operator("/saf/show", "GET", operators::show);
        operator("/saf/retry", "POST", e -> operators.change(e, OperatorAction.RETRY));
        operator("/saf/park", "POST", e -> operators.change(e, OperatorAction.PARK));
        operator("/saf/release", "POST", e -> operators.change(e, OperatorAction.RELEASE));
        operator("/exceptions", "GET", operators::exceptions);
        operator("/exceptions/clear", "POST", operators::clear);
        server.createContext("/", e -> guarded(e, null, "GET", x -> reply(x, 404, TEXT,
                "not found, expected /metrics, /health/live, /health/ready, /status, /saf or /exceptions\n")));
    }

    /** Binds and serves; {@link IOException} when the address is taken or cannot be bound. The context must be concluded. */
    public static AdminServer start(AdminContext context) throws IOException {
        AdminServer server = new AdminServer(context);
        server.server.start();
        return server;
    }

    /** The port that is bound. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops at once. Once is enough, more do no harm. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void operator(String path, String method, Function<HttpExchange, OperatorRoutes.Reply> work) {
        route(path, method, e -> {
            OperatorRoutes.Reply answer = work.apply(e);
            reply(e, answer.status(), JSON, answer.body());
        });
    }

    private void route(String path, String method, Route route) {
        server.createContext(path, e -> guarded(e, path, method, route));
    }

    private static void guarded(HttpExchange exchange, String path, String method, Route route) throws IOException {
        try (exchange) {
            String host = exchange.getRequestHeaders().getFirst("Host");
            if (host == null || !HOSTS.contains(host.replaceFirst(":\\d+$", ""))) {
                reply(exchange, 403, TEXT, "forbidden, expected a loopback address as host\n");
            } else if (path != null && !exchange.getRequestURI().getPath().equals(path)) {
                reply(exchange, 404, TEXT, "not found, expected " + path + "\n");
            } else if (!exchange.getRequestMethod().equals(method)) {
                exchange.getResponseHeaders().set("Allow", method);
                reply(exchange, 405, TEXT, "method not allowed, expected " + method + "\n");
            } else {
                route.answer(exchange);
            }
        } catch (RuntimeException e) {
            LOG.error("request {} failed", path, e);
            reply(exchange, 500, TEXT, "failed, see the log\n");
        }
    }

    private void live(HttpExchange exchange) throws IOException {
        SwitchStatus status = context.status().get();
        reply(exchange, status.live() ? 200 : 503, TEXT, status.live() ? "live\n" : "not live: " + status.reason() + "\n");
    }

    private void ready(HttpExchange exchange) throws IOException {
        SwitchStatus status = context.status().get();
        reply(exchange, status.ready() ? 200 : 503, TEXT, status.ready() ? "ready\n" : "not ready: " + status.reason() + "\n");
    }

    private void acknowledge(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        String id = query != null && query.startsWith("id=") ? URLDecoder.decode(query.substring(3), StandardCharsets.UTF_8) : "";
        boolean known = context.alarms().acknowledge(id);
        if (known) {
            LOG.info("alarm {} acknowledged", id.replaceAll("[^\\w./-]", "?"));
        }
        reply(exchange, known ? 200 : 404, TEXT, known ? "acknowledged\n" : "no such alarm, expected an id that /status lists\n");
    }

    private static void reply(HttpExchange exchange, int code, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(code, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
