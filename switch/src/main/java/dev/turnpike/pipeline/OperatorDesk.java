package dev.turnpike.pipeline;

import dev.turnpike.status.Clock;
import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.Ingress;
import dev.turnpike.transaction.OperatorOutbound;
import dev.turnpike.transaction.OperatorRequest;
import dev.turnpike.transaction.OperatorResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;

/** Carries operators' commands into the ring and their answers, once durable, back. Any thread. */
public final class OperatorDesk implements OperatorOutbound {
    private static final long ANSWER_SECONDS = 10;
    private static final int MOST_WAITING = 64;
    private final Ingress ingress;
    private final Clock clock;
    private final AtomicLong tickets = new AtomicLong();
    private final ConcurrentHashMap<Long, CompletableFuture<Answer>> waiting = new ConcurrentHashMap<>();

    /**
     * What the core said.
     *
     * @param result what became of the command
     * @param next   where a list goes on, 0 at its end
     * @param lines  JSON objects
     */
    public record Answer(OperatorResult result, long next, List<String> lines) {
    }

    /** A desk before this ring. */
    public OperatorDesk(Ingress ingress, Clock clock) {
        this.ingress = ingress;
        this.clock = clock;
    }

    /**
     * Sends a command and waits for its answer; what it changed is durable then.
     *
     * @throws TimeoutException when the ring is full or no answer came within ten seconds: the command may yet be carried out
     */
    public Answer send(OperatorRequest request) throws TimeoutException {
        if (waiting.size() >= MOST_WAITING) {
            throw new TimeoutException("too many commands are waiting");
        }
        long ticket = tickets.incrementAndGet();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        waiting.put(ticket, answer);
        try {
            publish(request, ticket);
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            waiting.remove(ticket);
        }
    }

    private void publish(OperatorRequest request, long ticket) throws TimeoutException {
        long sequence = ingress.tryClaim(AdmissionClass.REVERSAL_OR_ADVICE);
        if (sequence < 0) {
            throw new TimeoutException("the switch is too busy");
        }
        try {
            request.write(ingress.slot(sequence), ticket, clock.monotonicNs(), clock.wallMs());
        } finally {
            ingress.publish(sequence);
        }
    }

    @Override
    public void answered(long ticket, int result, long next, DirectBuffer buffer, int offset, int length) {
        CompletableFuture<Answer> answer = waiting.get(ticket);
        if (answer != null) {
            byte[] text = new byte[length];
            buffer.getBytes(offset, text);
            answer.complete(new Answer(OperatorResult.of(result), next, new String(text, StandardCharsets.UTF_8).lines().toList()));
        }
    }
}
