package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.core.CoreFixture.Sent;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.TransactionType;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesAndBoundsTest {
    private CoreFixture fx = new CoreFixture();

    private void saleIn(int batch, int stan, long amount) {
        RequestFacts f = fx.request(TransactionType.SALE, stan, amount);
        f.batch = batch;
        fx.send();
    }

    private void approved(int batch, int stan, long amount) {
        saleIn(batch, stan, amount);
        fx.answer(210, fx.sent(), "00");
    }

    private String settle(int batch, int stan, String totals) {
        RequestFacts f = fx.request(TransactionType.SETTLEMENT, stan, -1);
        f.mti = 500;
        f.batch = batch;
        f.image.put(48, totals.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        fx.send();
        String f48 = fx.field(48);
        return f48 == null ? String.valueOf(fx.told()) : f48.substring(30, 31);
    }

    private static String sales(long amount, int count) {
        return String.format("%012d%03d", amount, count) + "0".repeat(16) + "0".repeat(31);
    }

    @Test
    void shouldRestoreTheTotalsWhenThisBatchAndThenThePreviousNumberAreClosed() {
        approved(5, 1, 1000);
        settle(5, 90, "0".repeat(62));
        settle(4, 91, "0".repeat(62));
        approved(5, 2, 500);
        assertEquals("1", settle(5, 3, sales(1500, 2)));
    }

    @Test
    void shouldLeaveTheOpenBatchWhenALateCopyOfAnOldSettlementComes() {
        approved(1, 1, 1000);
        settle(1, 90, sales(1000, 1));
        approved(2, 2, 500);
        settle(2, 91, sales(500, 1));
        settle(1, 90, sales(1000, 1));
        assertEquals("1", settle(3, 92, "0".repeat(62)));
    }

    @Test
    void shouldLeaveTheOpenBatchWhenALateCopyComesAfterTheLastNumber() {
        approved(999_998, 1, 1000);
        settle(999_998, 90, sales(1000, 1));
        approved(999_999, 2, 500);
        settle(999_999, 91, sales(500, 1));
        settle(999_998, 90, sales(1000, 1));
        assertEquals("1", settle(1, 92, "0".repeat(62)));
    }

    @Test
    void shouldKeepTotalsPositiveWhenAnOldSaleOfAReopenedBatchIsReversed() {
        approved(5, 1, 1000);
        settle(5, 90, "0".repeat(62));
        settle(4, 91, "0".repeat(62));
        approved(5, 2, 500);
        RequestFacts f = fx.request(TransactionType.REVERSAL, 1, 1000);
        f.mti = 400;
        f.batch = 5;
        f.reason = dev.turnpike.transaction.ResponseCode.TIMEOUT;
        fx.send();
        assertEquals("1", settle(5, 3, sales(500, 1)));
    }

    @Test
    void shouldCountASaleWhenItsBatchWasClosedWhileOnlyItWasInFlight() {
        approved(1, 1, 1000);
        assertEquals("1", settle(1, 2, sales(1000, 1)));
        saleIn(2, 3, 700);
        Sent s = fx.sent();
        settle(2, 90, "0".repeat(62));
        fx.answer(210, s, "00");
        assertEquals(List.of("210/00"), fx.told());
        approved(2, 4, 500);
        assertEquals("1", settle(2, 5, sales(1200, 2)));
    }

    @Test
    void shouldCountASaleWhenTheFirstBatchWasClosedWhileOnlyItWasInFlight() {
        saleIn(2, 3, 700);
        Sent s = fx.sent();
        settle(2, 90, "0".repeat(62));
        fx.answer(210, s, "00");
        approved(2, 4, 500);
        assertEquals("1", settle(2, 5, sales(1200, 2)));
    }

    @Test
    void shouldKeepTheOriginalWhenItsOwnVoidFillsTheTable() {
        fx = new CoreFixture(8);
        fx.sale(1, 1000);
        Sent original = fx.sent();
        fx.answer(210, original, "00");
        String rrn = fx.field(37);
        for (int i = 2; i <= 8; i++) {
            approved(1, i, 100);
        }
        fx.linked(TransactionType.SALE_VOID, 9, 1000, 1, rrn);
        EffectList.Effect e = fx.slot.effects().get(0);
        FieldImage image = new FieldImage().wrap(fx.slot.effects().images(), e.imageOffset, e.imageLength);
        int at = image.find(90);
        assertEquals(original.stan(), Integer.parseInt(image.buffer().getStringWithoutLengthAscii(at + 4, 6)), "F90 STAN, void itself is " + e.upstreamStan);
    }

    @Test
    void shouldStillSay94WhenAnOlderBatchIsForgottenLater() {
        fx = new CoreFixture(8);
        saleIn(1, 99, 50);
        fx.advanceMs(CoreFixture.TIMEOUT_MS);
        Sent rev = fx.sent();
        approved(2, 1, 1000);
        fx.answer(430, rev, "00");
        for (int i = 2; i <= 9; i++) {
            approved(2, i, 100);
        }
        saleIn(2, 1, 1000);
        assertEquals(List.of("210/94"), fx.told());
    }

    @Test
    void shouldPromiseNoReversalWhenTheLinkOfTheSaleIsGone() {
        fx.sale(1, 1000);
        fx.answer(210, fx.sent(), "00");
        fx.restartWithLink("acquirer-x");
        fx.link(true);
        fx.reversal(1, 1000);
        assertEquals(List.of("410/96"), fx.told());
        fx.restartWithLink("acquirer-x");
    }

    @Test
    void shouldGoOnWithTheBatchWhenAStrangerClosedItWithItsFirstSaleInFlight() {
        fx.sale(1, 1000);
        Sent s = fx.sent();
        settle(1, 90, "0".repeat(62));
        fx.answer(210, s, "00");
        fx.sale(2, 500);
        assertEquals(List.of(), fx.told());
    }

    @Test
    void shouldKeepTheDaysTraceNumbersWhenNoneWasLeft() {
        LinkPolicy p = new LinkPolicy("a", "00010000", "", true, java.time.ZoneOffset.UTC, 3000, 1000, 1000, 8000, 6, 6000, java.util.Set.of());
        LinkState link = new LinkState(0, p);
        long now = java.time.Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();
        Transaction tx = new Transaction();
        link.claimStan(tx, 1, 1122120000L);
        link.freeStan(1);
        link.claimStan(tx, 899_999, 1122120000L);
        assertEquals(-1, link.peekStan(now));
        link.claimStan(tx, 0, 1122120000L);
        assertEquals(-1, link.peekStan(now));
    }

    @Test
    void shouldReverseALateApprovalInFullWhenItsStoredAnswerHasLongGivenWay() {
        CoreFixture fx = new CoreFixture();
        fx.sale(1, 100);
        CoreFixture.Sent original = fx.sent();
        fx.advanceMs(CoreFixture.TIMEOUT_MS);
        fx.answer(430, fx.sent(), "25");
        fx.advanceMs(CoreFixture.SETTLE_MS);
        for (int stan = 2; stan < 300; stan++) {
            fx.sale(stan, 100);
            fx.answer(210, fx.sent(), "00");
        }
        fx.answer(210, original, "00");
        assertEquals(420, fx.sent().mti());
        assertTrue(fx.slot.effects().get(0).sealedPanLength > 0, "the reversal has the card number");
        assertTrue(fx.slot.effects().get(0).imageLength > 80, "and the fields of the request");
    }
}
