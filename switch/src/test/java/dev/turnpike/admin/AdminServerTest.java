package dev.turnpike.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AdminServerTest {
    private final Counters counters = new Counters();
    private final Alarms alarms = new Alarms(counters, SystemClock.INSTANCE);
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile boolean ready;
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        counters.counter("turnpike_frames_total{listener=\"b\"}", "Frames").add(3);
        counters.counter("turnpike_frames_total{listener=\"a\"}", "Frames").add(2);
        counters.counter("turnpike_frames_total_b", "Between the two by name").increment();
        counters.gauge("turnpike_connections", "Open \\ connections\nof all").set(7);
        server = AdminServer.start(new AdminContext().port(0).counters(counters).alarms(alarms).status(this::status).conclude());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private SwitchStatus status() {
        return new SwitchStatus(ready ? "serving" : "starting", true, ready, ready ? "" : "recovering", Map.of("profile", "test"), List.of(),
                List.of(new SwitchStatus.LinkStatus("cup-a", "127.0.0.1:8601", "signed-on", 1, 4, 2)));
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldShowEachFamilyOnceWithItsSamplesTogether() throws Exception {
        HttpResponse<String> answer = send("GET", "/metrics");

        assertEquals(200, answer.statusCode());
        assertEquals(PrometheusText.CONTENT_TYPE, answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("""
                # HELP turnpike_connections Open \\\\ connections\\nof all
                # TYPE turnpike_connections gauge
                turnpike_connections 7
                # HELP turnpike_frames_total Frames
                # TYPE turnpike_frames_total counter
                turnpike_frames_total{listener="a"} 2
                turnpike_frames_total{listener="b"} 3
                # HELP turnpike_frames_total_b Between the two by name
                # TYPE turnpike_frames_total_b counter
                turnpike_frames_total_b 1
                """, answer.body());
    }

    @Test
    void shouldTellHealth() throws Exception {
        assertEquals(200, send("GET", "/health/live").statusCode());
        assertEquals(503, send("GET", "/health/ready").statusCode());
        assertEquals("not ready: recovering\n", send("GET", "/health/ready").body());
        ready = true;
        assertEquals(200, send("GET", "/health/ready").statusCode());
    }

    @Test
    void shouldListStateLinksAlarmsAndCounters() throws Exception {
        alarms.raise("journal_floor", "little space");

        JsonNode status = new ObjectMapper().readTree(send("GET", "/status").body());

        assertEquals("starting", status.path("state").asText());
        assertEquals(4, status.path("links").get(0).path("inFlight").asInt());
        assertEquals("journal_floor", status.path("alarms").get(0).path("id").asText());
        assertEquals(7, status.path("counters").path("turnpike_connections").asInt());
    }

    @Test
    void shouldTakeAlarmsOffByPostAlone() throws Exception {
        alarms.raise("journal_floor", "little space");

        assertEquals(405, send("GET", "/alarms/acknowledge?id=journal_floor").statusCode());
        assertEquals(1, alarms.list().size());
        assertEquals(200, send("POST", "/alarms/acknowledge?id=journal_floor").statusCode());
        assertEquals(0, alarms.list().size());
        assertEquals(404, send("POST", "/alarms/acknowledge?id=journal_floor").statusCode());
    }

    @Test
    void shouldRefuseOtherPathsMethodsAndHosts() throws Exception {
        assertEquals(404, send("GET", "/").statusCode());
        assertEquals(404, send("GET", "/metrics/more").statusCode());
        assertEquals(405, send("POST", "/metrics").statusCode());
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write("GET /status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertTrue(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).startsWith("HTTP/1.1 403"));
        }
    }

    @Test
    void shouldRefuseAnAddressThatOthersCanReach() {
        AdminContext open = new AdminContext().address("0.0.0.0").counters(counters).alarms(alarms).status(this::status);

        assertThrows(IllegalArgumentException.class, open::conclude);
    }
}
