package dev.turnpike.simulator.acquirer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * The ledger for tests, over HTTP, as JSON.
 *
 * <ul>
 * <li>{@code GET /postings?tid=&f11=&f37=&state=}: a list of postings, oldest first, each filter optional
 * <li>{@code GET /net}: net effect by merchant and in all, number of postings, evictions
 * <li>{@code GET /counters}: what was seen
 * <li>{@code POST /control?silent=&dropReversals=&refuseReversals=&refusal=&latencyMin=&latencyMax=}: change behaviour
 * </ul>
 */
final class LedgerServer implements AutoCloseable {
    private final HttpServer server;
    private final PostingLedger ledger;
    private final AcquirerCounters counters;
    private final AcquirerControl control;

    LedgerServer(AcquirerContext context, PostingLedger ledger, AcquirerCounters counters, AcquirerControl control)
        throws IOException {
        this.ledger = ledger;
        this.counters = counters;
        this.control = control;
        server = HttpServer.create(new InetSocketAddress(context.address(), context.ledgerPort()), 16);
        server.createContext("/", this::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            boolean post = exchange.getRequestMethod().equals("POST");
            String body = switch (exchange.getRequestURI().getPath()) {
                case "/postings" -> post ? null : postings(query);
                case "/net" -> post ? null : net();
                case "/counters" -> post ? null : counters.json();
                case "/control" -> post ? change(query) : null;
                default -> null;
            };
            byte[] bytes = (body == null ? "{\"error\":\"GET /postings /net /counters, POST /control\"}" : body)
                .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (NumberFormatException e) {
            exchange.sendResponseHeaders(400, -1);
        }
    }

    private String postings(Map<String, String> query) {
        List<String> found = new ArrayList<>();
        String tid = query.get("tid");
        long terminal = tid == null ? 0 : Posting.pack(tid);
        synchronized (ledger) {
            for (Posting posting : ledger.all()) {
                if (tid != null && posting.terminal != terminal) {
                    continue;
                }
                StringBuilder json = new StringBuilder(256);
                posting.json(json);
                String text = json.toString();
                if (matches(text, "f11", query.get("f11"))
                    && matches(text, "f37", query.get("f37")) && matches(text, "state", query.get("state"))) {
                    found.add(text);
                }
            }
        }
        return "[" + String.join(",\n", found) + "]";
    }

    private static boolean matches(String json, String name, String wanted) {
        return wanted == null || json.contains("\"" + name + "\":\"" + wanted + "\"");
    }

    private String net() {
        StringBuilder json = new StringBuilder("{\"merchants\":{");
        long total = 0;
        synchronized (ledger) {
            String separator = "";
            for (Map.Entry<String, Long> entry : ledger.netByMerchant().entrySet()) {
                json.append(separator).append('"').append(entry.getKey().replaceAll("[^ -~]|[\"\\\\]", "?")).append("\":")
                    .append(entry.getValue());
                total += entry.getValue();
                separator = ",";
            }
            json.append("},\"total\":").append(total).append(",\"postings\":").append(ledger.all().size()).append(",\"evicted\":")
                .append(ledger.evicted()).append('}');
        }
        return json.toString();
    }

    private String change(Map<String, String> query) {
        control.silent = Boolean.parseBoolean(query.getOrDefault("silent", Boolean.toString(control.silent)));
        control.refusal = Integer.parseInt(query.getOrDefault("refusal", Integer.toString(control.refusal)));
        control.latencyMinMs = Integer.parseInt(query.getOrDefault("latencyMin", Integer.toString(control.latencyMinMs)));
        control.latencyMaxMs = Integer.parseInt(query.getOrDefault("latencyMax", Integer.toString(control.latencyMaxMs)));
        if (query.containsKey("dropReversals")) {
            control.dropReversals.set(Integer.parseInt(query.get("dropReversals")));
        }
        if (query.containsKey("refuseReversals")) {
            control.refuseReversals.set(Integer.parseInt(query.get("refuseReversals")));
        }
        return "{\"ok\":true}";
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> map = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    map.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
        }
        return map;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
