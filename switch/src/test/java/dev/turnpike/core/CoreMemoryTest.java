package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.core.CoreFixture.Sent;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.TransactionType;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What gives way when the table is full, and what is remembered of it. */
class CoreMemoryTest {
    private static final long AUTHORIZATION = 0x414243313233L;
    private final CoreFixture fx = new CoreFixture(8);

    @AfterEach
    void shouldReachTheSameStateWhenItsJournalIsApplied() {
        assertEquals(fx.core.stateHash(), fx.replayedHash());
    }

    private void approved(int from, int to) {
        for (int stan = from; stan <= to; stan++) {
            fx.sale(stan, 100);
            fx.answer(210, fx.sent(), "00");
            assertEquals(List.of("210/00"), fx.told());
        }
    }

    @Test
    void shouldRememberARefusalWhenTheTableIsFullOfOutcomes() {
        approved(1, 20);
        fx.sale(21, 0);
        approved(22, 25);
        long repeats = fx.count("turnpike_repeats_total");
        fx.sale(21, 0);
        assertEquals(List.of("210/13"), fx.told());
        assertEquals(repeats + 1, fx.count("turnpike_repeats_total"));
    }

    @Test
    void shouldRefuseTheOriginalWhenItsTombstoneWasForgotten() {
        fx.reversal(1, 100);
        assertEquals(List.of("410/25"), fx.told());
        approved(2, 20);
        fx.sale(1, 100);
        assertEquals(List.of("210/94"), fx.told());
    }

    @Test
    void shouldRefuseAPreauthWhenItsReversalCameFirst() {
        RequestFacts f = fx.request(TransactionType.REVERSAL, 1, 100);
        f.mti = 400;
        f.messageType = 10;
        fx.send();
        assertEquals(List.of("410/25"), fx.told());
        fx.request(TransactionType.PREAUTH, 1, 100);
        fx.send();
        assertEquals(List.of("110/22"), fx.told());
    }

    @Test
    void shouldKeepNoIdentityOfAnEarlierReversalWhenItIsReopened() {
        fx.sale(1, 100);
        Sent original = fx.sent();
        fx.advanceMs(CoreFixture.TIMEOUT_MS);
        for (int i = 0; i < 20; i++) {
            fx.answer(430, fx.sent(), "00");
            fx.answer(210, original, "00");
        }
        assertEquals(2, fx.core.upstreamIdentities());
    }

    @Test
    void shouldSay91Before96WhenTheTableIsFullAndNoLinkIsUp() {
        for (int stan = 1; stan <= 8; stan++) {
            fx.sale(stan, 100);
        }
        fx.sale(9, 100);
        assertEquals(List.of("210/96"), fx.told());
        fx.link(false);
        fx.sale(10, 100);
        assertEquals(List.of("210/91"), fx.told());
    }

    @Test
    void shouldTakeNumbersThatWereNotUsedWhenATerminalStartsThemAnew() {
        approved(5000, 5040);
        fx.sale(5001, 100);
        assertEquals(List.of("210/94"), fx.told());
        approved(1, 40);
        fx.sale(5001, 100);
        assertEquals(List.of("210/94"), fx.told());
        fx.sale(2, 100);
        assertEquals(List.of("210/94"), fx.told());
        approved(999_990, 999_999);
        approved(41, 60);
    }

    @Test
    void shouldRememberAnOpenPreauthWhenManySalesFollow() {
        RequestFacts f = fx.request(TransactionType.PREAUTH, 1, 1000);
        fx.send();
        fx.approve(fx.sent(), AUTHORIZATION);
        approved(2, 50);
        f = fx.request(TransactionType.COMPLETION, 51, 1100);
        f.originalBatch = 1;
        f.originalStan = 1;
        f.authorizationCode = AUTHORIZATION;
        fx.send();
        fx.answer(210, fx.sent(), "00");
        assertEquals(List.of("210/00"), fx.told());
        approved(52, 70);
        assertEquals(null, fx.core.transaction(1));
    }

    @Test
    void shouldForgetAPreauthWhenItIsTooOldToComplete() {
        fx.request(TransactionType.PREAUTH, 1, 1000);
        fx.send();
        fx.approve(fx.sent(), AUTHORIZATION);
        fx.wallStepMs = 31L * 86_400_000;
        approved(2, 50);
        assertEquals(null, fx.core.transaction(1));
    }

    @Test
    void shouldRememberAnOriginalWhileItsRefundIsUnderWay() {
        fx.sale(1, 1000);
        fx.answer(210, fx.sent(), "00");
        String rrn = fx.field(37);
        fx.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        Sent refund = fx.sent();
        approved(3, 40);
        fx.linked(TransactionType.REFUND, 41, 600, 1, rrn);
        assertEquals(List.of("230/61"), fx.told());
        fx.answer(230, refund, "00");
        assertEquals(List.of("230/00"), fx.told());
    }

    @Test
    void shouldChangeItsHashWhenOnlyForgottenNumbersDiffer() {
        CoreFixture other = new CoreFixture(8);
        approved(1, 1);
        fx.reversal(500, 100);
        other.sale(1, 100);
        other.answer(210, other.sent(), "00");
        other.reversal(501, 100);
        for (int stan = 2; stan <= 20; stan++) {
            for (CoreFixture each : List.of(fx, other)) {
                each.sale(stan, 100);
                each.answer(210, each.sent(), "00");
            }
        }
        assertNotEquals(fx.core.stateHash(), other.core.stateHash());
    }

    @Test
    void shouldContainWhatWasAddedAndLittleElseWhenNumbersAreForgotten() {
        for (int seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            ForgottenTraces traces = new ForgottenTraces();
            Set<Integer> added = new HashSet<>();
            int start = 1 + random.nextInt(999_999);
            for (int i = 0; i < 300; i++) {
                int stan = (start + i - 1) % 999_999 + 1;
                if (random.nextInt(10) > 0) {
                    traces.add(7, stan);
                    added.add(stan);
                }
            }
            for (int stan : added) {
                assertTrue(traces.contains(7, stan), seed + ": " + stan);
            }
            int outside = (start + 300 - 1) % 999_999 + 1;
            assertFalse(traces.contains(7, (outside + 1000) % 999_999 + 1) && traces.contains(7, (outside + 400_000) % 999_999 + 1), "seed " + seed);
            assertFalse(traces.contains(8, start));
        }
    }
}
