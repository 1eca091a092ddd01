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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code turnpike saf}: reversals and advices on their way to acquirers, and answers that match nothing, of the running switch. */
@Command(name = "saf", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Store-and-forward of the running switch: lists, sends again, parks and releases reversals and advices.",
            "Every change is put on record with the name of the operator and the reason."},
        footer = {"", "Example:", "  turnpike saf list --state parked --config shop"})
public final class SafCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public SafCommand() {
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** Where the running switch is, and how an answer is shown. */
    static final class Target {
        @Mixin
        private ConfigurationOption configuration;
        @Option(names = "--json", description = "Print the answer of the switch as it is.")
        private boolean json;

        /** Sends one request; gives its JSON, or throws what the user must know. */
        JsonNode send(String method, String path, PrintWriter out) throws IOException, InterruptedException {
            AdminConfiguration admin = ConfigurationLoader.admin(configuration.directory());
            String host = admin.address().contains(":") ? "[" + admin.address().replaceAll("[\\[\\]]", "") + "]" : admin.address();
            String base = "http://" + host + ":" + admin.port();
            try (HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
                HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60))
                        .method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
                if (!answer.body().startsWith("{")) {
                    throw new UserMistakeException(ExitCode.UNAVAILABLE, base + " answers " + answer.statusCode()
                            + ", expected a Turnpike switch of this version there");
                }
                JsonNode body = JSON.readTree(answer.body());
                if (answer.statusCode() != 200) {
                    throw new UserMistakeException(code(answer.statusCode()), body.path("text").asText());
                }
                if (json) {
                    out.print(answer.body());
                }
                return body;
            } catch (java.net.ConnectException | java.net.http.HttpTimeoutException e) {
                throw new UserMistakeException(ExitCode.UNAVAILABLE, "no switch answers at " + base
                        + ", expected one started by: turnpike run --config " + configuration.directory());
            }
        }

        private static int code(int status) {
            return switch (status) {
                case 400 -> ExitCode.USAGE;
                case 404 -> ExitCode.DATA;
                case 409 -> ExitCode.FAILED;
                case 503 -> ExitCode.UNAVAILABLE;
                default -> ExitCode.SOFTWARE;
            };
        }
    }

    /** Who and why. */
    static final class Who {
        @Option(names = "--operator", paramLabel = "NAME", description = "Who orders it; default: the user of this command.")
        private String operator = System.getProperty("user.name", "");
        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; kept on record.")
        private String reason;

        String query() {
            return "&operator=" + encode(operator) + "&reason=" + encode(reason);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists reversals and advices in the order in which they were queued.",
            footer = {"", "Example:", "  turnpike saf list --state parked"})
    int list(@Mixin Target target, @Option(names = "--state", defaultValue = "all", paramLabel = "all|parked|open",
            description = "Which ones; default ${DEFAULT-VALUE}.") String state, @Option(names = "--limit", defaultValue = "100",
            paramLabel = "N", description = "At most so many, 1 to 10000; default ${DEFAULT-VALUE}.") int limit)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = target.send("GET", "/saf?state=" + encode(state) + "&limit=" + limit, out);
        if (!target.json) {
            out.printf("%-10s %-10s %-15s %-12s %-8s %14s %-19s %5s %4s  %s%n", "ID", "PHASE", "KIND", "ACQUIRER", "TERMINAL", "AMOUNT", "CARD", "TRIES",
                    "CODE", "SINCE");
            for (JsonNode e : answer.path("entries")) {
                out.printf("%-10d %-10s %-15s %-12s %-8s %14d %-19s %5d %4s  %s%n", e.path("id").asLong(), e.path("phase").asText(), e.path("kind").asText(),
                        e.path("acquirer").asText(), e.path("terminal").asText(), e.path("amountMinor").asLong(), e.path("card").asText(),
                        e.path("attempts").asInt(), e.path("lastCode").asText(), Instant.ofEpochMilli(e.path("sinceMs").asLong()));
            }
            out.println(answer.path("entries").isEmpty() ? "none" : answer.path("more").asBoolean() ? "there are more, see --limit" : "");
        }
        out.flush();
        return ExitCode.OK;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows everything that is known of one reversal or advice.",
            footer = {"", "Example:", "  turnpike saf show 4711"})
    int show(@Mixin Target target, @Parameters(paramLabel = "ID", description = "Transaction, as listed.") long id)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = target.send("GET", "/saf/show?id=" + id, out);
        if (!target.json) {
            for (Map.Entry<String, JsonNode> field : answer.path("entries").path(0).properties()) {
                boolean moment = field.getKey().equals("sinceMs");
                out.printf("%-14s %s%n", moment ? "since" : field.getKey(), moment ? Instant.ofEpochMilli(field.getValue().asLong()) : field.getValue().asText());
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    private int change(Target target, String path) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = target.send("POST", path, out);
        if (!target.json) {
            out.println(answer.path("text").asText());
        }
        out.flush();
        return ExitCode.OK;
    }

    @Command(name = "retry", mixinStandardHelpOptions = true, description = "Sends one again now; a parked one is taken up again with its attempts at 0.",
            footer = {"", "Example:", "  turnpike saf retry 4711 --reason \"cup-a is mended\""})
    int retry(@Mixin Target target, @Mixin Who who, @Parameters(paramLabel = "ID", description = "Transaction, as listed.") long id)
            throws IOException, InterruptedException {
        return change(target, "/saf/retry?id=" + id + who.query());
    }

    @Command(name = "park", mixinStandardHelpOptions = true, description = "Gives one up for now: it is kept, not sent, and holds up nobody.",
            footer = {"", "Example:", "  turnpike saf park 4711 --reason \"cup-a asked us to wait\""})
    int park(@Mixin Target target, @Mixin Who who, @Parameters(paramLabel = "ID", description = "Transaction, as listed.") long id)
            throws IOException, InterruptedException {
        return change(target, "/saf/park?id=" + id + who.query());
    }

    @Command(name = "release", mixinStandardHelpOptions = true, description = {"Closes a parked one that was settled with the acquirer by hand.",
        "Two people are needed: it is closed when a second operator gives the same command."},
            footer = {"", "Example:", "  turnpike saf release 4711 --operator anna --reason \"settled by letter of 3 May\""})
    int release(@Mixin Target target, @Mixin Who who, @Option(names = "--outcome", paramLabel = "approved|declined",
            description = "What became of a refund; for refunds alone.") String outcome,
            @Parameters(paramLabel = "ID", description = "Transaction, as listed.") long id) throws IOException, InterruptedException {
        return change(target, "/saf/release?id=" + id + who.query() + (outcome == null ? "" : "&outcome=" + encode(outcome)));
    }

    @Command(name = "exceptions", mixinStandardHelpOptions = true, description = "Lists answers of acquirers that match no request.",
            footer = {"", "Example:", "  turnpike saf exceptions"})
    int exceptions(@Mixin Target target) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = target.send("GET", "/exceptions", out);
        if (!target.json) {
            out.printf("%-8s %-24s %-12s %-4s %-10s %-6s %-4s %-8s %s%n", "NUMBER", "AT", "ACQUIRER", "MTI", "F7", "F11", "CODE", "TERMINAL", "AMOUNT");
            for (JsonNode e : answer.path("entries")) {
                out.printf("%-8d %-24s %-12s %-4s %-10s %-6s %-4s %-8s %s%n", e.path("number").asLong(), Instant.ofEpochMilli(e.path("atMs").asLong()),
                        e.path("acquirer").asText(), e.path("mti").asText(), e.path("time").asText(), e.path("upstreamTrace").asText(),
                        e.path("code").asText(), e.path("terminal").asText(), e.path("amountMinor").asLong() < 0 ? "" : e.path("amountMinor").asText());
            }
            out.println(answer.path("entries").isEmpty() ? "none" : "");
        }
        out.flush();
        return ExitCode.OK;
    }

    @Command(name = "clear", mixinStandardHelpOptions = true, description = "Takes an answer, or all, off the list of exceptions.",
            footer = {"", "Example:", "  turnpike saf clear 12 --reason \"test message of cup-a\""})
    int clear(@Mixin Target target, @Mixin Who who, @Parameters(paramLabel = "NUMBER|all", description = "Number, as listed, or all.") String number)
            throws IOException, InterruptedException {
        return change(target, "/exceptions/clear?number=" + encode(number) + who.query());
    }
}
