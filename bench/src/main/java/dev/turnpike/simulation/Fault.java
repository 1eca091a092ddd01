package dev.turnpike.simulation;

import static dev.turnpike.simulation.Cell.ACCEPTED;
import static dev.turnpike.simulation.Cell.APPROVED;
import static dev.turnpike.simulation.Cell.DECLINED;
import static dev.turnpike.simulation.Cell.IN_FLIGHT;
import static dev.turnpike.simulation.Cell.NONE;
import static dev.turnpike.simulation.Cell.PARKED;
import static dev.turnpike.simulation.Cell.REJECTED;
import static dev.turnpike.simulation.Cell.REPEATING;
import static dev.turnpike.simulation.Cell.REVERSED;
import static dev.turnpike.simulation.Cell.REVERSING;
import static dev.turnpike.simulation.Cell.SETTLING;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What goes wrong in a simulation, each with the states in which a transaction can be when it is hit. A fault of one message is counted for
 * that message's transaction, a fault of the whole switch for every state that some transaction is in.
 */
enum Fault {
    /** A terminal's request does not arrive (the row of docs: connection lost). */
    REQUEST_LOST("N8", NONE, IN_FLIGHT, APPROVED, REVERSING),
    /** A terminal's request arrives twice. */
    REQUEST_DUPLICATED("S1", NONE, ACCEPTED, IN_FLIGHT, APPROVED, DECLINED, REJECTED, REVERSING, REVERSED, REPEATING),
    /** A terminal's request arrives after what the terminal sent later. */
    REQUEST_DELAYED("S1", NONE, IN_FLIGHT, APPROVED, REVERSING, REVERSED),
    /** A request under a used key with another amount. */
    REQUEST_CONFLICTS("S2", IN_FLIGHT, APPROVED, DECLINED, REVERSING, REVERSED),
    /** A changed bit in a request. */
    REQUEST_GARBLED("N7 S4", NONE, IN_FLIGHT, APPROVED),
    /** An answer is written and does not arrive. */
    ANSWER_LOST("N8", APPROVED, DECLINED, REJECTED, REVERSING, REVERSED),
    /** The terminal's connection is gone when its answer is due. */
    TERMINAL_GONE("N5", IN_FLIGHT, APPROVED, DECLINED, REVERSING),
    /** The acquirer loses what it received, or its answer. */
    ACQUIRER_SILENT("U1", IN_FLIGHT, ACCEPTED, REVERSING, REPEATING),
    /** The acquirer answers after the deadline. */
    ANSWER_LATE("U6", REVERSING, ACCEPTED, SETTLING, REVERSED, REPEATING, APPROVED),
    /** The acquirer answers within a millisecond of the deadline. */
    ANSWER_AT_DEADLINE("U6", IN_FLIGHT, REVERSING),
    /** The same answer twice. */
    ANSWER_DUPLICATED("U5", APPROVED, DECLINED, REVERSING, REVERSED),
    /** An answer with another trace number. */
    ANSWER_MISMATCHED_KEY("U7", IN_FLIGHT, REVERSING),
    /** An answer with another amount, terminal or without a code. */
    ANSWER_MISMATCHED_CONTENT("U8", IN_FLIGHT, ACCEPTED, REPEATING),
    /** An acquirer's message that cannot be read. */
    ANSWER_GARBLED("U4", IN_FLIGHT, REVERSING),
    /** An approval of a part, wanted or not. */
    PARTIAL_APPROVAL("U8", IN_FLIGHT),
    /** A reversal or advice is refused with a code that is not final. */
    REVERSAL_REFUSED("U10", REVERSING, ACCEPTED, REPEATING),
    /** The acquirer handles the reversal before its original. */
    REVERSAL_OVERTAKES("U6", REVERSING),
    /** An approval arrives although its reversal was answered 25, and closed. */
    APPROVAL_AFTER_REVERSAL("U6", SETTLING, REVERSED),
    /** An answer comes over the connection after the one that carried its request. */
    ANSWER_AFTER_RECONNECT("U6", REVERSING, REVERSED, REPEATING),
    /** An answer comes after the switch started again. */
    ANSWER_AFTER_RESTART("U6", REVERSING, REVERSED),
    /** A link is lost. */
    LINK_LOST("U9", IN_FLIGHT, ACCEPTED, REVERSING, SETTLING, REPEATING),
    /** A link is lost right after a message was written. */
    LINK_LOST_AFTER_WRITE("U1", IN_FLIGHT, REVERSING),
    /** A link swallows what is written and says nothing. */
    LINK_HALF_OPEN("U2", IN_FLIGHT, ACCEPTED, REVERSING, REPEATING),
    /** An acquirer is away for many seconds. */
    OUTAGE("U1 U11", IN_FLIGHT, REVERSING, REPEATING),
    /** The process is killed; what was written survives. */
    KILL("K1-K8", NONE, ACCEPTED, IN_FLIGHT, APPROVED, REVERSING, SETTLING, REVERSED, REPEATING, PARKED),
    /** Power fails; unsynced bytes survive or not, in any order. */
    POWER_LOSS("D1 D2", NONE, ACCEPTED, IN_FLIGHT, APPROVED, REVERSING, SETTLING, REVERSED, REPEATING, PARKED),
    /** The process dies again while it recovers. */
    CRASH_IN_RECOVERY("K10", IN_FLIGHT, ACCEPTED, APPROVED, REVERSING, REPEATING),
    /** A sync fails. */
    SYNC_FAILS("D4", IN_FLIGHT, ACCEPTED, APPROVED, REVERSING, REPEATING),
    /** The journal takes no more records. */
    APPEND_FAILS("D5", IN_FLIGHT, ACCEPTED, APPROVED, REVERSING, REPEATING),
    /** Free space is below the floor. */
    DISK_BELOW_FLOOR("D5", IN_FLIGHT, ACCEPTED, APPROVED, REVERSING, REPEATING),
    /** Syncs take long. */
    DISK_SLOW("D6", IN_FLIGHT, ACCEPTED, APPROVED, REVERSING, REPEATING),
    /** The wall clock is set back. */
    CLOCK_BACK("T1", IN_FLIGHT, APPROVED, REVERSING, REPEATING),
    /** The wall clock is set forward. */
    CLOCK_FORWARD("T2", IN_FLIGHT, APPROVED, REVERSING, REPEATING),
    /** The trace numbers of a link begin again. */
    TRACE_NUMBERS_WRAP("stan", IN_FLIGHT, REVERSING, APPROVED),
    /** An operator parks what waits for its acquirer. */
    OPERATOR_PARKS("U10", REVERSING, REPEATING, ACCEPTED),
    /** An operator has it tried again. */
    OPERATOR_RETRIES("U10", REVERSING, PARKED),
    /** The ring is full. */
    RING_FULL("R1", NONE, IN_FLIGHT);

    private final String rows;
    private final Set<Cell> expected;

    Fault(String rows, Cell... expected) {
        this.rows = rows;
        this.expected = Collections.unmodifiableSet(expected.length == 0 ? EnumSet.noneOf(Cell.class) : EnumSet.copyOf(Arrays.asList(expected)));
    }

    /** Rows of the fault matrix in docs/TESTING.md that this stands for. */
    String rows() {
        return rows;
    }

    /** The states in which a long enough hunt must have met this fault. */
    Set<Cell> expected() {
        return expected;
    }
}
