package dev.turnpike.demo;

import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Another Turnpike process: same Java, same flags, same class path, output into a file. One thread, but any may end it. */
public final class ChildProcess implements AutoCloseable {
    private static final int POLL_MS = 20;
    private static final int STOP_MS = 10_000;

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts {@code turnpike} with {@code arguments}; its output goes to {@code log}. */
    public static ChildProcess start(String name, Path log, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + home().resolve("config/jvm.options"));
        command.add("-Dturnpike.home=" + home());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("dev.turnpike.Main");
        command.addAll(arguments);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
            return new ChildProcess(name, log, process);
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.UNAVAILABLE, "cannot start " + name + ": " + e.getMessage());
        }
    }

    /** The installation: where config/jvm.options is. */
    static Path home() {
        String home = System.getProperty("turnpike.home", System.getProperty("turnpike.root", "."));
        return Path.of(home).toAbsolutePath().normalize();
    }

    /** Waits for the condition; {@link UserMistakeException} with the end of the log when the process ends or time runs out. */
    public void await(String what, int limitMs, BooleanSupplier condition) {
        try {
            for (int waited = 0; !condition.getAsBoolean(); waited += POLL_MS) {
                if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                    throw new UserMistakeException(ExitCode.FAILED, name + " ended with code " + process.exitValue()
                        + " while waiting for: "
                        + what + tail());
                }
                if (waited > limitMs) {
                    throw new UserMistakeException(ExitCode.FAILED, name + ": not within " + limitMs + " ms: " + what + tail());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserMistakeException(ExitCode.INTERRUPTED, "interrupted while waiting for: " + what);
        }
    }

    /** True while it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    /** Kills without warning, as a crash would. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Asks it to stop and waits. Returns its exit code; kills it, and returns -1, when it does not stop within ten seconds. */
    public int stop() {
        process.destroy();
        try {
            if (process.waitFor(STOP_MS, TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return -1;
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return "; the end of " + log + ":" + System.lineSeparator()
                + String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "; its log " + log + " cannot be read";
        }
    }

    @Override
    public void close() {
        stop();
    }
}
