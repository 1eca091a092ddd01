package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.turnpike.core.CoreFixture.Sent;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.TransactionType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pre-authorisations, offline purchases, adjustments, script notifications: what may be done to what, and what counts. */
class CoreFamiliesTest {
    private static final long AUTHORIZATION = 0x414243313233L;
    private static final long DAY_MS = 86_400_000L;
    private final CoreFixture fx = new CoreFixture();

    @AfterEach
    void shouldReachTheSameStateWhenItsJournalIsApplied() {
        assertEquals(fx.core.stateHash(), fx.replayedHash());
        long before = fx.core.stateHash();
        fx.restart();
        assertEquals(before == 0, fx.core.stateHash() == 0);
    }

    private RequestFacts named(TransactionType type, int stan, long amount, int originalStan) {
        RequestFacts f = fx.request(type, stan, amount);
        f.originalBatch = 1;
        f.originalStan = originalStan;
        f.authorizationCode = AUTHORIZATION;
        return f;
    }

    private void send(TransactionType type, int stan, long amount, int originalStan) {
        named(type, stan, amount, originalStan);
        fx.send();
    }

    private String told(TransactionType type, int stan, long amount, int originalStan) {
        send(type, stan, amount, originalStan);
        return fx.told().isEmpty() ? "" : fx.told().get(0).substring(4);
    }

    private void approve(TransactionType type, int stan, long amount, int originalStan) {
        send(type, stan, amount, originalStan);
        fx.approve(fx.sent(), AUTHORIZATION);
        assertEquals(List.of((type.mti() + 10) + "/00"), fx.told());
    }

    private void preauth(int stan, long amount) {
        approve(TransactionType.PREAUTH, stan, amount, 0);
    }

    private String totals() {
        long[] t = fx.core.transaction(1).terminal.totals;
        return t[0] + "/" + t[1] + " " + t[2] + "/" + t[3];
    }

    private String field(int number) {
        for (int i = 0; i < fx.slot.effects().count(); i++) {
            EffectList.Effect e = fx.slot.effects().get(i);
            FieldImage image = new FieldImage().wrap(fx.slot.effects().images(), e.imageOffset, e.imageLength);
            int at = image.find(number);
            if (at >= 0) {
                return image.buffer().getStringWithoutLengthAscii(at, image.lengthAt(at));
            }
        }
        return null;
    }

    @Test
    void shouldForwardAs0100AndAnswer0110WhenAPreauthIsAsked() {
        send(TransactionType.PREAUTH, 1, 1000, 0);
        assertEquals(100, fx.sent().mti());
        fx.approve(fx.sent(), AUTHORIZATION);
        assertEquals(List.of("110/00"), fx.told());
        assertEquals("ABC123", fx.field(38));
        assertEquals("0/0 0/0", totals());
    }

    @Test
    void shouldCompleteOnceWithinTheMarginWhenAPreauthIsOpen() {
        preauth(1, 1000);
        Sent first = fx.lastSent;
        assertEquals("61", told(TransactionType.COMPLETION, 2, 1151, 1));
        send(TransactionType.COMPLETION, 3, 1150, 1);
        assertEquals("0100" + digits(first.stan(), 6) + digits(first.time(), 10), field(90).substring(0, 20));
        assertEquals("ABC123", field(38));
        fx.approve(fx.sent(), AUTHORIZATION);
        assertEquals("1150/1 0/0", totals());
        assertEquals("22", told(TransactionType.COMPLETION, 4, 1000, 1));
        assertEquals("22", told(TransactionType.PREAUTH_VOID, 5, 1000, 1));
        assertEquals("22", told(TransactionType.COMPLETION_ADVICE, 6, 1000, 1));
    }

    private static String digits(long value, int width) {
        return String.format("%0" + width + "d", value);
    }

    @Test
    void shouldLetOneThroughWhenTwoCompletionsRace() {
        preauth(1, 1000);
        send(TransactionType.COMPLETION, 2, 1000, 1);
        Sent first = fx.sent();
        assertEquals("22", told(TransactionType.COMPLETION, 3, 1000, 1));
        assertEquals("22", told(TransactionType.COMPLETION_ADVICE, 4, 1000, 1));
        fx.answer(210, first, "05");
        approve(TransactionType.COMPLETION, 5, 1000, 1);
    }

    @Test
    void shouldHoldTheAdditionsTooWhenAPreauthIsCompletedOrVoided() {
        preauth(1, 1000);
        approve(TransactionType.PREAUTH_ADDITION, 2, 500, 1);
        assertEquals("64", told(TransactionType.PREAUTH_VOID, 3, 1000, 1));
        assertEquals("61", told(TransactionType.COMPLETION, 4, 1726, 1));
        approve(TransactionType.COMPLETION, 5, 1725, 1);
    }

    @Test
    void shouldHoldNothingMoreWhenTheAdditionIsReversed() {
        preauth(1, 1000);
        approve(TransactionType.PREAUTH_ADDITION, 2, 500, 1);
        fx.reversal(2, 500);
        assertEquals(List.of("410/00"), fx.told());
        assertEquals("61", told(TransactionType.COMPLETION, 4, 1151, 1));
        approve(TransactionType.PREAUTH_VOID, 5, 1000, 1);
    }

    @Test
    void shouldFindThePreauthByCardAndCodeWhenField61IsEmpty() {
        preauth(1, 1000);
        RequestFacts f = named(TransactionType.PREAUTH_ADDITION, 2, 500, 0);
        f.originalBatch = 0;
        fx.send();
        fx.approve(fx.sent(), AUTHORIZATION);
        f = named(TransactionType.COMPLETION, 1, 1500, 0);
        f.terminal = 1;
        f.originalBatch = 0;
        fx.send();
        assertEquals(200, fx.sent().mti());
    }

    @Test
    void shouldSay25WhenTheAuthorisationCodeIsAnother() {
        preauth(1, 1000);
        RequestFacts f = named(TransactionType.COMPLETION, 2, 1000, 1);
        f.authorizationCode = AUTHORIZATION + 1;
        fx.send();
        assertEquals(List.of("210/25"), fx.told());
    }

    @Test
    void shouldSay22WhenTheCardIsAnother() {
        preauth(1, 1000);
        RequestFacts f = named(TransactionType.COMPLETION, 2, 1000, 1);
        f.panHashLow++;
        fx.send();
        assertEquals(List.of("210/22"), fx.told());
    }

    @Test
    void shouldSay22WhenThePreauthIsTooOld() {
        preauth(1, 1000);
        fx.wallStepMs = 30 * DAY_MS - 1000;
        fx.tick();
        send(TransactionType.COMPLETION, 2, 1000, 1);
        fx.answer(210, fx.sent(), "05");
        fx.wallStepMs = 30 * DAY_MS + 1000;
        fx.tick();
        assertEquals("22", told(TransactionType.COMPLETION, 3, 1000, 1));
        assertEquals("22", told(TransactionType.PREAUTH_ADDITION, 4, 1000, 1));
    }

    @Test
    void shouldOpenThePreauthAgainWhenItsCompletionIsVoided() {
        preauth(1, 1000);
        approve(TransactionType.COMPLETION, 2, 1000, 1);
        String rrn = fx.field(37);
        voidCompletion(3, 999, rrn);
        assertEquals(List.of("210/64"), fx.told());
        voidCompletion(4, 1000, rrn);
        fx.approve(fx.sent(), AUTHORIZATION);
        voidCompletion(5, 1000, rrn);
        assertEquals(List.of("210/22"), fx.told());
        assertEquals("1000/1 1000/1", totals());
        approve(TransactionType.COMPLETION, 6, 900, 1);
    }

    private void voidCompletion(int stan, long amount, String rrn) {
        RequestFacts f = named(TransactionType.COMPLETION_VOID, stan, amount, 2);
        f.rrn.putStringWithoutLengthAscii(0, rrn);
        fx.send();
    }

    @Test
    void shouldOpenThePreauthAgainWhenItsCompletionIsReversed() {
        preauth(1, 1000);
        approve(TransactionType.COMPLETION, 2, 1000, 1);
        fx.reversal(2, 1000);
        assertEquals("0/0 0/0", totals());
        assertEquals(1, fx.allSent().size());
        fx.answer(430, fx.sent(), "00");
        approve(TransactionType.COMPLETION, 3, 1000, 1);
    }

    @Test
    void shouldSay22WhenAPreauthIsReversedAfterItsCompletion() {
        preauth(1, 1000);
        approve(TransactionType.COMPLETION, 2, 1000, 1);
        fx.reversal(1, 1000);
        assertEquals(List.of("410/22"), fx.told());
    }

    @Test
    void shouldReverseThePreauthWhenNoAnswerComes() {
        send(TransactionType.PREAUTH, 1, 1000, 0);
        fx.advanceMs(CoreFixture.TIMEOUT_MS);
        assertEquals(List.of("110/98"), fx.told());
        assertEquals(420, fx.sent().mti());
        assertEquals("0100", field(90).substring(0, 4));
    }

    @Test
    void shouldAnswerAtOnceAndTellTheAcquirerWhenACompletionIsAdvised() {
        preauth(1, 1000);
        send(TransactionType.COMPLETION_ADVICE, 2, 1100, 1);
        assertEquals(List.of("230/00"), fx.told());
        Sent advice = fx.sent();
        assertEquals(220, advice.mti());
        assertEquals("1100/1 0/0", totals());
        fx.advanceMs(CoreFixture.TIMEOUT_MS);
        fx.answer(230, advice, "00");
        assertEquals(List.of(), fx.told());
        assertEquals(0, fx.core.openTransactions());
        send(TransactionType.COMPLETION_ADVICE, 2, 1100, 1);
        assertEquals(List.of("230/00"), fx.told());
    }

    @Test
    void shouldTakeAdvicesAndDeliverThemLaterWhenNoLinkIsUp() {
        fx.link(false);
        send(TransactionType.OFFLINE_SALE, 1, 1000, 0);
        assertEquals(List.of("230/00"), fx.told());
        assertEquals("ABC123", fx.field(38));
        assertEquals(List.of(), fx.allSent());
        fx.restart();
        fx.link(true);
        assertEquals(221, fx.sent().mti());
        fx.answer(230, fx.sent(), "00");
        assertEquals(0, fx.core.openTransactions());
        assertEquals("1000/1 0/0", totals());
    }

    @Test
    void shouldKeepAnAdviceForAPersonWhenTheAcquirerDeclinesIt() {
        send(TransactionType.OFFLINE_SALE, 1, 1000, 0);
        fx.answer(230, fx.sent(), "51");
        assertEquals(1, fx.count("turnpike_reversals_parked_total"));
        assertEquals("1000/1 0/0", totals());
        send(TransactionType.OFFLINE_SALE, 1, 1000, 0);
        assertEquals(List.of("230/00"), fx.told());
    }

    @Test
    void shouldCountTheNewTotalWhenATipIsAdded() {
        approve(TransactionType.SALE, 1, 1000, 0);
        String rrn = fx.field(37);
        assertEquals("61", told(TransactionType.TIP_ADJUST, 2, 1201, 1));
        assertEquals("00", told(TransactionType.TIP_ADJUST, 3, 1150, 1));
        assertEquals("1150/1 0/0", totals());
        assertEquals("000000001150", field(4));
        assertEquals("0200", field(90).substring(0, 4));
        RequestFacts f = named(TransactionType.TIP_ADJUST, 4, 1200, 1);
        f.tipMinor = 49;
        fx.send();
        assertEquals(List.of("230/64"), fx.told());
        fx.linked(TransactionType.SALE_VOID, 5, 1000, 1, rrn);
        assertEquals(List.of("210/64"), fx.told());
        fx.linked(TransactionType.REFUND, 6, 1151, 1, rrn);
        assertEquals(List.of("230/61"), fx.told());
        fx.linked(TransactionType.REFUND, 7, 1150, 1, rrn);
        assertNotEquals(List.of(), fx.allSent());
    }

    @Test
    void shouldAdjustAnOfflineSaleWhenItIsOfThisBatch() {
        send(TransactionType.OFFLINE_SALE, 1, 1000, 0);
        String rrn = fx.field(37);
        RequestFacts f = named(TransactionType.ADJUST, 2, 800, 1);
        f.rrn.putStringWithoutLengthAscii(0, rrn);
        fx.send();
        assertEquals(List.of("230/00"), fx.told());
        assertEquals(List.of(), fx.allSent(), "the purchase goes first");
        assertEquals("800/1 0/0", totals());
        f = named(TransactionType.ADJUST, 3, 900, 1);
        f.batch = 2;
        f.rrn.putStringWithoutLengthAscii(0, rrn);
        fx.send();
        assertEquals(List.of("230/22"), fx.told());
    }

    @Test
    void shouldUploadAChipSaleAs0220AndAnswer0210() {
        send(TransactionType.CHIP_OFFLINE_SALE, 1, 700, 0);
        assertEquals(List.of("210/00"), fx.told());
        assertEquals(220, fx.sent().mti());
        fx.answer(230, fx.sent(), "00");
        assertEquals("700/1 0/0", totals());
    }

    @Test
    void shouldRefundAnOfflinePurchaseWithoutReference() {
        send(TransactionType.CHIP_OFFLINE_SALE, 1, 700, 0);
        fx.answer(230, fx.sent(), "00");
        send(TransactionType.OFFLINE_REFUND, 2, 700, 1);
        assertEquals(220, fx.sent().mti());
        fx.answer(230, fx.sent(), "00");
        assertEquals("61", told(TransactionType.OFFLINE_REFUND, 3, 1, 1));
        assertEquals("700/1 700/1", totals());
    }

    @Test
    void shouldDeliverAScriptResultWhetherItsOriginalIsKnownOrNot() {
        approve(TransactionType.SALE, 1, 1000, 0);
        for (int original : new int[] {1, 99}) {
            RequestFacts f = named(TransactionType.SCRIPT_NOTIFY, 10 + original, -1, original);
            f.hasPan = false;
            f.panHashHigh = 0;
            fx.send();
            assertEquals(List.of("630/00"), fx.told());
            assertEquals(620, fx.sent().mti());
            fx.answer(630, fx.sent(), "00");
        }
        assertEquals(0, fx.core.openTransactions());
        assertEquals("1000/1 0/0", totals());
    }

    @Test
    void shouldRefuseTheReversalOfAnAdviceWith25OrLeaveItStanding() {
        send(TransactionType.OFFLINE_SALE, 1, 1000, 0);
        fx.reversal(1, 1000);
        assertEquals(List.of("410/25"), fx.told());
        assertEquals("1000/1 0/0", totals());
    }

    @Test
    void shouldRefundOnlyWhatAPartialRefundLeftWhenTheAcquirerApprovesLess() {
        approve(TransactionType.SALE, 1, 1000, 0);
        String rrn = fx.field(37);
        fx.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        Sent sent = fx.sent();
        fx.advanceMs(CoreFixture.TIMEOUT_MS);
        fx.answer(230, sent, "10", 300);
        fx.linked(TransactionType.REFUND, 3, 701, 1, rrn);
        assertEquals(List.of("230/61"), fx.told());
        fx.linked(TransactionType.REFUND, 4, 700, 1, rrn);
        assertEquals(220, fx.sent().mti());
    }

    @Test
    void shouldSay22WhenThePurchaseIsTooOldForARefund() {
        approve(TransactionType.SALE, 1, 1000, 0);
        String rrn = fx.field(37);
        fx.wallStepMs = 180 * DAY_MS + 1000;
        fx.tick();
        fx.linked(TransactionType.REFUND, 2, 100, 1, rrn);
        assertEquals(List.of("230/22"), fx.told());
    }

    @Test
    void shouldSay22WhenTheOriginalsDateIsAnother() {
        approve(TransactionType.SALE, 1, 1000, 0);
        String rrn = fx.field(37);
        RequestFacts f = named(TransactionType.REFUND, 2, 100, 1);
        f.rrn.putStringWithoutLengthAscii(0, rrn);
        f.originalDate = 1119;
        fx.send();
        assertEquals(List.of("230/25"), fx.told());
        f = named(TransactionType.REFUND, 3, 100, 1);
        f.rrn.putStringWithoutLengthAscii(0, rrn);
        f.originalDate = 1123;
        fx.send();
        assertEquals(220, fx.sent().mti());
    }

    private static void useUpTraceNumbers(CoreFixture day) {
        LinkState link = day.core.link(0);
        link.claimStan(new Transaction(), LinkState.STAN_LIMIT - 1, link.zone.at(day.core.wallMs()).mmddhhmmss());
    }

    @Test
    void shouldNumberItLaterWhenAnAdviceFindsNoTraceNumber() {
        CoreFixture day = new CoreFixture(10_000, true);
        useUpTraceNumbers(day);
        RequestFacts f = day.request(TransactionType.OFFLINE_SALE, 1, 1000);
        f.authorizationCode = AUTHORIZATION;
        day.send();
        assertEquals(List.of("230/00"), day.told());
        assertEquals(List.of(), day.allSent());
        assertEquals(0, day.core.transaction(1).upstreamStan);
        day.wallStepMs = DAY_MS;
        day.advanceMs(2 * CoreFixture.RETRY_MS);
        Sent advice = day.sent();
        assertEquals(220, advice.mti());
        day.answer(230, advice, "00");
        assertEquals(0, day.core.openTransactions());
        assertEquals(day.core.stateHash(), day.replayedHash());
    }

    @Test
    void shouldNumberItLaterWhenAReversalFindsNoTraceNumber() {
        CoreFixture day = new CoreFixture(10_000, true);
        day.sale(1, 1000);
        useUpTraceNumbers(day);
        day.advanceMs(CoreFixture.TIMEOUT_MS);
        assertEquals(List.of("210/98"), day.told());
        assertEquals(List.of(), day.allSent());
        day.wallStepMs = DAY_MS;
        day.advanceMs(2 * CoreFixture.RETRY_MS);
        Sent reversal = day.sent();
        assertEquals(420, reversal.mti());
        day.answer(430, reversal, "00");
        assertEquals(0, day.core.openTransactions());
        assertEquals(day.core.stateHash(), day.replayedHash());
    }
}
