package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.core.CoreFixture.Sent;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.TransactionType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Store-and-forward: order, pace, attempts, restarts. */
class CoreForwardTest {
    private static final LongUnaryOperator NO_JITTER = bound -> 0;
    private CoreFixture fixture = new CoreFixture();

    @AfterEach
    void shouldReachTheSameStateWhenItsJournalIsApplied() {
        assertEquals(fixture.core.stateHash(), fixture.replayedHash());
    }

    private Sent sale(int stan, long card, int terminal) {
        RequestFacts f = fixture.request(TransactionType.SALE, stan, 100);
        f.panHashHigh = card;
        f.terminal = terminal;
        fixture.send();
        List<Sent> all = fixture.allSent();
        return all.get(all.size() - 1);
    }

    /** A sale whose answer does not come: gives its reversal. */
    private Sent timedOut(int stan, long card) {
        sale(stan, card, 0);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        return fixture.sent();
    }

    @Test
    void shouldSendOneAfterTheOtherWhenTheyAreOfOneCard() {
        sale(1, 5, 0);
        sale(2, 5, 1);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        Sent first = fixture.sent();
        fixture.tick();
        assertEquals(List.of(), fixture.allSent());
        fixture.answer(430, first, "00");
        fixture.tick();
        assertNotEquals(first.stan(), fixture.sent().stan());
    }

    @Test
    void shouldNotWaitForAnotherCardWhenTheFirstIsNeverAnswered() {
        sale(1, 5, 0);
        sale(2, 6, 0);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        fixture.answer(430, fixture.allSent().get(1), "00");
        assertEquals(1, fixture.core.openTransactions());
    }

    @Test
    void shouldLetTheNextOfTheCardGoWhenTheFirstIsParked() {
        sale(1, 5, 0);
        sale(2, 5, 1);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        Sent first = fixture.sent();
        Sent second = null;
        for (int i = 0; i < 200 && second == null; i++) {
            fixture.advanceMs(500);
            for (Sent sent : fixture.allSent()) {
                second = sent.stan() == first.stan() ? null : sent;
            }
        }
        assertEquals(1, fixture.count("turnpike_reversals_parked_total"));
        assertEquals(420, second.mti());
    }

    @Test
    void shouldCountOneAttemptWhenAReversalIsRefusedAndThenLeftAlone() {
        Sent reversal = timedOut(1, 5);
        for (int attempt = 1; attempt <= 5; attempt++) {
            fixture.answer(430, reversal, "96");
            assertEquals(0, fixture.count("turnpike_reversals_parked_total"), "attempt " + attempt);
            List<Sent> again = List.of();
            for (int i = 0; i < 100 && again.isEmpty(); i++) {
                fixture.advanceMs(100);
                again = fixture.allSent();
            }
            assertEquals(421, again.get(0).mti());
        }
        fixture.answer(430, reversal, "96");
        assertEquals(1, fixture.count("turnpike_reversals_parked_total"));
    }

    @Test
    void shouldCountOnceWhenOneAttemptIsRefusedTwice() {
        Sent reversal = timedOut(1, 5);
        for (int i = 0; i < 10; i++) {
            fixture.answer(430, reversal, "96");
        }
        assertEquals(0, fixture.count("turnpike_reversals_parked_total"));
        assertEquals(9, fixture.count("turnpike_upstream_duplicate_total"));
    }

    @Test
    void shouldWaitLongerEachTimeWhenNobodyAnswers() {
        timedOut(1, 5);
        List<Long> at = new ArrayList<>();
        long start = fixture.nowMs;
        for (int i = 0; i < 400; i++) {
            fixture.advanceMs(100);
            if (!fixture.allSent().isEmpty()) {
                at.add(fixture.nowMs - start);
            }
        }
        assertEquals(List.of(1000L, 3000L, 7000L, 15_000L, 23_000L), at);
        assertEquals(1, fixture.count("turnpike_reversals_parked_total"));
    }

    @Test
    void shouldRepeatTheSameDecisionsWhenTheJitterIsTheSame() {
        List<List<Integer>> journals = new ArrayList<>();
        for (long seed : new long[] {7, 7, 8}) {
            SplittableRandom random = new SplittableRandom(seed);
            fixture = new CoreFixture(1000, false, 100, 100, 10, bound -> random.nextLong(bound));
            for (int i = 1; i <= 5; i++) {
                sale(i, i, 0);
            }
            for (int i = 0; i < 300; i++) {
                fixture.advanceMs(100);
            }
            journals.add(fixture.journal.stream().map(java.util.Arrays::hashCode).toList());
            assertEquals(fixture.core.stateHash(), fixture.replayedHash());
        }
        assertEquals(journals.get(0), journals.get(1));
        assertNotEquals(journals.get(0), journals.get(2));
    }

    @Test
    void shouldKeepToItsRateWhenABacklogIsSent() {
        fixture = new CoreFixture(10_000, false, 5_000, 50, 1000, NO_JITTER);
        backlog(500);
        long start = fixture.nowMs;
        int drained = 0;
        while (fixture.core.openTransactions() > 0 && fixture.nowMs < start + 60_000) {
            for (Sent sent : fixture.allSent()) {
                fixture.answer(430, sent, "00");
                drained++;
            }
            fixture.advanceMs(10);
        }
        long seconds = (fixture.nowMs - start) / 1000;
        assertEquals(500, drained);
        assertTrue(seconds >= 9 && seconds <= 11, seconds + " s for 500 at 50 a second");
    }

    @Test
    void shouldHoldBackWhenAsManyAsTheWindowAreUnanswered() {
        fixture = new CoreFixture(10_000, false, 5_000, 10_000, 7, NO_JITTER);
        backlog(100);
        Set<Integer> sent = new HashSet<>();
        fixture.allSent().forEach(s -> sent.add(s.stan()));
        for (int i = 0; i < 50; i++) {
            fixture.advanceMs(10);
            fixture.allSent().forEach(s -> sent.add(s.stan()));
        }
        assertEquals(7, sent.size());
    }

    /** So many sales of as many cards, all in doubt after the link was lost; the link is up again. */
    private void backlog(int size) {
        for (int i = 1; i <= size; i++) {
            sale(i, i, i % 2);
        }
        fixture.link(false);
        for (int i = 0; i < size; i++) {
            fixture.tick();
        }
        fixture.link(true);
    }

    @Test
    void shouldDrainInOrderWithBoundedWorkPerEventWhenManyThousandWait() {
        int size = 20_000;
        fixture = new CoreFixture(50_000, false, 30_000, 100_000, 256, NO_JITTER);
        int sent = 0;
        for (int i = 1; i <= size; i++) {
            sale(i, i % 1000 + 1, i % 2);
        }
        fixture.link(false);
        while (fixture.core.inFlight() > 0) {
            fixture.tick();
            assertTrue(fixture.slot.records().count() <= 16);
        }
        fixture.restart();
        fixture.link(true);
        int[] lastOfCard = new int[1001];
        while (fixture.core.openTransactions() > 0) {
            List<Sent> now = fixture.allSent();
            assertTrue(now.size() <= 8);
            for (Sent s : now) {
                assertEquals(421, s.mti(), "it may have been sent before the restart");
                int card = (s.stan() - 1) % size % 1000;
                assertTrue(s.stan() > lastOfCard[card], "out of order");
                lastOfCard[card] = s.stan();
                fixture.answer(430, s, "00");
                sent++;
            }
            fixture.advanceMs(1);
        }
        assertEquals(size, sent);
    }

    @Test
    void shouldWriteEverythingOfTheCardFirstWhenItAsksAgainBeforeTheBacklogIsDrained() {
        fixture = new CoreFixture(10_000, false, 5_000, 1, 1, NO_JITTER);
        backlog(50);
        RequestFacts f = fixture.request(TransactionType.SALE, 60, 100);
        f.panHashHigh = 40;
        f.terminal = 2;
        fixture.send();
        List<Integer> written = fixture.allSent().stream().map(Sent::mti).toList();
        assertEquals(List.of(420, 200), written);
    }

    @Test
    void shouldSendWhatWaitedInTheSameOrderWhenItRestarts() {
        sale(1, 5, 0);
        sale(2, 5, 1);
        sale(3, 6, 0);
        fixture.link(false);
        fixture.restart();
        fixture.link(true);
        List<Sent> first = new ArrayList<>(fixture.allSent());
        assertEquals(2, first.size(), "one of each card");
        assertEquals(421, first.get(0).mti());
        fixture.answer(430, first.get(0), "00");
        fixture.tick();
        assertEquals(1, fixture.allSent().size());
    }

    @Test
    void shouldKeepWhatIsParkedWhenItRestarts() {
        Sent reversal = timedOut(1, 5);
        for (int i = 0; i < 400; i++) {
            fixture.advanceMs(100);
        }
        assertEquals(1, fixture.count("turnpike_reversals_parked_total"));
        fixture.restart();
        fixture.link(true);
        assertEquals(List.of(), fixture.allSent());
        assertEquals(0, fixture.core.openTransactions());
        fixture.answer(430, reversal, "00");
        fixture.reversal(1, 100);
        assertEquals(List.of("410/00"), fixture.told());
    }

    @Test
    void shouldAskAgainWhenTheLinkIsLostWhileALateApprovalIsWaitedFor() {
        Sent reversal = timedOut(1, 5);
        fixture.answer(430, reversal, "25");
        fixture.link(false);
        fixture.link(true);
        assertEquals(new Sent(421, reversal.time(), reversal.stan()), fixture.sent());
        fixture.answer(430, reversal, "25");
        fixture.advanceMs(CoreFixture.SETTLE_MS);
        assertEquals(0, fixture.core.openTransactions());
    }

    @Test
    void shouldReverseWhenAnApprovalIsSeenAfterItsTimeThoughBeforeTheTick() {
        Sent sale = sale(1, 5, 0);
        fixture.nowMs += CoreFixture.TIMEOUT_MS;
        fixture.answer(210, sale, "00");
        assertEquals(List.of("210/98"), fixture.told());
        assertEquals(420, fixture.sent().mti());
        assertEquals(1, fixture.count("turnpike_upstream_late_total"));
        fixture.answer(430, fixture.sent(), "25");
        assertEquals(421, nextSent().mti(), "it approved, so 25 is no end");
    }

    private Sent nextSent() {
        for (int i = 0; i < 100; i++) {
            fixture.advanceMs(100);
            if (!fixture.allSent().isEmpty()) {
                return fixture.sent();
            }
        }
        throw new AssertionError("nothing was sent");
    }

    @Test
    void shouldTakeTheOutcomeWhenTheAnswerOfARefundIsSeenAfterItsTime() {
        Sent sale = sale(1, 5, 0);
        fixture.answer(210, sale, "00");
        fixture.linked(TransactionType.REFUND, 2, 60, 1, fixture.field(37));
        Sent refund = fixture.sent();
        fixture.nowMs += CoreFixture.TIMEOUT_MS;
        fixture.answer(230, refund, "00");
        assertEquals(List.of("230/98"), fixture.told());
        assertEquals(0, fixture.core.openTransactions());
    }

    @Test
    void shouldCountDuplicateAnswersAndChangeNothing() {
        Sent sale = sale(1, 5, 0);
        fixture.answer(210, sale, "00");
        long hash = fixture.core.stateHash();
        fixture.answer(210, sale, "00");
        assertEquals(List.of(), fixture.kinds());
        assertEquals(hash, fixture.core.stateHash());
        assertEquals(1, fixture.count("turnpike_upstream_duplicate_total"));
    }

    @Test
    void shouldMatchAnswersByLinkWhenTheyComeAfterARestart() {
        Sent sale = sale(1, 5, 0);
        fixture.restart();
        fixture.link(true);
        assertEquals(420, fixture.sent().mti());
        fixture.answer(210, sale, "00");
        assertEquals(List.of(), fixture.told());
        assertEquals(1, fixture.count("turnpike_upstream_late_total"));
        assertEquals(1, fixture.core.openTransactions());
    }

    @Test
    void shouldHoldUpNobodyWhileItWaitsForALateApproval() {
        sale(1, 5, 0);
        sale(2, 5, 1);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        Sent first = fixture.sent();
        fixture.answer(430, first, "25");
        fixture.tick();
        assertEquals(420, fixture.sent().mti());
    }
}
