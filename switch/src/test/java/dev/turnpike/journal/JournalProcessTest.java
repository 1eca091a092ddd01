package dev.turnpike.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only real processes show: the lock, SIGKILL, an input/output error from the kernel. */
@Timeout(600)
class JournalProcessTest {
    /** More with {@code -Djournal.kills=N}. */
    private static final int KILLS = Integer.getInteger("journal.kills", 6);

    @TempDir
    private Path temp;

    private Path directory() {
        return temp.resolve("journal");
    }

    @Test
    void shouldRecoverAPrefixWithEverythingDurableWhenKilledWhileAppending() throws IOException, InterruptedException {
        Random random = new Random(7);
        long recovered = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process child = JournalChild.process(directory()).start();
            long durable = 0;
            try (BufferedReader out = child.inputReader()) {
                int linesBeforeKill = 1 + random.nextInt(200);
                for (int i = 0; i < linesBeforeKill; i++) {
                    durable = durable(out.readLine(), durable);
                }
                if (kill == 0) {
                    assertSecondInstanceRefused(child.pid());
                }
                child.toHandle().destroyForcibly(); // unlike Process.destroyForcibly() it leaves the pipe readable
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    durable = durable(line, durable);
                }
            }
            child.waitFor();
            List<JournalRig.Seen> seen = new ArrayList<>();
            VerifyReport report = JournalVerification.verify(directory(), null, JournalRig.into(seen));
            assertTrue(report.intact(), report.problem());
            assertTrue(report.lastSequence() >= durable, report.lastSequence() + " recovered, " + durable + " reported durable");
            assertTrue(report.lastSequence() > recovered);
            for (JournalRig.Seen record : seen) {
                assertArrayEquals(JournalRig.body(record.sequence()), record.body());
            }
            recovered = report.lastSequence();
        }
        assertEquals(KILLS, new JournalLayout(directory()).epochs().size());
    }

    private static long durable(String line, long before) {
        assertTrue(line != null, "the child ended early");
        // A killed process may leave half a line.
        return line.matches("durable [0-9]+") ? Math.max(before, Long.parseLong(line.substring(8))) : before;
    }

    private void assertSecondInstanceRefused(long owner) throws IOException, InterruptedException {
        Process second = JournalChild.process(directory()).start();
        try (BufferedReader out = second.inputReader()) {
            assertEquals("exit journal in use by pid " + owner, out.lines().reduce((a, b) -> b).orElse(""));
        }
        assertEquals(JournalException.IN_USE, second.waitFor());
    }

    private static boolean strace() throws IOException, InterruptedException {
        return Files.isExecutable(Path.of("/usr/bin/strace"))
                && new ProcessBuilder("/usr/bin/strace", "-o", "/dev/null", "/bin/true").start().waitFor() == 0;
    }

    @Test
    void shouldExit74AndForceOnlyOnceMoreWhenTheKernelReportsAnError() throws IOException, InterruptedException {
        Assumptions.assumeTrue(strace(), "strace is not installed or may not trace");
        Path trace = temp.resolve("trace");
        Process child = JournalChild.process(directory(), "/usr/bin/strace", "-f", "-e", "trace=fdatasync", "-e",
                "inject=fdatasync:error=EIO:when=20", "-o", trace.toString()).start();
        long durable = 0;
        String last = "";
        try (BufferedReader out = child.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                durable = durable(line, durable);
                last = line;
            }
        }
        assertEquals(JournalException.IO, child.waitFor(), last);
        assertTrue(last.startsWith("exit forcing ") && last.contains("Input/output error"), last);
        List<String> calls = Files.readAllLines(trace).stream().filter(line -> line.contains("fdatasync(")).toList();
        assertEquals(20, calls.size(), "nothing is forced after the failure");
        assertTrue(calls.getLast().contains("EIO"), calls.getLast());
        VerifyReport report = JournalTools.verify(directory());
        assertTrue(report.intact(), report.problem());
        assertTrue(report.durable() >= durable && report.lastSequence() >= durable);
    }
}
