package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.turnpike.core.CoreFixture.Sent;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.OriginalFacts;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.TerminalDirectory;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Refunds of purchases that only the journal knows. */
class CoreOriginalsTest {
    private static final int TABLE = 16;
    private CoreFixture fx = new CoreFixture(TABLE, 4, OriginalRules.DEFAULT);
    private String rrn;

    @AfterEach
    void shouldReachTheSameStateWhenItsJournalIsApplied() {
        assertEquals(fx.core.stateHash(), fx.replayedHash());
    }

    // A sale of 10.00 under STAN 1, forgotten since; the index still knows it.
    private void forgottenSale() {
        fx.sale(1, 1000);
        fx.answer(210, fx.sent(), "00");
        rrn = fx.field(37);
        for (int stan = 100; stan < 100 + 2 * TABLE; stan++) {
            fx.sale(stan, 100);
            fx.answer(210, fx.sent(), "00");
        }
        assertNull(fx.core.transaction(1));
    }

    private void known(OriginalFacts o) {
        o.found = true;
        o.txId = 1;
        o.wallMs = fx.core.wallMs() - 1000;
        o.tid = TerminalDirectory.pack("T0000001", 0);
        o.type = TransactionType.SALE;
        o.state = TransactionState.APPROVED;
        o.messageClass = 200;
        o.batch = 1;
        o.stan = 1;
        o.currency = 156;
        o.approvedMinor = 1000;
        o.refundedMinor = 0;
        o.voided = false;
        o.panHashHigh = 5;
        o.panHashLow = 6;
        o.rrnDay = 6326;
        o.upstreamTime = 1122120001L;
        o.upstreamStan = 77;
        o.flags = 0;
        o.linkLength = 10;
        o.link.putStringWithoutLengthAscii(0, "acquirer-a");
    }

    private long ask(int stan, long amount) {
        fx.linked(TransactionType.REFUND, stan, amount, 1, rrn);
        assertEquals(List.of(), fx.told());
        assertNotNull(fx.asked());
        return fx.asked().target;
    }

    private String f90() {
        EffectList.Effect e = fx.slot.effects().get(0);
        FieldImage image = new FieldImage().wrap(fx.slot.effects().images(), e.imageOffset, e.imageLength);
        int at = image.find(90);
        return image.buffer().getStringWithoutLengthAscii(at, 20);
    }

    @Test
    void shouldRefundWhenTheJournalKnowsTheOriginal() {
        forgottenSale();
        fx.found(ask(2, 600), this::known);
        Sent refund = fx.sent();
        assertEquals(220, refund.mti());
        assertEquals("02000000771122120001", f90());
        fx.answer(230, refund, "00");
        assertEquals(List.of("230/00"), fx.told());
        fx.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        assertEquals(List.of("230/00"), fx.told());
    }

    @Test
    void shouldHoldTheAccountAndAskNoMoreWhenItIsRefundedAgain() {
        forgottenSale();
        fx.found(ask(2, 600), this::known);
        Sent refund = fx.sent();
        fx.linked(TransactionType.REFUND, 3, 401, 1, rrn);
        assertEquals(List.of("230/61"), fx.told());
        for (int stan = 200; stan < 200 + 2 * TABLE; stan++) {
            fx.sale(stan, 100);
            fx.answer(210, fx.sent(), "00");
        }
        fx.answer(230, refund, "00");
        fx.linked(TransactionType.REFUND, 4, 401, 1, rrn);
        assertEquals(List.of("230/61"), fx.told());
        fx.linked(TransactionType.REFUND, 5, 400, 1, rrn);
        assertEquals(220, fx.sent().mti());
    }

    @Test
    void shouldCountWhatWasRefundedBeforeWhenTheJournalSaysSo() {
        forgottenSale();
        fx.found(ask(2, 600), o -> {
            known(o);
            o.refundedMinor = 500;
        });
        assertEquals(List.of("230/61"), fx.told());
    }

    @Test
    void shouldLetOnlyOneThroughWhenTwoLookUpsRace() {
        forgottenSale();
        long first = ask(2, 600);
        long second = ask(3, 600);
        fx.found(first, this::known);
        assertEquals(220, fx.sent().mti());
        fx.found(second, this::known);
        assertEquals(List.of("230/61"), fx.told());
    }

    @Test
    void shouldSay25WhenTheJournalDoesNotKnowIt() {
        forgottenSale();
        fx.found(ask(2, 600), o -> {
        });
        assertEquals(List.of("230/25"), fx.told());
        fx.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        assertEquals(List.of("230/25"), fx.told());
    }

    @Test
    void shouldSay22WhenCardOrAgeIsWrongOrItWasVoided() {
        forgottenSale();
        fx.found(ask(2, 600), o -> {
            known(o);
            o.panHashLow = 7;
        });
        assertEquals(List.of("230/22"), fx.told());
        fx = new CoreFixture(TABLE, 4, OriginalRules.DEFAULT);
        forgottenSale();
        fx.found(ask(2, 600), o -> {
            known(o);
            o.voided = true;
        });
        assertEquals(List.of("230/22"), fx.told());
        fx = new CoreFixture(TABLE, 4, OriginalRules.DEFAULT);
        forgottenSale();
        fx.found(ask(2, 600), o -> {
            known(o);
            o.wallMs -= 181L * 86_400_000;
        });
        assertEquals(List.of("230/22"), fx.told());
    }

    @Test
    void shouldSay25WhenTheTerminalNamesAnotherBatchThanTheJournal() {
        forgottenSale();
        fx.found(ask(2, 600), o -> {
            known(o);
            o.batch = 9;
        });
        assertEquals(List.of("230/25"), fx.told());
    }

    @Test
    void shouldLeaveTheRepeatWaitingWhenTheJournalHasNotAnswered() {
        forgottenSale();
        long ticket = ask(2, 600);
        fx.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        assertEquals(List.of(), fx.kinds());
        fx.linked(TransactionType.REFUND, 2, 601, 1, rrn);
        assertEquals(List.of("230/94"), fx.told());
        fx.found(ticket, this::known);
        assertEquals(1, fx.allSent().size());
        fx.found(ticket, this::known);
        assertEquals(List.of(), fx.kinds());
    }

    @Test
    void shouldSay96WhenTheJournalDoesNotAnswerOrTooManyWait() {
        forgottenSale();
        for (int stan = 2; stan <= 5; stan++) {
            ask(stan, 100);
        }
        fx.linked(TransactionType.REFUND, 6, 100, 1, rrn);
        assertEquals(List.of("230/96"), fx.told());
        fx.advanceMs(4_999);
        assertEquals(List.of(), fx.told());
        fx.advanceMs(1);
        fx.tick();
        ask(7, 100);
    }

    @Test
    void shouldAskTwiceWhenAnOfflinePurchaseIsRefundedWithoutReference() {
        forgottenSale();
        RequestFacts f = fx.request(TransactionType.OFFLINE_REFUND, 2, 600);
        f.originalBatch = 1;
        f.originalStan = 1;
        fx.send();
        assertEquals(220, fx.asked().mti);
        fx.found(fx.asked().target, o -> {
        });
        assertEquals(200, fx.asked().mti);
        fx.found(fx.asked().target, this::known);
        assertEquals(220, fx.sent().mti());
    }

    @Test
    void shouldLeaveItToTheAcquirerWhenForeignOriginalsPass() {
        fx = new CoreFixture(TABLE, 4, new OriginalRules(115, 120, 30, 180, true));
        rrn = "632600000099";
        fx.found(ask(2, 600), o -> {
        });
        assertEquals(220, fx.sent().mti());
    }

    @Test
    void shouldKeepTheAccountWhenItRestarts() {
        forgottenSale();
        fx.found(ask(2, 600), this::known);
        fx.answer(230, fx.sent(), "00");
        fx.restart();
        fx.link(true);
        fx.linked(TransactionType.REFUND, 3, 401, 1, rrn);
        assertEquals(List.of("230/61"), fx.told());
    }
}
