package dev.turnpike.security.command;

import dev.turnpike.security.SecurityModule;
import dev.turnpike.security.SecurityStatus;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * A line to a module of this process on a thread of its own, with a bounded queue each way. {@link #doWork} is the module's duty cycle;
 * {@link #start} runs it on a thread, a test may step it by hand.
 */
public final class SoftwareSecurityLine implements SecurityLine, Agent {
    private static final int COMMANDS_PER_CYCLE = 16;

    private final SecurityModule module;
    private final OneToOneConcurrentArrayQueue<SecurityCommand> requests;
    private final OneToOneConcurrentArrayQueue<SecurityCommand> answers;
    private final AtomicLong errors = new AtomicLong();
    /** Executed, but the queue of answers was full. */
    private SecurityCommand waiting;
    private AgentRunner runner;
    private volatile boolean open = true;

    /**
     * Over {@code module}, which then belongs to the thread of {@link #doWork} and is closed by it.
     *
     * @param capacity commands in the queue at most
     */
    public SoftwareSecurityLine(SecurityModule module, int capacity) {
        this.module = module;
        requests = new OneToOneConcurrentArrayQueue<>(capacity);
        answers = new OneToOneConcurrentArrayQueue<>(capacity);
    }

    /** Runs {@link #doWork} on a thread of {@code threads} until {@link #close()}; once. */
    public SoftwareSecurityLine start(IdleStrategy idle, ThreadFactory threads) {
        runner = new AgentRunner(idle, e -> errors.incrementAndGet(), null, this);
        AgentRunner.startOnThread(runner, threads);
        return this;
    }

    @Override
    public boolean offer(SecurityCommand command) {
        return open && requests.offer(command);
    }

    @Override
    public SecurityCommand receive() {
        return answers.poll();
    }

    @Override
    public boolean connected() {
        return open;
    }

    /** Executes some of the waiting commands; the number of them. The module's thread alone calls it. */
    @Override
    public int doWork() {
        int work = 0;
        while (work < COMMANDS_PER_CYCLE) {
            if (waiting == null) {
                waiting = requests.poll();
                if (waiting == null) {
                    break;
                }
                execute(waiting);
            }
            if (!answers.offer(waiting)) {
                break;
            }
            waiting = null;
            work++;
        }
        return work;
    }

    /** A throw inside the module is one command's failure, not the end of the thread. */
    private void execute(SecurityCommand command) {
        try {
            command.execute(module);
        } catch (RuntimeException e) {
            errors.incrementAndGet();
            command.answer(SecurityStatus.UNAVAILABLE.code());
        }
    }

    /** Commands that the module threw at, and errors of the thread. Any thread. */
    public long errors() {
        return errors.get();
    }

    @Override
    public String roleName() {
        return "security-module";
    }

    /** Wipes the module's keys; on its thread. */
    @Override
    public void onClose() {
        module.close();
    }

    /** Ends the thread, which wipes the module's keys; without a thread wipes them here. */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        if (runner == null) {
            onClose();
        } else {
            runner.close();
        }
    }
}
