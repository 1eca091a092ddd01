package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnpike.core.CoreFixture.Sent;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TransactionType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Brings a transaction into each phase from outside, lets each event happen, and compares with the table. */
class StateMatrixTest {
    private static final int STAN = 1;
    private CoreFixture fx;
    private TransactionType type;
    private int stan;
    private long txId;
    private Sent original;
    private Sent forward;

    static List<Phase> phases() {
        return List.of(Phase.values()).subList(1, Phase.values().length);
    }

    private void begin(Phase phase) {
        fx = new CoreFixture();
        type = TransactionType.SALE;
        stan = STAN;
        txId = 1;
        switch (phase) {
            case IN_FLIGHT -> sale();
            case APPROVED -> approved();
            case DECLINED -> {
                sale();
                fx.answer(210, original, "05");
            }
            case REJECTED -> fx.sale(STAN, 0);
            case REVERSING -> reversing();
            case SETTLING -> {
                reversing();
                fx.answer(430, forward, "25");
            }
            case REVERSED -> {
                reversing();
                fx.answer(430, forward, "00");
            }
            case REVERSAL_PARKED -> {
                reversing();
                exhaust();
            }
            case ACCEPTED -> accepted();
            case ACCEPTED_PARKED -> {
                accepted();
                fx.answer(230, forward, "05");
            }
            case UNTOLD -> {
                accepted();
                fx.reversal(STAN, 1000);
            }
            case REPEATING -> repeating();
            case REFUND_PARKED -> {
                repeating();
                exhaust();
            }
            default -> throw new AssertionError(phase);
        }
        assertEquals(phase, Phase.of(row()));
    }

    private Transaction row() {
        return fx.core.transaction(txId);
    }

    private void sale() {
        fx.sale(STAN, 1000);
        original = fx.sent();
    }

    private void approved() {
        sale();
        fx.answer(210, original, "00");
    }

    private void reversing() {
        sale();
        fx.advanceMs(CoreFixture.TIMEOUT_MS);
        forward = fx.sent();
    }

    // A sale approved here: what the records of stand-in say, and the link as it was.
    private void accepted() {
        sale();
        fx.approvedHere(1);
        fx.restart();
        fx.link(true);
        forward = fx.sent();
    }

    private void repeating() {
        approved();
        String rrn = fx.field(37);
        type = TransactionType.REFUND;
        stan = 2;
        txId = 2;
        fx.linked(TransactionType.REFUND, 2, 600, STAN, rrn);
        original = fx.sent();
        fx.advanceMs(CoreFixture.TIMEOUT_MS);
        forward = fx.sent();
    }

    private void exhaust() {
        for (int i = 0; i < 8; i++) {
            fx.advanceMs(20 * CoreFixture.RETRY_MS);
        }
    }

    private void repeat(long amount) {
        RequestFacts f = fx.request(type, stan, amount);
        f.originalBatch = 1;
        f.originalStan = STAN;
        fx.send();
    }

    /** Lets the event happen from outside; false where nothing outside can make it happen in that phase. */
    private boolean happen(TransactionEvent event) {
        boolean refund = type == TransactionType.REFUND;
        long amount = row().amountMinor;
        switch (event) {
            case REPEATED -> repeat(amount);
            case CONFLICTING -> repeat(amount + 1);
            case TERMINAL_REVERSAL -> {
                if (refund) {
                    return false;
                }
                fx.reversal(STAN, amount);
            }
            case UNDELIVERED -> fx.undelivered(txId);
            case APPROVED, DECLINED -> {
                if (original == null) {
                    return false;
                }
                fx.answer(refund ? 230 : 210, original, event == TransactionEvent.APPROVED ? "00" : "05");
            }
            case ADVICE_APPROVED, ADVICE_DECLINED -> {
                if (row().advice != Transaction.ACCEPTED) {
                    return false;
                }
                fx.answer(230, forward, event == TransactionEvent.ADVICE_APPROVED ? "00" : "05");
            }
            case ACKNOWLEDGED, ACKNOWLEDGED_UNKNOWN -> {
                if (row().reversalStan == 0 || row().advice == Transaction.ACCEPTED) {
                    return false;
                }
                fx.answer(430, forward, event == TransactionEvent.ACKNOWLEDGED ? "00" : "25");
            }
            case FORWARD_REFUSED -> {
                Phase phase = Phase.of(row());
                if (phase != Phase.REVERSING && phase != Phase.REPEATING && phase != Phase.ACCEPTED && phase != Phase.UNTOLD) {
                    return false;
                }
                fx.answer(phase == Phase.REVERSING ? 430 : 230, forward, "96");
            }
            case FORWARD_UNANSWERED -> {
                if (row().forward == null || row().forward.phase != Forward.Phase.SENT) {
                    return false;
                }
                fx.advanceMs(CoreFixture.TIMEOUT_MS);
            }
            case FORWARD_EXHAUSTED -> {
                Phase phase = Phase.of(row());
                if (row().forward == null || phase == Phase.SETTLING) {
                    return false;
                }
                exhaust();
            }
            case SETTLED -> {
                if (Phase.of(row()) != Phase.SETTLING) {
                    return false;
                }
                fx.advanceMs(CoreFixture.SETTLE_MS);
            }
            case REVERSIBLE_UNCERTAIN -> {
                if (Phase.of(row()) != Phase.IN_FLIGHT) {
                    return false;
                }
                fx.advanceMs(CoreFixture.TIMEOUT_MS);
            }
            case SEAL_FAILED -> {
                if (Phase.of(row()) != Phase.IN_FLIGHT) {
                    return false;
                }
                fx.sealFailed(txId);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("phases")
    void shouldDoAsTheTableSaysWhateverHappens(Phase phase) {
        Map<TransactionEvent, Phase> wrong = new EnumMap<>(TransactionEvent.class);
        int happened = 0;
        for (TransactionEvent event : TransactionEvent.values()) {
            begin(phase);
            int before = row().reversalStan;
            if (!happen(event)) {
                continue;
            }
            happened++;
            StateTable.Cell cell = StateTable.find(phase, event);
            Phase expected = cell == null ? phase : cell.next();
            if (Phase.of(row()) != expected) {
                wrong.put(event, Phase.of(row()));
            }
            if (cell != null) {
                assertEquals(cell.has(Step.ANSWER_94), fx.told().stream().anyMatch(t -> t.endsWith("/94")), event + " in " + phase);
                boolean reversalSent = fx.allSent().stream().anyMatch(s -> s.mti() == 420 && s.stan() == row().reversalStan);
                assertEquals(cell.has(Step.REVERSAL_INTENT), row().reversalStan != before, event + " in " + phase);
                assertEquals(true, !cell.has(Step.REVERSAL_INTENT) || cell.next() != Phase.REVERSING || reversalSent, event + " in " + phase);
            }
            assertEquals(fx.core.stateHash(), fx.replayedHash(), event + " in " + phase);
        }
        assertEquals(Map.of(), wrong, "from " + phase);
        assertEquals(true, happened >= 4, happened + " events happened in " + phase);
    }

    @ParameterizedTest
    @MethodSource("phases")
    void shouldTellARepeatWhatTheFirstWasTold(Phase phase) {
        begin(phase);
        int code = row().code;
        repeat(row().amountMinor);
        assertEquals(phase == Phase.IN_FLIGHT ? List.of() : List.of((type.mti() + 10) + "/" + ResponseCode.text(code)), fx.told());
        assertEquals(List.of(), fx.allSent());
    }
}
