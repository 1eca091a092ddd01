package dev.turnpike;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.turnpike.configuration.AdminConfiguration;
import dev.turnpike.configuration.ConfigurationLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code turnpike status}: asks a running switch over its admin port. */
@Command(name = "status", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Shows state, acquirers, alarms and counters of the running switch.",
            "Ends with 0 when it is ready, 1 when it runs but is not ready, 69 when it does not run."},
        footer = {"", "Example:", "  turnpike status --config shop"})
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ConfigurationOption configuration;
    @Option(names = "--json", description = "Print the answer of the switch as it is.")
    private boolean json;
    @Option(names = "--acknowledge", paramLabel = "ALARM", description = "Take an alarm off the list first.")
    private String alarm;
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public StatusCommand() {
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        AdminConfiguration admin = ConfigurationLoader.admin(configuration.directory());
        String base = "http://" + (admin.address().contains(":") ? "[" + admin.address().replaceAll("[\\[\\]]", "") + "]" : admin.address())
                + ":" + admin.port();
        PrintWriter out = spec.commandLine().getOut();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            if (alarm != null) {
                HttpResponse<String> done = send(client, HttpRequest.newBuilder(URI.create(base + "/alarms/acknowledge?id="
                        + URLEncoder.encode(alarm, StandardCharsets.UTF_8))).POST(HttpRequest.BodyPublishers.noBody()));
                if (done.statusCode() != 200) {
                    throw new UserMistakeException(ExitCode.DATA, "alarm \"" + alarm + "\": " + done.body().strip());
                }
            }
            HttpResponse<String> answer = send(client, HttpRequest.newBuilder(URI.create(base + "/status")).GET());
            if (answer.statusCode() != 200) {
                throw new UserMistakeException(ExitCode.UNAVAILABLE, base + " answers " + answer.statusCode()
                        + ", expected a Turnpike switch there");
            }
            JsonNode status = new ObjectMapper().readTree(answer.body());
            if (json) {
                out.print(answer.body());
            } else {
                print(out, status);
            }
            out.flush();
            return status.path("ready").asBoolean() ? ExitCode.OK : ExitCode.FAILED;
        } catch (java.net.ConnectException | java.net.http.HttpTimeoutException e) {
            throw new UserMistakeException(ExitCode.UNAVAILABLE, "no switch answers at " + base
                    + ", expected one started by: turnpike run --config " + configuration.directory());
        }
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(5)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The readable form; 80 columns where values allow it. */
    static void print(PrintWriter out, JsonNode status) {
        out.printf("state      %s%s%n", status.path("state").asText(), status.path("ready").asBoolean() ? ", ready"
                : ", NOT ready: " + status.path("reason").asText());
        out.printf("up         %s%n", upFor(status.path("uptimeMs").asLong()));
        for (Map.Entry<String, JsonNode> fact : status.path("facts").properties()) {
            out.printf("%-10s %s%n", fact.getKey(), fact.getValue().asText());
        }
        out.printf("%n%-12s %-22s %12s%n", "LISTENER", "ADDRESS", "CONNECTIONS");
        for (JsonNode l : status.path("listeners")) {
            out.printf("%-12s %-22s %12d%n", l.path("name").asText(), l.path("address").asText(), l.path("connections").asLong());
        }
        out.printf("%n%-12s %-22s %-10s %5s %9s %9s%n", "ACQUIRER", "ADDRESS", "STATE", "LINKS", "IN-FLIGHT", "REVERSALS");
        for (JsonNode l : status.path("links")) {
            out.printf("%-12s %-22s %-10s %5d %9d %9d%n", l.path("name").asText(), l.path("address").asText(), l.path("state").asText(),
                    l.path("connections").asLong(), l.path("inFlight").asLong(), l.path("reversals").asLong());
        }
        out.printf("%nALARMS     %s%n", status.path("alarms").isEmpty() ? "none" : "(take off by: turnpike status --acknowledge ALARM)");
        for (JsonNode a : status.path("alarms")) {
            String about = a.path("about").asText();
            out.printf("  %s x%d since %s: %s%n", a.path("id").asText() + (about.isEmpty() ? "" : "/" + about), a.path("count").asLong(),
                    Instant.ofEpochMilli(a.path("firstMs").asLong()), a.path("text").asText());
        }
        out.printf("%nCOUNTERS (not 0)%n");
        for (Map.Entry<String, JsonNode> counter : status.path("counters").properties()) {
            if (counter.getValue().asLong() != 0) {
                out.printf("  %-60s %d%n", counter.getKey(), counter.getValue().asLong());
            }
        }
    }

    private static String upFor(long ms) {
        Duration d = Duration.ofMillis(ms);
        return d.toDays() > 0 ? d.toDays() + " days " + d.toHoursPart() + " h"
                : d.toHours() > 0 ? d.toHours() + " h " + d.toMinutesPart() + " min"
                : d.toMinutes() > 0 ? d.toMinutes() + " min " + d.toSecondsPart() + " s" : d.toSeconds() + " s";
    }
}
