package dev.turnpike.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.turnpike.pipeline.OperatorDesk;
import dev.turnpike.transaction.OperatorAction;
import dev.turnpike.transaction.OperatorRequest;
import dev.turnpike.transaction.OperatorResult;
import dev.turnpike.transaction.TransactionState;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Store-and-forward and the list of exceptions over HTTP. Each answer is a JSON object: {@code result}, {@code text} for people, and for lists
 * {@code entries} and {@code more}. Changes name the operator and the reason; the core puts them on record. Any thread.
 */
final class OperatorRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorRoutes.class);
    private static final Pattern PERSON = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,31}");
    private static final int REASON_MAX = 200;
    private static final int LIST_MAX = 10_000;
    private static final int RESTARTS = 20;
    private final Supplier<OperatorDesk> desk;

    /** What to answer. */
    record Reply(int status, String body) {
    }

    OperatorRoutes(Supplier<OperatorDesk> desk) {
        this.desk = desk;
    }

    /** {@code GET /saf?state=parked|open|all&limit=N}. */
    Reply list(HttpExchange exchange) {
        return guarded(exchange, q -> {
            int filter = switch (q.getOrDefault("state", "all")) {
                case "all" -> OperatorRequest.ALL;
                case "parked" -> OperatorRequest.PARKED;
                case "open" -> OperatorRequest.OPEN;
                default -> throw new IllegalArgumentException("state is \"" + q.get("state") + "\", expected all, parked or open");
            };
            return pages(OperatorAction.LIST, filter, limit(q));
        });
    }

    /** {@code GET /exceptions?limit=N}. */
    Reply exceptions(HttpExchange exchange) {
        return guarded(exchange, q -> pages(OperatorAction.EXCEPTIONS, OperatorRequest.ALL, limit(q)));
    }

    /** {@code GET /saf/show?id=N}. */
    Reply show(HttpExchange exchange) {
        return guarded(exchange, q -> one(new OperatorRequest(OperatorAction.SHOW, number(q, "id"), 0, TransactionState.REVERSED, "", "")));
    }

    /** {@code POST /saf/retry|park|release?id=N&operator=NAME&reason=TEXT[&outcome=approved|declined]}. */
    Reply change(HttpExchange exchange, OperatorAction action) {
        return guarded(exchange, q -> {
            TransactionState outcome = switch (q.getOrDefault("outcome", "")) {
                case "" -> TransactionState.REVERSED;
                case "approved" -> TransactionState.APPROVED;
                case "declined" -> TransactionState.DECLINED;
                default -> throw new IllegalArgumentException("outcome is \"" + q.get("outcome") + "\", expected approved or declined");
            };
            return audited(new OperatorRequest(action, number(q, "id"), 0, outcome, person(q), reason(q)));
        });
    }

    /** {@code POST /exceptions/clear?number=N|all&operator=NAME&reason=TEXT}. */
    Reply clear(HttpExchange exchange) {
        return guarded(exchange, q -> {
            long number = "all".equals(q.get("number")) ? 0 : number(q, "number");
            return audited(new OperatorRequest(OperatorAction.CLEAR, number, 0, TransactionState.REVERSED, person(q), reason(q)));
        });
    }

    /** Work on the parameters of a request. */
    private interface Work {
        Reply on(Map<String, String> query) throws TimeoutException;
    }

    private static Reply guarded(HttpExchange exchange, Work work) {
        try {
            return work.on(query(exchange));
        } catch (IllegalArgumentException e) {
            return reply(400, "mistake", e.getMessage(), null);
        } catch (TimeoutException e) {
            return reply(503, "unknown", e.getMessage() == null ? "no answer in time; look before doing it again" : e.getMessage(), null);
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> values = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            int at = part.indexOf('=');
            if (at > 0) {
                values.put(part.substring(0, at), URLDecoder.decode(part.substring(at + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private static long number(Map<String, String> q, String key) {
        String text = q.getOrDefault(key, "");
        if (!text.matches("[1-9]\\d{0,13}")) {
            throw new IllegalArgumentException(key + " is \"" + text.replaceAll("[^\\w-]", "?") + "\", expected a number");
        }
        return Long.parseLong(text);
    }

    private static int limit(Map<String, String> q) {
        String text = q.getOrDefault("limit", "1000");
        if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > LIST_MAX) {
            throw new IllegalArgumentException("limit must be 1 to " + LIST_MAX);
        }
        return Integer.parseInt(text);
    }

    private static String person(Map<String, String> q) {
        String name = q.getOrDefault("operator", "");
        if (!PERSON.matcher(name).matches()) {
            throw new IllegalArgumentException("operator is missing or no name, expected letters, digits and . _ @ -, at most 32");
        }
        return name;
    }

    private static String reason(Map<String, String> q) {
        String text = q.getOrDefault("reason", "").strip();
        if (text.isEmpty() || text.length() > REASON_MAX || text.getBytes(StandardCharsets.UTF_8).length > 2 * REASON_MAX
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("reason is missing or too long, expected one line of at most " + REASON_MAX + " characters");
        }
        if (text.matches(".*\\d{12}.*")) {
            throw new IllegalArgumentException("reason holds a long number, expected none: it is kept for years and must not hold card numbers");
        }
        return text;
    }

    private OperatorDesk open() throws TimeoutException {
        OperatorDesk open = desk.get();
        if (open == null) {
            throw new TimeoutException("the switch is still starting");
        }
        return open;
    }

    private Reply one(OperatorRequest request) throws TimeoutException {
        OperatorDesk.Answer answer = open().send(request);
        boolean entry = request.action() == OperatorAction.SHOW && answer.result() == OperatorResult.DONE;
        return reply(status(answer.result()), name(answer.result()), entry ? "" : text(answer), entry ? answer.lines() : null);
    }

    private Reply audited(OperatorRequest request) throws TimeoutException {
        Reply reply = one(request);
        LOG.info("operator {} ordered {} of {}: {} {}", request.person(), request.action(), request.subject(), reply.status(), reply.body().strip());
        return reply;
    }

    private Reply pages(OperatorAction action, int filter, int limit) throws TimeoutException {
        List<String> entries = new ArrayList<>();
        long cursor = 0;
        int restarts = 0;
        do {
            OperatorDesk.Answer answer = open().send(new OperatorRequest(action, cursor, filter, TransactionState.REVERSED, "", ""));
            if (answer.result() == OperatorResult.MOVED) {
                // The entry that the cursor stood on was closed meanwhile.
                restarts++;
                if (restarts > RESTARTS) {
                    throw new TimeoutException("the list changes faster than it can be read, try again");
                }
                entries.clear();
                cursor = 0;
            } else {
                entries.addAll(answer.lines());
                cursor = answer.next();
                restarts = cursor == 0 ? RESTARTS + 1 : restarts;
            }
        } while (restarts <= RESTARTS && entries.size() < limit);
        boolean more = cursor != 0 || entries.size() > limit;
        return new Reply(200, "{\"result\":\"done\",\"text\":\"\",\"more\":" + more + ",\"entries\":["
                + String.join(",\n", entries.subList(0, Math.min(limit, entries.size()))) + "]}\n");
    }

    private static String text(OperatorDesk.Answer answer) {
        String line = answer.lines().isEmpty() ? "" : answer.lines().getFirst();
        return line.startsWith("{\"text\":\"") ? line.substring(9, line.length() - 2) : "";
    }

    private static String name(OperatorResult result) {
        return result.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int status(OperatorResult result) {
        return switch (result) {
            case DONE, ALREADY, WAITS_FOR_SECOND -> 200;
            case UNKNOWN -> 404;
            case WRONG_STATE, MOVED -> 409;
        };
    }

    private static Reply reply(int status, String result, String text, List<String> entries) {
        String safe = text.replaceAll("[\\p{Cntrl}\\\\]", "?").replace('"', '\'');
        return new Reply(status, "{\"result\":\"" + result + "\",\"text\":\"" + safe + "\""
                + (entries == null ? "" : ",\"entries\":[" + String.join(",", entries) + "]") + "}\n");
    }
}
