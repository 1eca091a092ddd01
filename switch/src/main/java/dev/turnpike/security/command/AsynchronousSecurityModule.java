package dev.turnpike.security.command;

import dev.turnpike.security.SecurityStatus;
import dev.turnpike.status.Clock;
import java.util.ArrayDeque;

/**
 * Commands to a security module that answers later. Gives every submitted command exactly one answer or time-out, refuses at once while
 * the device is down except for a probe now and then, and never blocks. Confined to one thread. Allocates only to replace commands that
 * timed out.
 */
public final class AsynchronousSecurityModule implements AutoCloseable {
    /** How the device does. */
    public enum State {
        /** Answers in time. */
        UP,
        /** Commands wait for long, or the last one timed out. */
        SLOW,
        /** The line is cut, or several commands in a row timed out: commands are refused, probes go through. */
        DOWN
    }

    private final SecurityLine line;
    private final CommandLimits limits;
    private final Clock clock;
    private final ArrayDeque<SecurityCommand> free;
    /** Ends of the list of commands without answer, oldest first: one time-out for all keeps it in the order of the deadlines. */
    private SecurityCommand oldest;
    private SecurityCommand newest;
    private int outstanding;
    private int claimed;
    private int timeoutsInARow;
    private long nextProbeNs;
    private long submitted;
    private long answered;
    private long timedOut;
    private long late;
    private long garbled;
    private long refused;

    /** Over {@code line}, which it closes with itself. */
    public AsynchronousSecurityModule(SecurityLine line, CommandLimits limits, Clock clock) {
        this.line = line;
        this.limits = limits;
        this.clock = clock;
        free = new ArrayDeque<>(limits.capacity());
        for (int i = 0; i < limits.capacity(); i++) {
            free.push(new SecurityCommand());
        }
    }

    /** An empty command to fill, or null when {@link CommandLimits#capacity()} are taken: refuse the request with 96. */
    public SecurityCommand claim() {
        if (outstanding + claimed >= limits.capacity()) {
            refused++;
            return null;
        }
        claimed++;
        SecurityCommand c = free.poll();
        return c == null ? new SecurityCommand() : c;
    }

    /** Gives back a claimed command that is not submitted. */
    public void release(SecurityCommand command) {
        claimed--;
        recycle(command);
    }

    /**
     * Sends a claimed and filled command; the caller must not touch it any more.
     *
     * @return 0; or {@link SecurityStatus#ARGUMENT_REFUSED} for a command that is not filled or too long, {@link SecurityStatus#UNAVAILABLE}
     *     when the device is down or its queue is full: the command is then released
     */
    public int submit(SecurityCommand command) {
        long now = clock.monotonicNs();
        int status = 0;
        if (!command.complete()) {
            status = SecurityStatus.ARGUMENT_REFUSED.code();
        } else if (!admitted(now) || !line.offer(command.sent(now, now + limits.timeoutNs()))) {
            refused++;
            status = SecurityStatus.UNAVAILABLE.code();
        }
        if (status != 0) {
            release(command);
            return status;
        }
        claimed--;
        submitted++;
        link(command);
        return 0;
    }

    private boolean admitted(long now) {
        if (!line.connected()) {
            return false;
        }
        if (timeoutsInARow < limits.downAfter()) {
            return true;
        }
        if (now - nextProbeNs < 0) {
            return false;
        }
        nextProbeNs = now + limits.probeNs();
        return true;
    }

    /**
     * Hands out answers, then time-outs.
     *
     * @param limit most calls of {@code answers}
     * @return calls made
     */
    public int poll(SecurityAnswers answers, int limit) {
        int calls = 0;
        while (calls < limit) {
            SecurityCommand c = line.receive();
            if (c == null) {
                break;
            }
            timeoutsInARow = 0;
            if (c.abandoned()) {
                late++;
                recycle(c);
                continue;
            }
            unlink(c);
            if (c.dropWhenGarbled()) {
                garbled++;
            }
            answered++;
            calls++;
            answers.answered(c);
            recycle(c);
        }
        return calls + expire(answers, limit - calls);
    }

    private int expire(SecurityAnswers answers, int limit) {
        long now = clock.monotonicNs();
        int calls = 0;
        while (calls < limit && oldest != null && now - oldest.deadlineNs() >= 0) {
            SecurityCommand c = oldest;
            unlink(c);
            // The line still holds it: its content is the line's until it comes back, if ever.
            c.abandon();
            timedOut++;
            if (++timeoutsInARow == limits.downAfter()) {
                nextProbeNs = now + limits.probeNs();
            }
            calls++;
            answers.failed(c.correlation(), c.operation(), SecurityStatus.TIMED_OUT);
        }
        return calls;
    }

    private void link(SecurityCommand c) {
        c.older = newest;
        c.newer = null;
        if (newest == null) {
            oldest = c;
        } else {
            newest.newer = c;
        }
        newest = c;
        outstanding++;
    }

    private void unlink(SecurityCommand c) {
        if (c.older == null) {
            oldest = c.newer;
        } else {
            c.older.newer = c.newer;
        }
        if (c.newer == null) {
            newest = c.older;
        } else {
            c.newer.older = c.older;
        }
        c.older = null;
        c.newer = null;
        outstanding--;
    }

    private void recycle(SecurityCommand c) {
        c.clear();
        if (free.size() < limits.capacity()) {
            free.push(c);
        }
    }

    /** How the device does, by the clock. */
    public State state() {
        if (!line.connected() || timeoutsInARow >= limits.downAfter()) {
            return State.DOWN;
        }
        return timeoutsInARow > 0 || oldestNs() >= limits.slowNs() ? State.SLOW : State.UP;
    }

    /** Age of the oldest command without answer in nanoseconds; 0 without one. */
    public long oldestNs() {
        return oldest == null ? 0 : clock.monotonicNs() - oldest.sentNs();
    }

    /** Commands without answer at present. */
    public int outstanding() {
        return outstanding;
    }

    /** Commands sent so far. */
    public long submitted() {
        return submitted;
    }

    /** Commands answered in time so far, garbled answers among them. */
    public long answered() {
        return answered;
    }

    /** Commands that timed out so far. */
    public long timedOut() {
        return timedOut;
    }

    /** Answers that came after their time-out so far; they are dropped. */
    public long late() {
        return late;
    }

    /** Answers of an impossible status or length so far; they are handed out as {@link SecurityStatus#UNAVAILABLE}. */
    public long garbled() {
        return garbled;
    }

    /** Commands refused at once so far: down, or no room. */
    public long refused() {
        return refused;
    }

    /** Ends the line and wipes all commands that are here; those under way get no answer. */
    @Override
    public void close() {
        line.close();
        free.forEach(SecurityCommand::clear);
        free.clear();
    }
}
