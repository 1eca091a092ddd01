package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.core.CoreFixture.Sent;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.TransactionType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoreTest {
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
    void shouldForwardThenAnswerWhenASaleIsApproved() {
        fixture.sale(1, 1000);
        assertEquals(List.of(), fixture.told());
        Sent sent = fixture.sent();
        assertEquals(200, sent.mti());
        fixture.answer(210, sent, "00");
        assertEquals(List.of("210/00"), fixture.told());
        assertNotNull(fixture.field(37));
        assertEquals("CUP", fixture.field(63));
    }

    @Test
    void shouldGiveTheStoredAnswerWhenASaleIsRepeated() {
        String rrn = approvedSale(1, 1000);
        fixture.sale(1, 1000);
        assertEquals(List.of("210/00"), fixture.told());
        assertEquals(rrn, fixture.field(37));
        assertEquals(List.of(), fixture.allSent());
    }

    @Test
    void shouldLeaveTheRepeatWaitingWhenTheFirstIsInFlight() {
        fixture.sale(1, 1000);
        Sent sent = fixture.sent();
        fixture.sale(1, 1000);
        assertEquals(List.of(), fixture.kinds());
        fixture.answer(210, sent, "00");
        assertEquals(List.of("210/00"), fixture.told());
    }

    @Test
    void shouldSay94WhenAKeyIsReusedWithOtherContent() {
        approvedSale(1, 1000);
        fixture.sale(1, 2000);
        assertEquals(List.of("210/94"), fixture.told());
    }

    @Test
    void shouldGiveTheStoredAnswerWhenItRestartedInBetween() {
        String rrn = approvedSale(1, 1000);
        fixture.restart();
        fixture.sale(1, 1000);
        assertEquals(List.of("210/00"), fixture.told());
        assertEquals(rrn, fixture.field(37));
    }

    @Test
    void shouldVoidOnceWhenTheSaleStands() {
        String rrn = approvedSale(1, 1000);
        fixture.linked(TransactionType.SALE_VOID, 2, 999, 1, rrn);
        assertEquals(List.of("210/64"), fixture.told());
        fixture.linked(TransactionType.SALE_VOID, 3, 1000, 1, rrn);
        fixture.answer(210, fixture.sent(), "00");
        assertEquals(List.of("210/00"), fixture.told());
        fixture.linked(TransactionType.SALE_VOID, 4, 1000, 1, rrn);
        assertEquals(List.of("210/22"), fixture.told());
    }

    @Test
    void shouldSay25WhenTheOriginalIsUnknown() {
        fixture.linked(TransactionType.SALE_VOID, 3, 1000, 1, "000000000000");
        assertEquals(List.of("210/25"), fixture.told());
    }

    @Test
    void shouldNeverRefundMoreThanWasPaidWhenTwoRefundsRace() {
        String rrn = approvedSale(1, 1000);
        fixture.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        assertEquals(220, fixture.sent().mti());
        Sent first = fixture.sent();
        fixture.linked(TransactionType.REFUND, 3, 600, 1, rrn);
        assertEquals(List.of("230/61"), fixture.told());
        fixture.answer(230, first, "05");
        fixture.linked(TransactionType.REFUND, 4, 600, 1, rrn);
        assertEquals(220, fixture.sent().mti());
    }

    @Test
    void shouldTakeThePartialAmountWhenTheTerminalUnderstandsIt() {
        RequestFacts f = fixture.request(TransactionType.SALE, 1, 1000);
        f.partialAllowed = 1;
        fixture.send();
        fixture.answer(210, fixture.sent(), "10", 400);
        assertEquals(List.of("210/10"), fixture.told());
        assertEquals("000000000400", fixture.field(4));
    }

    @Test
    void shouldAskAgainForARefundWhenTheAnswerDoesNotFit() {
        String rrn = approvedSale(1, 1000);
        fixture.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        Sent sent = fixture.sent();
        fixture.answer(230, sent, "00", 599);
        assertEquals(List.of("230/98"), fixture.told());
        assertEquals(new Sent(221, sent.time(), sent.stan()), fixture.sent());
        fixture.answer(230, sent, "00", 599);
        assertEquals(1, fixture.core.openTransactions());
        fixture.answer(230, sent, "00", 600);
        assertEquals(0, fixture.core.openTransactions());
        fixture.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        assertEquals(List.of("230/00"), fixture.told());
    }

    @Test
    void shouldTakeThePartialAmountWhenARepeatedRefundGetsIt() {
        String rrn = approvedSale(1, 1000);
        fixture.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        Sent sent = fixture.sent();
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        fixture.answer(230, sent, "10", 300);
        fixture.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        assertEquals(List.of("230/10"), fixture.told());
        assertEquals("000000000300", fixture.field(4));
    }

    @Test
    void shouldSay91WhenNoLinkIsUp() {
        fixture.link(false);
        fixture.sale(1, 1000);
        assertEquals(List.of("210/91"), fixture.told());
    }

    @Test
    void shouldCheckInTheStatedOrderWhenSeveralThingsAreWrong() {
        RequestFacts f = fixture.request(TransactionType.SALE, 1, 0);
        f.luhn = false;
        f.expiry = 2001;
        fixture.send();
        assertEquals(List.of("210/13"), fixture.told());
        f = fixture.request(TransactionType.SALE, 2, 100);
        f.luhn = false;
        f.expiry = 2001;
        fixture.send();
        assertEquals(List.of("210/14"), fixture.told());
        f = fixture.request(TransactionType.SALE, 3, 100);
        f.expiry = 2610;
        fixture.send();
        assertEquals(List.of("210/54"), fixture.told());
        f = fixture.request(TransactionType.SALE, 4, 100);
        f.expiry = 2611;
        fixture.send();
        assertEquals(List.of(), fixture.told());
    }

    @Test
    void shouldBalanceAndOpenTheNextBatchWhenTotalsAgree() {
        String rrn = approvedSale(1, 1000);
        approvedSale(2, 500);
        fixture.linked(TransactionType.SALE_VOID, 3, 1000, 1, rrn);
        fixture.answer(210, fixture.sent(), "00");
        String totals = "000000001500" + "002" + "000000001000" + "001" + "0" + "0".repeat(31);
        settle(4, totals);
        assertEquals(totals.substring(0, 30) + "1" + "0".repeat(30) + "1", fixture.field(48));
        settle(4, totals);
        assertEquals(totals.substring(0, 30) + "1" + "0".repeat(30) + "1", fixture.field(48));
        fixture.linked(TransactionType.SALE_VOID, 5, 500, 2, rrn);
        assertEquals(List.of("210/22"), fixture.told());
    }

    @Test
    void shouldSayUnbalancedWhenTotalsDiffer() {
        approvedSale(1, 1000);
        settle(2, "0".repeat(62));
        assertEquals("2", fixture.field(48).substring(30, 31));
        assertEquals("000000000000000", fixture.field(48).substring(0, 15));
    }

    private void settle(int stan, String totals) {
        RequestFacts f = fixture.request(TransactionType.SETTLEMENT, stan, -1);
        f.mti = 500;
        f.image.put(48, totals.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        fixture.send();
    }

    @Test
    void shouldKeepUpstreamTimeGoingWhenTheClockStepsBack() {
        fixture.sale(1, 1000);
        Sent first = fixture.sent();
        fixture.wallStepMs = -3_600_000;
        fixture.nowMs += 2000;
        fixture.sale(2, 1000);
        assertEquals(first.time() + 2, fixture.sent().time());
    }

    @Test
    void shouldNotTimeOutWhenTheClockStepsForward() {
        fixture.sale(1, 1000);
        fixture.wallStepMs = 86_400_000;
        fixture.advanceMs(1);
        assertEquals(List.of(), fixture.told());
    }

    @Test
    void shouldUseAscendingTraceNumbersWhenTheyMustBeUniqueInADay() {
        CoreFixture day = new CoreFixture(10_000, true);
        int last = 0;
        for (int stan = 1; stan <= 50; stan++) {
            day.sale(stan, 100);
            Sent sent = day.sent();
            assertTrue(sent.stan() > last);
            last = sent.stan();
            day.answer(210, sent, "00");
        }
        day.restart();
        day.link(true);
        day.sale(51, 100);
        assertTrue(day.sent().stan() > last);
    }

    @Test
    void shouldSay91WhenTooManyAreInFlight() {
        for (int stan = 1; stan <= 100; stan++) {
            fixture.sale(stan, 100);
        }
        fixture.sale(101, 100);
        assertEquals(List.of("210/91"), fixture.told());
    }

    @Test
    void shouldAskAgainWhenTheAnswerOfARefundHasNoResponseCode() {
        String rrn = approvedSale(1, 1000);
        fixture.linked(TransactionType.REFUND, 2, 1000, 1, rrn);
        fixture.answer(230, fixture.sent(), "  ");
        assertEquals(221, fixture.sent().mti());
        fixture.linked(TransactionType.REFUND, 3, 1000, 1, rrn);
        assertEquals(List.of("230/61"), fixture.told());
    }

    @Test
    void shouldSay94WhenItMayHaveForgottenTheTransaction() {
        CoreFixture small = new CoreFixture(8);
        for (int stan = 1; stan <= 20; stan++) {
            small.sale(stan, 100);
            small.answer(210, small.sent(), "00");
        }
        small.sale(1, 100);
        assertEquals(List.of("210/94"), small.told());
        small.reversal(1, 100);
        assertEquals(List.of("410/96"), small.told());
        small.restart();
        small.sale(2, 100);
        assertEquals(List.of("210/94"), small.told());
    }

    @Test
    void shouldForgetRefusalsBeforeOutcomesWhenItsTableIsFull() {
        CoreFixture small = new CoreFixture(8);
        small.sale(1, 100);
        small.answer(210, small.sent(), "00");
        String rrn = small.field(37);
        for (int stan = 2; stan <= 40; stan++) {
            small.sale(stan, 0);
            assertEquals(List.of("210/13"), small.told());
        }
        small.sale(1, 100);
        assertEquals(List.of("210/00"), small.told());
        assertEquals(rrn, small.field(37));
    }

    @Test
    void shouldRefuseToStartWhenAnOpenTransactionsLinkIsGone() {
        fixture.sale(1, 1000);
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> fixture.restartWithLink("acquirer-x"));
        assertTrue(refusal.getMessage().contains("acquirer-a"), refusal.getMessage());
    }

    @Test
    void shouldReopenALateApprovalWhenTheAcquirerLeavesF7Out() {
        fixture.sale(1, 1000);
        Sent original = fixture.sent();
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        fixture.answer(430, fixture.sent(), "00");
        fixture.answerWithoutTime(210, original, "00", "T0000001");
        assertEquals(420, fixture.sent().mti());
    }

    @Test
    void shouldMatchNothingWhenF7AndF41AreBothMissing() {
        fixture.sale(1, 1000);
        fixture.answerWithoutTime(210, fixture.sent(), "00", null);
        assertEquals(List.of(), fixture.told());
    }

    @Test
    void shouldGoOnWithTheBatchWhenAStrangerClosedIt() {
        String rrn = approvedSale(1, 1000);
        settle(99, "0".repeat(62));
        fixture.linked(TransactionType.SALE_VOID, 2, 1000, 1, rrn);
        fixture.answer(210, fixture.sent(), "00");
        assertEquals(List.of("210/00"), fixture.told());
        String totals = "000000001000" + "001" + "000000001000" + "001" + "0" + "0".repeat(31);
        settle(3, totals);
        assertEquals("1", fixture.field(48).substring(30, 31));
    }

    @Test
    void shouldKeepTheTotalsWhenAStrangerClosesOneBatchAfterTheOther() {
        approvedSale(1, 1000);
        settle(90, "0".repeat(62));
        for (int batch = 2; batch <= 5; batch++) {
            RequestFacts f = fixture.request(TransactionType.SETTLEMENT, 90 + batch, -1);
            f.mti = 500;
            f.batch = batch;
            f.image.put(48, "0".repeat(62).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            fixture.send();
        }
        approvedSale(2, 500);
        settle(3, "000000001500" + "002" + "0".repeat(16) + "0".repeat(31));
        assertEquals("1", fixture.field(48).substring(30, 31));
    }

    @Test
    void shouldCountALateOutcomeInItsOwnBatchWhenTheBatchWasClosedMeanwhile() {
        approvedSale(1, 1000);
        fixture.sale(2, 500);
        Sent late = fixture.sent();
        settle(3, "000000001000" + "001" + "0".repeat(16) + "0".repeat(31));
        fixture.answer(210, late, "00");
        settle(3, "000000001500" + "002" + "0".repeat(16) + "0".repeat(31));
        assertEquals("1", fixture.field(48).substring(30, 31));
    }

    @Test
    void shouldStillCloseTheBatchWhenARequestOfTheNextOneCameFirst() {
        approvedSale(1, 1000);
        RequestFacts f = fixture.request(TransactionType.SALE, 2, 300);
        f.batch = 2;
        fixture.send();
        fixture.answer(210, fixture.sent(), "00");
        settle(3, "000000001000" + "001" + "0".repeat(16) + "0".repeat(31));
        assertEquals("1", fixture.field(48).substring(30, 31));
    }

    @Test
    void shouldForgetTheOldestWhenItsTableIsFull() {
        CoreFixture small = new CoreFixture(8);
        for (int stan = 1; stan <= 100; stan++) {
            small.sale(stan, 100);
            small.answer(210, small.sent(), "00");
            assertEquals(List.of("210/00"), small.told());
        }
        assertTrue(small.core.size() <= 8);
        assertEquals(small.core.stateHash(), small.replayedHash());
    }

    @Test
    void shouldRefuseNewRequestsWhenEverythingRememberedIsOpen() {
        CoreFixture small = new CoreFixture(4);
        for (int stan = 1; stan <= 4; stan++) {
            small.sale(stan, 100);
            assertEquals(200, small.sent().mti());
        }
        small.sale(5, 100);
        assertEquals(List.of("210/96"), small.told());
    }
}
