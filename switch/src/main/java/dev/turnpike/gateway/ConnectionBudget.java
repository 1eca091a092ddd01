package dev.turnpike.gateway;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.turnpike.status.Counter;
import dev.turnpike.status.Counters;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections the process can hold at all: its limit of open files less a reserve, so that a rush of terminals never keeps the
 * journal from opening its next file. Any thread.
 */
final class ConnectionBudget {
    /** Files kept for the journal, acquirer links, configuration, class files and administration. */
    static final int RESERVE = 192;
    /** Connections taken even where the system allows hardly any file. */
    static final int LEAST = 16;

    private final int max;
    private final AtomicInteger taken = new AtomicInteger();
    private final Counter openFiles;
    private final UnixOperatingSystemMXBean system;

    ConnectionBudget(Counters counters) {
        system = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix ? unix : null;
        openFiles = counters.gauge("turnpike_open_files", "Files and sockets that the process has open");
        counters.gauge("turnpike_open_files_max", "Files and sockets that the process may have open").set(limit());
        max = connectionsFor(limit());
        refresh();
    }

    private long limit() {
        return system == null ? Integer.MAX_VALUE : system.getMaxFileDescriptorCount();
    }

    /** Connections for a limit of open files; never below {@link #LEAST}. */
    static int connectionsFor(long files) {
        return (int) Math.max(LEAST, Math.min(Integer.MAX_VALUE, files - RESERVE));
    }

    int max() {
        return max;
    }

    /** Takes one, unless none is left. */
    boolean take() {
        if (taken.incrementAndGet() > max) {
            taken.decrementAndGet();
            return false;
        }
        return true;
    }

    void giveBack() {
        taken.decrementAndGet();
    }

    /** Reads the gauge anew. */
    void refresh() {
        if (system != null) {
            openFiles.set(system.getOpenFileDescriptorCount());
        }
    }
}
