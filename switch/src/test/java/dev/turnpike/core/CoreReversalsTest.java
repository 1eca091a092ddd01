package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.core.CoreFixture.Sent;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.TransactionType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoreReversalsTest {
    private final CoreFixture fixture = new CoreFixture();

    @AfterEach
    void shouldReachTheSameStateWhenItsJournalIsApplied() {
        assertEquals(fixture.core.stateHash(), fixture.replayedHash());
    }

    private String approvedSale(int stan, long amount) {
        fixture.sale(stan, amount);
        fixture.answer(210, fixture.sent(), "00");
        return fixture.field(37);
    }

    @Test
    void shouldAnswer98AndReverseWhenNoAnswerComesInTime() {
        fixture.sale(1, 1000);
        Sent original = fixture.sent();
        fixture.advanceMs(CoreFixture.TIMEOUT_MS - 1);
        assertEquals(List.of(), fixture.kinds());
        fixture.advanceMs(1);
        assertEquals(List.of("210/98"), fixture.told());
        Sent reversal = fixture.sent();
        assertEquals(420, reversal.mti());
        assertNotEquals(original, reversal);
        fixture.answer(430, reversal, "00");
        assertEquals(0, fixture.core.openTransactions());
        fixture.sale(1, 1000);
        assertEquals(List.of("210/98"), fixture.told());
    }

    @Test
    void shouldRepeatTheReversalAs0421WhenItIsNotAnswered() {
        fixture.sale(1, 1000);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        Sent first = fixture.sent();
        fixture.advanceMs(CoreFixture.RETRY_MS);
        Sent second = fixture.sent();
        assertEquals(421, second.mti());
        assertEquals(first.stan(), second.stan());
        assertEquals(first.time(), second.time());
    }

    @Test
    void shouldParkTheReversalWhenItsAttemptsAreUsedUp() {
        fixture.sale(1, 1000);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        for (int i = 0; i < 6; i++) {
            fixture.advanceMs(10 * CoreFixture.RETRY_MS);
        }
        assertEquals(List.of(), fixture.allSent());
        assertEquals(0, fixture.core.openTransactions());
    }

    @Test
    void shouldUseUpNoAttemptWhenTheLinkIsDown() {
        fixture.sale(1, 1000);
        fixture.link(false);
        assertEquals(List.of("210/98"), fixture.told());
        assertEquals(List.of(), fixture.allSent());
        fixture.advanceMs(1_000_000);
        fixture.link(true);
        assertEquals(420, fixture.sent().mti());
    }

    @Test
    void shouldStayReversingWhenTheOriginalIsUnknownUntilItCannotComeAnyMore() {
        fixture.sale(1, 1000);
        Sent original = fixture.sent();
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        fixture.answer(430, fixture.sent(), "25");
        assertEquals(1, fixture.core.openTransactions());
        fixture.answer(210, original, "00");
        assertEquals(List.of(), fixture.told());
        assertEquals(420, fixture.sent().mti());
        fixture.answer(430, fixture.sent(), "00");
        assertEquals(0, fixture.core.openTransactions());
    }

    @Test
    void shouldCloseTheReversalWhenNoApprovalComesAfter25() {
        fixture.sale(1, 1000);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        fixture.answer(430, fixture.sent(), "25");
        fixture.advanceMs(CoreFixture.SETTLE_MS);
        assertEquals(0, fixture.core.openTransactions());
    }

    @Test
    void shouldReverseAgainWhenAnApprovalComesAfterTheReversalWasClosed() {
        fixture.sale(1, 1000);
        Sent original = fixture.sent();
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        fixture.answer(430, fixture.sent(), "00");
        fixture.answer(210, original, "00");
        assertEquals(List.of(), fixture.told());
        assertEquals(420, fixture.sent().mti());
    }

    @Test
    void shouldReverseWhatWasInFlightWhenItRestarts() {
        fixture.sale(1, 1000);
        fixture.restart();
        assertEquals(List.of(), fixture.told());
        fixture.link(true);
        assertEquals(420, fixture.sent().mti());
        fixture.sale(1, 1000);
        assertEquals(List.of("210/98"), fixture.told());
    }

    @Test
    void shouldReverseUpstreamWhenTheTerminalReversesAnApprovedSale() {
        approvedSale(1, 1000);
        fixture.reversal(1, 1000);
        assertEquals(List.of("410/00"), fixture.told());
        Sent reversal = fixture.sent();
        assertEquals(420, reversal.mti());
        fixture.reversal(1, 1000);
        assertEquals(List.of("410/00"), fixture.told());
        assertEquals(List.of(), fixture.allSent());
        fixture.answer(430, reversal, "00");
        fixture.reversal(1, 1000);
        assertEquals(List.of("410/00"), fixture.told());
    }

    @Test
    void shouldNeverSendTheAnswerWhenTheTerminalReversedInFlight() {
        fixture.sale(1, 1000);
        Sent original = fixture.sent();
        fixture.reversal(1, 1000);
        assertEquals(List.of("410/00"), fixture.told());
        fixture.answer(210, original, "00");
        assertEquals(List.of(), fixture.told());
    }

    @Test
    void shouldRefuseTheOriginalWhenItsReversalCameFirst() {
        fixture.reversal(9, 1000);
        assertEquals(List.of("410/25"), fixture.told());
        fixture.sale(9, 1000);
        assertEquals(List.of("210/22"), fixture.told());
    }

    @Test
    void shouldRepeatARefundAndNeverReverseItWhenNoAnswerComes() {
        String rrn = approvedSale(1, 1000);
        fixture.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        Sent sent = fixture.sent();
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        assertEquals(List.of("230/98"), fixture.told());
        assertEquals(221, fixture.sent().mti());
        fixture.answer(230, sent, "00");
        fixture.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        assertEquals(List.of("230/00"), fixture.told());
    }

    @Test
    void shouldReverseAndSay96WhenTheAnswerDiffersInAmount() {
        fixture.sale(1, 1000);
        fixture.answer(210, fixture.sent(), "00", 999);
        assertEquals(List.of("210/96"), fixture.told());
        assertEquals(420, fixture.sent().mti());
    }

    @Test
    void shouldReverseAndSay51WhenAPartialApprovalIsNotUnderstood() {
        fixture.sale(1, 1000);
        fixture.answer(210, fixture.sent(), "10", 400);
        assertEquals(List.of("210/51"), fixture.told());
        assertEquals(420, fixture.sent().mti());
    }

    @Test
    void shouldReverseTheVoidWhenTheAcquirerApprovesPartOfIt() {
        String rrn = approvedSale(1, 1000);
        RequestFacts f = fixture.request(TransactionType.SALE_VOID, 2, 1000);
        f.partialAllowed = 1;
        f.originalBatch = 1;
        f.originalStan = 1;
        f.rrn.putStringWithoutLengthAscii(0, rrn);
        fixture.send();
        fixture.answer(210, fixture.sent(), "10", 500);
        assertEquals(List.of("210/96"), fixture.told());
        assertEquals(420, fixture.sent().mti());
        fixture.answer(430, fixture.sent(), "00");
        fixture.linked(TransactionType.SALE_VOID, 3, 1000, 1, rrn);
        assertEquals(200, fixture.sent().mti());
    }

    @Test
    void shouldCloseAParkedReversalWhenItsAcknowledgementComesLate() {
        fixture.sale(1, 1000);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        Sent reversal = fixture.sent();
        for (int i = 0; i < 6; i++) {
            fixture.advanceMs(10 * CoreFixture.RETRY_MS);
        }
        fixture.answer(430, reversal, "00");
        fixture.reversal(1, 1000);
        assertEquals(List.of("410/00"), fixture.told());
        assertEquals(List.of(), fixture.allSent());
    }

    @Test
    void shouldKeepAParkedReversalWhenTheAcquirerApprovedAndThenSaysItKnowsNothing() {
        fixture.sale(1, 1000);
        Sent original = fixture.sent();
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        Sent reversal = fixture.sent();
        for (int i = 0; i < 6; i++) {
            fixture.advanceMs(10 * CoreFixture.RETRY_MS);
        }
        fixture.answer(210, original, "00");
        int records = fixture.journal.size();
        fixture.answer(430, reversal, "25");
        assertEquals(records, fixture.journal.size(), "nothing is closed");
        fixture.answer(430, reversal, "00");
        assertEquals(records + 1, fixture.journal.size());
    }

    @Test
    void shouldReverseWhenAnApprovalReachedNobodyAndTheProfileSaysSo() {
        approvedSale(1, 1000);
        fixture.undelivered(1);
        assertEquals(420, fixture.sent().mti());
        fixture.sale(1, 1000);
        assertEquals(List.of("210/98"), fixture.told());
    }

    @Test
    void shouldReverseWhenAnAnswerHasNoResponseCode() {
        fixture.sale(1, 1000);
        fixture.answer(210, fixture.sent(), "  ");
        assertEquals(List.of("210/96"), fixture.told());
        assertEquals(420, fixture.sent().mti());
    }

    @Test
    void shouldServeRepeatsAndReversalsWhenItTakesNoNewRequests() {
        String rrn = approvedSale(1, 1000);
        fixture.core.closeIntake(true);
        fixture.sale(1, 1000);
        assertEquals(List.of("210/00"), fixture.told());
        assertEquals(rrn, fixture.field(37));
        fixture.sale(2, 1000);
        assertEquals(List.of("210/96"), fixture.told());
        fixture.reversal(1, 1000);
        assertEquals(List.of("410/00"), fixture.told());
    }

    @Test
    void shouldSay91WhenNotEveryWaitingReversalFitsBeforeTheNewRequest() {
        for (int stan = 1; stan <= 40; stan++) {
            fixture.sale(stan, 100);
        }
        fixture.link(false);
        for (int i = 0; i < 40; i++) {
            fixture.tick();
        }
        fixture.link(true);
        int reversals = fixture.allSent().size();
        fixture.sale(41, 100);
        assertEquals(List.of("210/91"), fixture.told());
        for (Sent sent : fixture.allSent()) {
            assertEquals(420, sent.mti());
        }
        fixture.acknowledgeReversals();
        fixture.sale(42, 100);
        assertEquals(200, fixture.sent().mti());
        assertTrue(reversals > 0);
    }

    @Test
    void shouldRefuseTheReversalWhenTheSaleWasVoided() {
        String rrn = approvedSale(1, 1000);
        fixture.linked(TransactionType.SALE_VOID, 2, 1000, 1, rrn);
        fixture.answer(210, fixture.sent(), "00");
        fixture.reversal(1, 1000);
        assertEquals(List.of("410/22"), fixture.told());
    }

    @Test
    void shouldSendThePendingReversalFirstWhenTheSameTerminalAsksAgain() {
        fixture.sale(1, 1000);
        fixture.link(false);
        fixture.link(true);
        assertEquals(420, fixture.sent().mti());
        fixture.sale(2, 1000);
        assertEquals(200, fixture.sent().mti());
    }
}
