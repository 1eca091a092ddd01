package dev.turnpike.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.turnpike.transaction.Slot;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Mistakes put in on purpose: the simulation must notice each within a few seeds, and by the oracle that is meant for it. */
class PlantedBugsTest {
    private static final int MOST_SEEDS = 200;
    private static Level before;

    @BeforeAll
    static void silenceTheSwitch() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        before = root.getLevel();
        root.setLevel(Level.OFF);
    }

    @AfterAll
    static void restoreLogging() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(before);
    }

    /** Methods of production code that do nothing, or give a constant, and the promise whose oracle must say so. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "reversals are queued and never written,          core.ForwardDecider#drain=0 core.ForwardDecider#sendIfWaiting=0, P2",
        "effects are carried out before the sync,         pipeline.ReleaseHandler#onBatchStart=0,                          P1",
        "a pending refund does not count as spent,        core.LinkedAmounts#begin=0,                                      refunds",
        "a late approval is not looked at,                core.AnswerDecider#tooLate=0,                                    P",
        "trace numbers are not claimed,                   core.LinkState#claimStan=0,                                      trace numbers",
        "a new request does not wait for its reversals,   core.ForwardDecider#reversalsFirst=1,                            P4",
        "a used key is not recognised,                    core.TransactionTable#byKey=0,                                   P",
        "an answer need not match its request,            core.AnswerDecider#matches=1,                                    U8",
        "what was in flight at a crash is not given up,   core.ForwardDecider#advanceLoss=0,                               P2",
        "a repeat is not compared with its first,         pipeline.CardReader#digest=7,                                    S2",
        "a lost link is not told to store-and-forward,    core.ForwardQueue#linkLost=0,                                    P",
        "a deadline never fires,                          core.TimerHeap#due=0,                                            P2",
    })
    void shouldNoticeWhenAMethodDoesNothing(String mistake, String methods, String promise) throws ReflectiveOperationException {
        Map<String, Integer> mistakes = new java.util.HashMap<>();
        for (String method : methods.split(" ")) {
            mistakes.put("dev.turnpike." + method.substring(0, method.indexOf('=')), Integer.parseInt(method.substring(method.indexOf('=') + 1)));
        }
        MutatedClasses classes = new MutatedClasses(mistakes);
        Class<?> type = Class.forName("dev.turnpike.simulation.Simulation", true, classes);
        Object simulation = type.getConstructor().newInstance();
        Method run = type.getMethod("run", long.class, Consumer.class);
        hunt(mistake, promise, seed -> {
            try {
                Object result = run.invoke(simulation, seed, null);
                return (List<?>) result.getClass().getMethod("violations").invoke(result);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError("seed " + seed, e);
            }
        });
        assertTrue(classes.planted() >= mistakes.size(), "the methods exist: " + methods);
    }

    private interface Seeds {
        List<?> violations(long seed);
    }

    private static void hunt(String mistake, String promise, Seeds seeds) {
        StringBuilder other = new StringBuilder();
        for (long seed = 1; seed <= MOST_SEEDS; seed++) {
            for (Object violation : seeds.violations(seed)) {
                if (violation.toString().startsWith(promise)) {
                    System.out.println(mistake + ": seed " + seed + ": " + violation);
                    return;
                }
                other.append('\n').append(violation);
            }
        }
        throw new AssertionError("nobody noticed within " + MOST_SEEDS + " seeds that " + mistake + "; noticed instead: " + other);
    }

    private static void huntWith(String mistake, String promise, java.util.function.Supplier<Seams> seams) {
        Simulation simulation = new Simulation();
        hunt(mistake, promise, seed -> simulation.run(seed, seams.get(), null).violations());
    }

    @Test
    void shouldNoticeWhenTheDiskSaysDurableAndIsNot() {
        huntWith("the disk lies", "P1", PlantedSeams.LyingDisk::new);
    }

    @Test
    void shouldNoticeWhenAnAnswerIsWrittenTwice() {
        huntWith("answers are doubled", "terminal", PlantedSeams.DoubledAnswers::new);
    }

    @Test
    void shouldNoticeWhenAStaleAnswerIsGivenToARepeat() {
        huntWith("a repeat gets a stale answer", "P3", PlantedSeams.StaleAnswers::new);
    }

    @Test
    void shouldNoticeWhenAReversalIsNotOnRecord() {
        huntWith("REVERSAL_INTENT is lost", "P", () -> new PlantedSeams.LostRecords(5));
    }

    @Test
    void shouldNoticeWhenAnAdviceIsNotOnRecord() {
        huntWith("ADVICE_INTENT is lost", "P", () -> new PlantedSeams.LostRecords(8));
    }

    @Test
    void shouldNoticeWhenAnAttemptIsAppliedAndNotJournaled() {
        huntWith("FORWARD_ATTEMPT is applied only", "P8", () -> new PlantedSeams.LostRecords(6));
    }

    @Test
    void shouldNoticeWhenAReversalOvertakesItsOriginalOnTheWire() {
        huntWith("requests are held back", "P4", PlantedSeams.HeldRequests::new);
    }

    @Test
    void shouldNoticeWhenACardNumberIsInTheJournal() {
        huntWith("a card number is journaled", "P6", PlantedSeams.LeakingRecords::new);
    }

    @Test
    void shouldNoticeWhenTheSwitchGoesOnAfterAFailedSync() {
        huntWith("a failed sync is tried again", "P1", PlantedSeams.ForgivingJournal::new);
    }

    @Test
    void shouldKeepEveryPromiseWhenNothingIsPlanted() throws ReflectiveOperationException {
        MutatedClasses classes = new MutatedClasses(Map.of());
        Class<?> type = Class.forName("dev.turnpike.simulation.Simulation", true, classes);
        Object result = type.getMethod("run", long.class, Consumer.class).invoke(type.getConstructor().newInstance(), 5L, null);
        assertTrue(((List<?>) result.getClass().getMethod("violations").invoke(result)).isEmpty());
        assertTrue(result.getClass() != Simulation.Result.class && Slot.class.getClassLoader() != classes);
    }
}
