package dev.turnpike.simulation;

import dev.turnpike.journal.RecordLog;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TerminalOutbound;
import dev.turnpike.transaction.UpstreamOutbound;

/**
 * Places between the stages and the simulated world where a test may put a mistake, to see that the oracles notice. Here everything passes
 * through as it is.
 */
class Seams {
    /** The journal as the pipeline sees it. */
    RecordLog journal(RecordLog real) {
        return real;
    }

    /** The terminals as the release sees them. */
    TerminalOutbound terminals(TerminalOutbound real) {
        return real;
    }

    /** The links as the release sees them. */
    UpstreamOutbound upstream(UpstreamOutbound real) {
        return real;
    }

    /** A slot went through stages 1 to 4 and waits for its release. */
    void worked(Slot slot) {
        // As it is.
    }
}
