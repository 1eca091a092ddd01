package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.core.CoreFixture.Sent;
import dev.turnpike.transaction.OperatorAction;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators may do to store-and-forward, and the list of exceptions. */
class CoreOperatorTest {
    private final CoreFixture fixture = new CoreFixture();

    @AfterEach
    void shouldReachTheSameStateWhenItsJournalIsApplied() {
        assertEquals(fixture.core.stateHash(), fixture.replayedHash());
    }

    /** A sale whose reversal nobody answers; transaction 1. */
    private Sent reversing() {
        fixture.sale(1, 1000);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        return fixture.sent();
    }

    private void parked() {
        reversing();
        for (int i = 0; i < 400; i++) {
            fixture.advanceMs(100);
        }
    }

    private void expect(String beginning, String answer) {
        assertTrue(answer.startsWith(beginning), answer);
    }

    @Test
    void shouldListWhatIsOpenAndParked() {
        parked();
        String list = fixture.operator(OperatorAction.LIST, 0, "anna");
        assertTrue(list.contains("\"id\":1,\"kind\":\"reversal\",\"phase\":\"parked\""), list);
        assertTrue(list.contains("\"card\":\"622848******1111\""), list);
        assertTrue(list.contains("\"attempts\":6"), list);
        expect("DONE {\"id\":1", fixture.operator(OperatorAction.SHOW, 1, "anna"));
        expect("UNKNOWN", fixture.operator(OperatorAction.SHOW, 2, "anna"));
    }

    @Test
    void shouldListEveryEntryOnceWhenThereAreManyPages() {
        for (int i = 1; i <= 90; i++) {
            RequestFacts f = fixture.request(TransactionType.SALE, i, 100);
            f.panHashHigh = i;
            fixture.send();
        }
        fixture.link(false);
        for (int i = 0; i < 90; i++) {
            fixture.tick();
        }
        TreeSet<Long> ids = new TreeSet<>();
        int rows = 0;
        long cursor = 0;
        do {
            String page = fixture.operator(OperatorAction.LIST, cursor, "");
            for (MatchResult m : Pattern.compile("\"id\":(\\d+)").matcher(page).results().toList()) {
                ids.add(Long.parseLong(m.group(1)));
                rows++;
            }
            cursor = fixture.next;
        } while (cursor != 0);
        assertEquals(90, ids.size());
        assertEquals(90, rows);
    }

    @Test
    void shouldSendItAgainWhenAParkedOneIsRetried() {
        parked();
        expect("DONE", fixture.operator(OperatorAction.RETRY, 1, "anna"));
        Sent again = fixture.sent();
        assertEquals(421, again.mti());
        expect("ALREADY", fixture.operator(OperatorAction.RETRY, 1, "anna"));
        fixture.answer(430, again, "00");
        expect("ALREADY", fixture.operator(OperatorAction.RETRY, 1, "anna"));
        expect("UNKNOWN", fixture.operator(OperatorAction.RETRY, 99, "anna"));
    }

    @Test
    void shouldSendItAgainAtOnceWhenItWaitsForItsNextAttempt() {
        Sent reversal = reversing();
        fixture.answer(430, reversal, "96");
        expect("DONE", fixture.operator(OperatorAction.RETRY, 1, "anna"));
        assertEquals(new Sent(421, reversal.time(), reversal.stan()), fixture.sent());
    }

    @Test
    void shouldSendNothingWhenItIsParkedByHand() {
        reversing();
        expect("DONE", fixture.operator(OperatorAction.PARK, 1, "anna"));
        for (int i = 0; i < 100; i++) {
            fixture.advanceMs(1000);
            assertEquals(List.of(), fixture.allSent());
        }
        expect("ALREADY", fixture.operator(OperatorAction.PARK, 1, "anna"));
        fixture.restart();
        fixture.link(true);
        assertEquals(List.of(), fixture.allSent());
    }

    @Test
    void shouldBeReleasedByTwoPeopleAlone() {
        Sent reversal = reversing();
        expect("WRONG_STATE", fixture.operator(OperatorAction.RELEASE, 1, "anna"));
        fixture.operator(OperatorAction.PARK, 1, "anna");
        expect("WAITS_FOR_SECOND", fixture.operator(OperatorAction.RELEASE, 1, "anna"));
        expect("WAITS_FOR_SECOND", fixture.operator(OperatorAction.RELEASE, 1, "Anna"));
        fixture.restart();
        fixture.link(true);
        expect("WAITS_FOR_SECOND", fixture.operator(OperatorAction.RELEASE, 1, "anna"));
        expect("DONE", fixture.operator(OperatorAction.RELEASE, 1, "ben"));
        expect("ALREADY", fixture.operator(OperatorAction.RELEASE, 1, "ben"));
        expect("DONE \n".strip(), fixture.operator(OperatorAction.LIST, 0, ""));
        fixture.sale(1, 1000);
        assertEquals(List.of("210/98"), fixture.told());
        fixture.answer(430, reversal, "00");
        assertEquals(1, fixture.count("turnpike_upstream_duplicate_total"));
    }

    @Test
    void shouldForgetTheFirstPersonWhenItIsTakenUpAgain() {
        parked();
        fixture.operator(OperatorAction.RELEASE, 1, "anna");
        fixture.operator(OperatorAction.RETRY, 1, "ben");
        fixture.operator(OperatorAction.PARK, 1, "ben");
        expect("WAITS_FOR_SECOND", fixture.operator(OperatorAction.RELEASE, 1, "ben"));
    }

    @Test
    void shouldAskForTheOutcomeWhenARefundIsReleased() {
        fixture.sale(1, 1000);
        fixture.answer(210, fixture.sent(), "00");
        String rrn = fixture.field(37);
        fixture.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        fixture.operator(OperatorAction.PARK, 2, "anna");
        expect("WRONG_STATE", fixture.operator(OperatorAction.RELEASE, 2, "anna"));
        expect("WAITS_FOR_SECOND", fixture.operator(OperatorAction.RELEASE, 2, "anna", TransactionState.DECLINED));
        expect("WAITS_FOR_SECOND", fixture.operator(OperatorAction.RELEASE, 2, "ben", TransactionState.APPROVED));
        expect("DONE", fixture.operator(OperatorAction.RELEASE, 2, "anna", TransactionState.APPROVED));
        fixture.linked(TransactionType.REFUND, 2, 600, 1, rrn);
        assertEquals(List.of("230/00"), fixture.told());
        fixture.linked(TransactionType.REFUND, 3, 600, 1, rrn);
        assertEquals(List.of("230/61"), fixture.told());
    }

    @Test
    void shouldKeepAnswersThatMatchNothingUntilTheyAreCleared() {
        fixture.answer(210, new Sent(200, 1122120000L, 777_777), "00");
        fixture.answer(210, new Sent(200, 1122120000L, 777_778), "05");
        assertEquals(2, fixture.count("turnpike_upstream_orphan_total"));
        fixture.restart();
        String list = fixture.operator(OperatorAction.EXCEPTIONS, 0, "");
        assertTrue(list.contains("\"number\":1") && list.contains("\"upstreamTrace\":\"777778\""), list);
        expect("UNKNOWN", fixture.operator(OperatorAction.CLEAR, 3, "anna"));
        expect("DONE", fixture.operator(OperatorAction.CLEAR, 1, "anna"));
        list = fixture.operator(OperatorAction.EXCEPTIONS, 0, "");
        assertTrue(!list.contains("\"number\":1,") && list.contains("\"number\":2,"), list);
        expect("DONE", fixture.operator(OperatorAction.CLEAR, 0, "anna"));
        expect("ALREADY", fixture.operator(OperatorAction.CLEAR, 0, "anna"));
    }

    @Test
    void shouldCountWhatFindsNoPlaceOnTheListOfExceptions() {
        for (int i = 0; i < UnknownAnswers.CAPACITY + 5; i++) {
            fixture.answer(210, new Sent(200, 1122120000L, 100_000 + i), "00");
        }
        assertEquals(5, fixture.count("turnpike_upstream_orphan_dropped_total"));
        int rows = 0;
        long cursor = 0;
        do {
            String page = fixture.operator(OperatorAction.EXCEPTIONS, cursor, "");
            rows += (int) page.lines().filter(l -> l.contains("\"number\":")).count();
            cursor = fixture.next;
        } while (cursor != 0);
        assertEquals(UnknownAnswers.CAPACITY, rows);
    }
}
