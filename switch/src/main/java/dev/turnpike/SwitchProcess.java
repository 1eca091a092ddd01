package dev.turnpike;

import dev.turnpike.admin.AdminContext;
import dev.turnpike.admin.AdminServer;
import dev.turnpike.admin.SwitchStatus;
import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One running switch in this process. {@link #start} returns when it serves or throws a {@link UserMistakeException}; {@link #stop} may be
 * called by any thread.
 */
public final class SwitchProcess {
    private final AdminServer admin;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile int exitCode = ExitCode.OK;

    private SwitchProcess(TurnpikeConfiguration configuration) {
        Counters counters = new Counters();
        Alarms alarms = new Alarms(counters, SystemClock.INSTANCE);
        AdminContext context = new AdminContext().configuration(configuration.admin()).counters(counters).alarms(alarms)
                .status(() -> status(configuration)).conclude();
        try {
            admin = AdminServer.start(context);
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.TEMPORARY, "admin address " + configuration.admin().address() + ":"
                    + configuration.admin().port() + " cannot be bound (" + e.getMessage() + "), expected it free");
        }
    }

    /** Starts all parts in order and returns when terminals are served. */
    public static SwitchProcess start(TurnpikeConfiguration configuration) {
        return new SwitchProcess(configuration);
    }

    /** Waits until the switch has ended; gives its {@link ExitCode}. */
    public int awaitEnd() throws InterruptedException {
        ended.await();
        return exitCode;
    }

    /** Stops accepting, answers or reverses what is in flight, syncs; gives the {@link ExitCode}. More calls wait for the first. */
    public int stop() {
        if (stopping.compareAndSet(false, true)) {
            admin.close();
            ended.countDown();
        }
        return exitCode;
    }

    private static SwitchStatus status(TurnpikeConfiguration c) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("profile", c.general().profile().name().toLowerCase(java.util.Locale.ROOT));
        facts.put("config", c.general().contentHash().substring(0, 12) + " " + c.general().directory());
        return new SwitchStatus("starting", true, false, "terminals are not served yet", facts, List.of(), List.of());
    }
}
