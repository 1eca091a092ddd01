package dev.turnpike.simulation;

import dev.turnpike.transaction.TransactionState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Judges each answer at the moment it is written to a terminal, against what is durable then (P1, P3, stored answers). One thread. */
final class AnswerOracle {
    private final World world;
    private final Map<Books.Key, TerminalCodec.Answer> approved = new HashMap<>();
    private final Set<Books.Key> timedOut = new HashSet<>();
    private final Set<Books.Key> undone = new HashSet<>();

    AnswerOracle(World world) {
        this.world = world;
    }

    /**
     * An answer to a message of {@code x} is being written.
     *
     * @param mustSay null when the terminal itself sent that message; the code to expect when somebody changed its content; "" when bits changed
     */
    void written(Exchange x, TerminalCodec.Answer answer, String mustSay) {
        if (answer == null) {
            world.violation("terminal: an answer for " + x.key + " cannot be read");
            return;
        }
        world.trace(() -> "answers " + answer + " to " + x);
        if (x.kind == Kind.SETTLEMENT) {
            if (mustSay == null && !isDurable(world.books.closed(x.terminal.tid, x.batch))) {
                world.violation("P1: the closing of batch " + x.batch + " of " + x.terminal.tid + " is told, its BATCH_CLOSED is not durable");
            }
            return;
        }
        if (!answer.authentic() || mustSay != null) {
            impostor(x, answer);
            if (mustSay != null && !mustSay.isEmpty() && !answer.code().equals(mustSay)) {
                world.violation("S2: other content under the key " + x.key + " is told " + answer.code());
            }
            return;
        }
        if (!answer.tid().equals(x.terminal.tid) || answer.stan() != x.stan || answer.batch() != x.batch) {
            world.violation("U7: " + x.key + " was given the answer of another transaction: " + answer);
            return;
        }
        Books.Entry entry = world.books.byKey(x.key);
        if (answer.mti() == 410) {
            reversal(x, entry, answer);
        } else if (Exchange.approves(answer.code())) {
            approval(x, entry, answer);
        } else {
            refusal(x, entry, answer);
        }
    }

    // A changed copy can be answered in any way but with an approval that its sender could use.
    private void impostor(Exchange x, TerminalCodec.Answer answer) {
        boolean approves = answer.code() != null && Exchange.approves(answer.code()) && answer.mti() == x.kind.mti + 10;
        if (approves && !answer.authentic()) {
            world.violation("S4: an approval without a right MAC was written for " + x.key);
        }
    }

    private boolean isDurable(long sequence) {
        return sequence > 0 && sequence <= world.disk.durable();
    }

    private void approval(Exchange x, Books.Entry entry, TerminalCodec.Answer answer) {
        if (entry == null || !isDurable(entry.approvedSequence)) {
            world.violation("P1: " + x.key + " is told approved, its OUTCOME is not durable");
            return;
        }
        if (x.kind.reversible && timedOut.contains(x.key)) {
            world.violation("U6: " + x.key + " is told approved after 98");
        }
        if (undone.contains(x.key)) {
            world.violation("P3: " + x.key + " is told approved after its reversal was accepted");
        }
        if (x.kind != Kind.BALANCE && answer.amountMinor() != entry.amountMinor) {
            world.violation("U8: " + x.key + " is told " + answer.amountMinor() + ", the journal has " + entry.amountMinor);
        }
        TerminalCodec.Answer first = approved.putIfAbsent(x.key, answer);
        boolean same = first == null || first.code().equals(answer.code()) && first.amountMinor() == answer.amountMinor()
            && java.util.Objects.equals(first.reference(), answer.reference())
            && java.util.Objects.equals(first.authorization(), answer.authorization());
        if (!same) {
            world.violation("S1: " + x.key + " is told " + answer + ", before it was told " + first);
        }
    }

    private void refusal(Exchange x, Books.Entry entry, TerminalCodec.Answer answer) {
        boolean tombstone = answer.code().equals("22") && isDurable(world.books.tombstone(x.key));
        boolean unrecorded = answer.code().equals("96") || answer.code().equals("94");
        boolean recorded = entry != null && (isDurable(entry.told.getOrDefault(answer.code(), 0L))
            || answer.code().equals("98") && isDurable(entry.reversalSequence));
        if (!tombstone && !unrecorded && !recorded) {
            world.violation("P1: " + x.key + " is told " + answer.code() + ", its record is not durable");
        }
        if (answer.code().equals("98")) {
            timedOut.add(x.key);
        }
    }

    private void reversal(Exchange x, Books.Entry entry, TerminalCodec.Answer answer) {
        if (answer.code().equals("25")) {
            if (entry != null && entry.intentSequence > 0 || !isDurable(world.books.tombstone(x.key))) {
                world.violation("P2: the reversal of " + x.key + " is told 25, its tombstone is not durable or it is known");
            }
            undone.add(x.key);
        } else if (answer.code().equals("00")) {
            boolean over = entry != null && entry.state != TransactionState.APPROVED && entry.state != TransactionState.IN_FLIGHT
                && (isDurable(entry.reversalSequence) || entry.told.values().stream().anyMatch(this::isDurable));
            if (!over) {
                world.violation("P2: the reversal of " + x.key + " is told 00, no REVERSAL_INTENT of it is durable");
            }
            undone.add(x.key);
        }
    }

    /** After a restart: what terminals saw approved must have survived. */
    void recovered() {
        for (Books.Key key : approved.keySet()) {
            Books.Entry entry = world.books.byKey(key);
            if (entry == null || entry.approvedSequence == 0) {
                world.violation("P1: " + key + " was seen approved, the recovered journal has no OUTCOME of it");
            }
        }
    }
}
