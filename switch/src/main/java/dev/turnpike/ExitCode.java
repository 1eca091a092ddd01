package dev.turnpike;

import java.util.LinkedHashMap;
import java.util.Map;

/** Exit codes of every command; the numbers of sysexits.h where it has one. docs/OPERATIONS.md shows the same table. */
public final class ExitCode {
    /** Done, or stopped on request with nothing in flight. */
    public static final int OK = 0;
    /** A check that the command was asked to make did not hold: a demo step, a service level, a switch that is not ready. */
    public static final int FAILED = 1;
    /** The command line is wrong. */
    public static final int USAGE = 64;
    /** A file that was handed in, or the journal, holds wrong data. */
    public static final int DATA = 65;
    /** A file that was handed in does not exist or cannot be read. */
    public static final int NO_INPUT = 66;
    /** Something needed is not there: a JDK, Maven, a running switch, the other side of a connection. */
    public static final int UNAVAILABLE = 69;
    /** A mistake in Turnpike itself. */
    public static final int SOFTWARE = 70;
    /** A file or folder cannot be created. */
    public static final int CANNOT_CREATE = 73;
    /** Reading or writing failed; after a failed sync of the journal nothing more is approved. */
    public static final int IO = 74;
    /** Another process holds what is needed (data directory, key file, port); trying again later may help. */
    public static final int TEMPORARY = 75;
    /** Permission is missing. */
    public static final int NO_PERMISSION = 77;
    /** The configuration, or the flags of the Java process, are wrong. */
    public static final int CONFIGURATION = 78;
    /** Ended by Ctrl-C. */
    public static final int INTERRUPTED = 130;
    /** Ended by SIGTERM before the command could finish. */
    public static final int TERMINATED = 143;

    private ExitCode() {
    }

    /** Code and meaning, ascending; what {@code --help} and docs/OPERATIONS.md show. */
    public static Map<Integer, String> table() {
        Map<Integer, String> t = new LinkedHashMap<>();
        t.put(OK, "done; a switch was stopped with nothing in flight (reversals not yet acknowledged go out again at the next start)");
        t.put(FAILED, "a check did not hold (demo step, service level, not ready)");
        t.put(USAGE, "wrong command line");
        t.put(DATA, "wrong data in a file or in the journal");
        t.put(NO_INPUT, "a file does not exist or cannot be read");
        t.put(UNAVAILABLE, "something needed is not there (JDK 25, Maven, a running switch)");
        t.put(SOFTWARE, "a mistake in Turnpike itself, or its build failed");
        t.put(CANNOT_CREATE, "a file or folder cannot be created");
        t.put(IO, "reading or writing failed; the journal could not be made durable");
        t.put(TEMPORARY, "another process holds the data directory, a key file or a port");
        t.put(NO_PERMISSION, "permission is missing");
        t.put(CONFIGURATION, "wrong configuration or missing flags of the Java process");
        t.put(INTERRUPTED, "ended by Ctrl-C");
        t.put(TERMINATED, "ended by SIGTERM before it could finish");
        return t;
    }
}
