package dev.turnpike.security.fault;

import dev.turnpike.security.command.SecurityCommand;
import dev.turnpike.security.command.SecurityLine;
import dev.turnpike.status.Clock;
import java.util.ArrayDeque;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Passes commands on to a real line and does to the answers what it was told: delay, loss, garbage, a stall, a cut line. Times by the
 * injected clock. Confined to the thread of the module above it.
 */
public final class FaultInjectingSecurityLine implements SecurityLine {
    private record Held(SecurityCommand command, long dueNs) {
    }

    private final SecurityLine real;
    private final Clock clock;
    private final Random random;
    private final UnsafeBuffer noise = new UnsafeBuffer(new byte[SecurityCommand.RESULT_CAPACITY]);
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private long delayNs;
    private long lose;
    private long garble;
    private long refuse;
    private boolean down;
    private boolean stalled;
    private long injected;

    /** Wraps {@code real}, which it closes with itself; garbage comes from {@code seed}. */
    public FaultInjectingSecurityLine(SecurityLine real, Clock clock, long seed) {
        this.real = real;
        this.clock = clock;
        this.random = new Random(seed);
    }

    /** Every answer from now on comes this much later; 0 for at once. */
    public FaultInjectingSecurityLine delay(long nanoseconds) {
        delayNs = nanoseconds;
        return this;
    }

    /** The next {@code count} answers never come, so that their commands time out. */
    public FaultInjectingSecurityLine lose(long count) {
        lose = count;
        return this;
    }

    /** The next {@code count} answers have random status and bytes. */
    public FaultInjectingSecurityLine garble(long count) {
        garble = count;
        return this;
    }

    /** The next {@code count} commands find the queue full. */
    public FaultInjectingSecurityLine refuse(long count) {
        refuse = count;
        return this;
    }

    /** While true, commands are taken and no answer comes; later they come all at once, late. */
    public FaultInjectingSecurityLine stall(boolean value) {
        stalled = value;
        return this;
    }

    /** While true the line is cut: nothing is taken, and what was under way is lost. */
    public FaultInjectingSecurityLine down(boolean value) {
        down = value;
        if (value) {
            for (SecurityCommand c = real.receive(); c != null; c = real.receive()) {
                injected++;
            }
            injected += held.size();
            held.clear();
        }
        return this;
    }

    /** Commands refused, and answers lost or changed so far. */
    public long injected() {
        return injected;
    }

    @Override
    public boolean offer(SecurityCommand command) {
        if (down || refuse > 0) {
            refuse = Math.max(0, refuse - 1);
            injected++;
            return false;
        }
        return real.offer(command);
    }

    @Override
    public SecurityCommand receive() {
        if (down) {
            return null;
        }
        long now = clock.monotonicNs();
        for (SecurityCommand c = real.receive(); c != null; c = real.receive()) {
            if (lose > 0) {
                lose--;
                injected++;
            } else {
                held.add(new Held(c, now + delayNs));
            }
        }
        if (stalled || held.isEmpty() || now - held.peek().dueNs() < 0) {
            return null;
        }
        SecurityCommand command = held.poll().command();
        if (garble > 0) {
            garble--;
            injected++;
            random.nextBytes(noise.byteArray());
            command.answer(random.nextInt(), noise, 0, noise.capacity());
        }
        return command;
    }

    @Override
    public boolean connected() {
        return !down && real.connected();
    }

    @Override
    public void close() {
        real.close();
    }
}
