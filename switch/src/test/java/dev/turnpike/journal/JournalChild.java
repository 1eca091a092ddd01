package dev.turnpike.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that appends and syncs until it is killed or fails. Prints {@code durable N} after each sync and {@code exit TEXT} before
 * it gives up; its records are those of {@link JournalRig#body}.
 */
final class JournalChild {
    private JournalChild() {
    }

    /** The command that starts this class in a process of its own on {@code directory}. */
    static ProcessBuilder process(Path directory, String... prefix) {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + System.getProperty("turnpike.root") + "/config/jvm.options");
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", System.getProperty("java.class.path"),
                JournalChild.class.getName(), directory.toString()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    /** Runs until killed; exit code of the {@link JournalException} otherwise. */
    public static void main(String[] arguments) throws IOException {
        int exit = 0;
        try {
            run(Path.of(arguments[0]));
        } catch (JournalException e) {
            System.out.println("exit " + e.getMessage());
            exit = e.exitCode();
        }
        System.out.flush();
        Runtime.getRuntime().halt(exit);
    }

    private static void run(Path directory) throws IOException {
        Journal journal = Journal.open(JournalRig.context(directory));
        journal.replay(null);
        Thread appender = new Thread(() -> {
            while (journal.failure() == null && !Files.exists(directory.resolve("stop"))) {
                if (journal.appended() - journal.durable() < 500) {
                    JournalRig.append(journal, 20);
                }
            }
        });
        appender.setDaemon(true);
        appender.setUncaughtExceptionHandler((thread, e) -> { });
        appender.start();
        while (true) {
            long before = journal.durable();
            journal.sync();
            if (journal.durable() > before) {
                System.out.println("durable " + journal.durable());
                System.out.flush();
            }
        }
    }
}
