package dev.turnpike.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Seeds of the simulation; a failure names the seed as a command line. */
class SimulationTest {
    private static final int SEEDS = 500;
    private static final int SAME_TWICE = 25;
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

    private static void run(Simulation simulation, long from, long count) {
        List<String> broken = new ArrayList<>();
        for (long seed = from; seed < from + count && broken.size() < 10; seed++) {
            for (String violation : simulation.run(seed, null).violations()) {
                broken.add(violation + "; again: ./turnpike simulate --seed " + seed + " --trace");
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void shouldKeepEveryPromiseAndMeetEveryFaultInEveryStateWhenFiveHundredSeedsRun() {
        Simulation simulation = new Simulation();
        run(simulation, 1, SEEDS);
        System.out.println(simulation.coverage().table());
        assertEquals(List.of(), simulation.coverage().missing(), "pairs of fault and state that did not occur");
    }

    @Test
    void shouldWriteTheSameJournalWhenASeedRunsTwice() {
        Simulation one = new Simulation();
        Simulation other = new Simulation();
        long distinct = 0;
        long last = 0;
        for (long seed = 1; seed <= SAME_TWICE; seed++) {
            Simulation.Result first = one.run(seed, null);
            assertEquals(first.history(), other.run(seed, null).history(), "journal of seed " + seed);
            distinct += first.history() == last ? 0 : 1;
            last = first.history();
        }
        assertTrue(distinct == SAME_TWICE, "different seeds give different journals");
    }

    @Test
    @Tag("slow")
    void shouldKeepEveryPromiseWhenTwentyThousandSeedsRun() {
        run(new Simulation(), 501, 20_000);
    }
}
