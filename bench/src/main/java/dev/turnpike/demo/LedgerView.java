package dev.turnpike.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands in the ledgers of simulated acquirers, and asks a switch whether it is ready. Any thread. */
public final class LedgerView implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final int[] ports;

    /** A view of the ledgers on these loopback ports. */
    public LedgerView(int... ports) {
        this.ports = ports.clone();
    }

    /** All postings of a terminal, of every acquirer. */
    public List<JsonNode> postings(String tid) {
        List<JsonNode> found = new ArrayList<>();
        for (int port : ports) {
            get(port, "/postings?tid=" + tid).forEach(found::add);
        }
        return found;
    }

    /** The youngest posting of a terminal over this amount in minor units, or {@code null}. */
    public JsonNode last(String tid, long amountMinor) {
        JsonNode last = null;
        for (JsonNode posting : postings(tid)) {
            if (posting.path("amount").asLong() == amountMinor) {
                last = posting;
            }
        }
        return last;
    }

    /** Index of the ledger, in constructor order, that has a posting of the terminal over this amount; -1 for none. */
    public int holder(String tid, long amountMinor) {
        for (int i = 0; i < ports.length; i++) {
            for (JsonNode posting : get(ports[i], "/postings?tid=" + tid)) {
                if (posting.path("amount").asLong() == amountMinor) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Net effect of everything, in minor units. */
    public long net() {
        long net = 0;
        for (int port : ports) {
            net += get(port, "/net").path("total").asLong();
        }
        return net;
    }

    /** A counter of every acquirer is at least {@code least}. */
    public boolean everyCounterAtLeast(String counter, long least) {
        for (int port : ports) {
            if (get(port, "/counters").path(counter).asLong(-1) < least) {
                return false;
            }
        }
        return true;
    }

    /** True when a GET of the path on a loopback port answers 200. */
    public boolean ok(int port, String path) {
        try {
            return fetch(port, path).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private JsonNode get(int port, String path) {
        try {
            return JSON.readTree(fetch(port, path).body());
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private HttpResponse<String> fetch(int port, String path) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5)).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
