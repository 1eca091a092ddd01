package dev.turnpike.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.ExitCode;
import dev.turnpike.core.ReversalReason;
import dev.turnpike.demo.ChildProcess;
import dev.turnpike.simulator.terminal.TerminalContext;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A switch in a process of its own, over TLS, durable, under load, killed by SIGKILL at random moments and started again on what
 * it left. {@code -Dcrash.rounds=N} for more rounds than 20, {@code -Dcrash.seed=N} for the kill moments and the load of an
 * earlier run (the machine's timing is not repeated).
 */
class SwitchCrashTest {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 20);
    private static final int FLEET = 6;
    private static final int NESTED = 3;
    private static final int LOOKS = 20;
    private static final int MOMENT_LIMIT_MS = 2_500;
    private static final int STEP_LIMIT_MS = 30_000;
    private static final int REST_LIMIT_MS = 30_000;
    private static final Path FOLDER = Path.of("target/crash-test").toAbsolutePath();

    private final long seed = Long.getLong("crash.seed", SystemClock.INSTANCE.wallMs());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final TreeMap<Long, Integer> roundStarts = new TreeMap<>();
    private final List<CrashTerminal> terminals = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final AtomicBoolean selling = new AtomicBoolean(true);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private CrashSite site;
    private final long startNs = SystemClock.INSTANCE.monotonicNs();
    private int kills;

    @BeforeEach
    void open() throws IOException {
        delete();
        site = new CrashSite(FOLDER, random.nextLong());
        site.prepare(FLEET);
        int number = 0;
        TerminalContext longConnections = site.terminals(false);
        TerminalContext shortConnections = site.terminals(true);
        for (TerminalIdentity identity : site.fleet()) {
            terminals.add(new CrashTerminal(number++ % 4 == 3 ? shortConnections : longConnections, identity, random.split()));
        }
    }

    @AfterEach
    void close() throws IOException {
        selling.set(false);
        threads.shutdownNow();
        for (CrashTerminal terminal : terminals) {
            terminal.close();
        }
        site.close();
    }

    private static void delete() throws IOException {
        if (Files.exists(FOLDER)) {
            try (Stream<Path> files = Files.walk(FOLDER)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void shouldLoseAndDoubleNothingWhenItIsKilledAtRandomMoments() throws Exception {
        say("seed " + seed + ", " + ROUNDS + " rounds, " + terminals.size() + " terminals, in " + FOLDER);
        List<Future<?>> sellers = terminals.stream().<Future<?>>map(t -> threads.submit(() -> sell(t))).toList();
        for (int round = 1; round <= ROUNDS; round++) {
            round(round);
        }
        roundStarts.put(SystemClock.INSTANCE.wallMs(), ROUNDS + 1);
        ChildProcess last = site.startSwitch();
        site.awaitReady(last);
        selling.set(false);
        for (Future<?> seller : sellers) {
            finish(seller);
        }
        say("the switch is up for good; terminals send what they hold");
        forEachTerminal(this::resolve);
        rest();
        forEachTerminal(t -> t.repeatSome(5));
        forEachTerminal(t -> site.await("batch close of " + t.tid(), STEP_LIMIT_MS, t::settle));
        rest();
        int code = last.stop();
        judge();
        assertEquals(ExitCode.OK, code, "exit code after SIGTERM");
        delete();
    }

    private void round(int round) {
        roundStarts.put(SystemClock.INSTANCE.wallMs(), round);
        boolean recovering = round % 10 == 5;
        for (int i = 0; recovering && i < NESTED; i++) {
            ChildProcess early = site.startSwitch();
            LockSupport.parkNanos(random.nextInt(200, 1_200) * 1_000_000L);
            kill(early);
        }
        ChildProcess running = site.startSwitch();
        site.awaitReady(running);
        if (round == 2) {
            second(running);
        }
        if (random.nextInt(3) == 0) {
            LockSupport.parkNanos(random.nextInt(1_500) * 1_000_000L);
        } else {
            // In the middle of the n-th exchange with an acquirer.
            long wanted = site.upstreamRequests() + random.nextInt(1, 150);
            site.awaitClosely(MOMENT_LIMIT_MS, () -> site.upstreamRequests() >= wanted);
        }
        long open = random.nextInt(4) == 0 ? site.open() : 0;
        kill(running);
        say("round " + round + (recovering ? " (and " + NESTED + " times while it recovered)" : "") + ": killed after "
            + site.upstreamRequests() + " messages to acquirers" + (open > 0 ? ", " + open + " open a moment before" : ""));
    }

    private void kill(ChildProcess child) {
        assertTrue(child.alive(), "the switch ended by itself, see " + site.log());
        site.kill(child);
        kills++;
    }

    private void second(ChildProcess first) {
        ChildProcess second = site.startSwitch();
        site.awaitEnd(second);
        assertEquals(ExitCode.TEMPORARY, second.stop(), "exit code of a second switch on the same data");
        String said = read(site.log());
        assertTrue(said.contains("journal in use by pid " + first.pid()), said);
        assertTrue(first.alive(), "the first switch must not care");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sell(CrashTerminal terminal) {
        try {
            while (selling.get()) {
                terminal.step();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void resolve(CrashTerminal terminal) {
        site.await("end of reversals and refunds of terminal " + terminal.tid(), STEP_LIMIT_MS, terminal::resolve);
    }

    private void forEachTerminal(Consumer<CrashTerminal> action) throws Exception {
        List<Future<?>> running = terminals.stream().<Future<?>>map(t -> threads.submit(() -> action.accept(t))).toList();
        for (Future<?> one : running) {
            try {
                finish(one);
            } catch (ExecutionException e) {
                // Judged with everything else, and with the histories that tell why.
                wrong.add(e.getCause().getMessage());
            }
        }
    }

    private static void finish(Future<?> future) throws InterruptedException, TimeoutException, ExecutionException {
        future.get(STEP_LIMIT_MS * 2L, TimeUnit.MILLISECONDS);
    }

    /** Nothing open at the switch and nothing new at the acquirers, each time one looks. */
    private void rest() {
        int[] calm = {0};
        long[] seen = {-1};
        try {
            site.await("the switch has no open transactions and the acquirers are quiet", REST_LIMIT_MS, () -> {
                long traffic = site.movements();
                calm[0] = site.open() == 0 && traffic == seen[0] ? calm[0] + 1 : 0;
                seen[0] = traffic;
                return calm[0] > LOOKS;
            });
        } catch (AssertionError e) {
            wrong.add(e.getMessage() + "; open: " + site.open());
        }
    }

    private void judge() throws IOException {
        List<TerminalLog> logs = new ArrayList<>();
        int batches = 0;
        for (CrashTerminal terminal : terminals) {
            TerminalLog log = TerminalLog.read(site.stateDirectory(), terminal.tid());
            log.originals.putAll(terminal.originals());
            logs.add(log);
            wrong.addAll(terminal.complaints());
            batches += terminal.batchesClosed();
        }
        JournalBooks journal = JournalBooks.read(site.journal());
        List<Posting> postings = site.postings();
        wrong.addAll(new Oracle(postings, journal, logs, ms -> roundStarts.floorEntry(ms).getValue()).check());
        int approvals = logs.stream().mapToInt(l -> l.approved.size()).sum();
        int reversed = logs.stream().mapToInt(l -> l.reversals).sum();
        say(kills + " kills, " + journal.byId.size() + " transactions, " + approvals + " approvals stand, " + reversed
            + " reversed by terminals, " + batches + " batches closed, reversals by reason " + journal.reasons + ", late answers "
            + journal.lateAnswers + ", postings " + postings.size() + ", journal files " + site.journalFiles());
        if (!wrong.isEmpty()) {
            throw new AssertionError("seed " + seed + ", data kept in " + FOLDER + ": " + wrong.size() + " violations\n"
                + String.join("\n", wrong.subList(0, Math.min(20, wrong.size()))));
        }
        assertTrue(approvals > 3 * ROUNDS, "too little went on to mean anything: " + approvals + " approvals");
        assertTrue(journal.reasons.getOrDefault(ReversalReason.RESTART, 0) > 0, "no kill met a request in flight");
        assertTrue(journal.reasons.getOrDefault(ReversalReason.TERMINAL, 0) > 0, "no terminal had to reverse");
        assertTrue(logs.stream().anyMatch(l -> l.approved.values().stream().anyMatch(a -> a.kind().equals("SALE_VOID"))),
            "no void");
        assertTrue(logs.stream().anyMatch(l -> l.approved.values().stream().anyMatch(a -> a.kind().equals("REFUND"))),
            "no refund");
    }

    private void say(String text) {
        long elapsedMs = (SystemClock.INSTANCE.monotonicNs() - startNs) / 1_000_000;
        System.out.println("crash test, " + elapsedMs / 1000 + "." + elapsedMs / 100 % 10 + " s: " + text);
    }
}
