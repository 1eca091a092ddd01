package dev.turnpike.endtoend;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A command of the product in a process of its own, as the launcher starts it; its output goes to a file. One thread. */
final class Product implements AutoCloseable {
    private static final int POLL_MS = 20;

    private final Process process;
    private final Path output;
    private final String command;

    private Product(Process process, Path output, String command) {
        this.process = process;
        this.output = output;
        this.command = command;
    }

    /** Starts {@code turnpike} with these arguments; standard output and standard error go to {@code output}. */
    static Product start(Path output, String... arguments) throws IOException {
        String root = System.getProperty("turnpike.root", "..");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + Path.of(root, "config", "jvm.options"), "-Dturnpike.home=" + root, "-cp", System.getProperty("java.class.path"),
            "dev.turnpike.Main"));
        command.addAll(List.of(arguments));
        Files.createDirectories(output.toAbsolutePath().getParent());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
        return new Product(process, output, "turnpike " + String.join(" ", arguments));
    }

    /** Runs a command to its end. */
    static Product run(Path output, int seconds, String... arguments) throws IOException, InterruptedException {
        Product product = start(output, arguments);
        product.end(seconds);
        return product;
    }

    /** Waits for the end; gives the exit code. The process is killed, and the test fails, when it takes longer. */
    int end(int seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(command + " did not end within " + seconds + " s:\n" + output());
        }
        return process.exitValue();
    }

    /** Exit code of a process that has ended. */
    int code() {
        return process.exitValue();
    }

    /** Process id. */
    long pid() {
        return process.pid();
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends SIGSTOP or SIGCONT. */
    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " ended with " + code);
        }
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits until the condition holds; fails when the process ends first or it takes longer. */
    void await(String what, int seconds, BooleanSupplier condition) throws InterruptedException {
        for (int waited = 0; !condition.getAsBoolean(); waited += POLL_MS) {
            if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(command + " ended with " + process.exitValue() + " before: " + what + "\n" + output());
            }
            if (waited > seconds * 1000) {
                throw new AssertionError(command + ": not within " + seconds + " s: " + what + "\n" + output());
            }
        }
    }

    /** What it has written so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "(" + output + " cannot be read: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly().onExit().join();
        }
    }
}
