package dev.turnpike.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.status.Counters;
import org.junit.jupiter.api.Test;

class ConnectionBudgetTest {
    @Test
    void shouldLeaveFilesForTheJournal() {
        assertEquals(1_024 - ConnectionBudget.RESERVE, ConnectionBudget.connectionsFor(1_024));
        assertEquals(ConnectionBudget.LEAST, ConnectionBudget.connectionsFor(100));
        assertEquals(Integer.MAX_VALUE, ConnectionBudget.connectionsFor(Long.MAX_VALUE));
    }

    @Test
    void shouldShowOpenFilesAndGiveBackWhatWasTaken() {
        Counters counters = new Counters();
        ConnectionBudget budget = new ConnectionBudget(counters);
        assertTrue(counters.gauge("turnpike_open_files", "").value() > 3);
        assertTrue(counters.gauge("turnpike_open_files_max", "").value() >= counters.gauge("turnpike_open_files", "").value());
        for (int i = 0; i < 3; i++) {
            assertTrue(budget.take());
            budget.giveBack();
        }
    }
}
