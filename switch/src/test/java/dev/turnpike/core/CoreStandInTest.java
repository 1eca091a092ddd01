package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.core.CoreFixture.Sent;
import dev.turnpike.risk.EntryMode;
import dev.turnpike.routing.StandInPolicy;
import dev.turnpike.routing.StandInPolicy.Limits;
import dev.turnpike.routing.StandInPolicy.Rule;
import dev.turnpike.routing.StandInPolicy.Scheme;
import dev.turnpike.routing.StandInPolicy.Terms;
import dev.turnpike.transaction.OperatorAction;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TransactionType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Decisions in the place of an acquirer that cannot be asked. */
class CoreStandInTest {
    private static final Limits LIMITS = new Limits(1_000, 3, 2_500, 5, 4_000);
    private final CoreFixture fixture = new CoreFixture();

    @BeforeEach
    void standIn() {
        Rule approve = new Rule("chip", List.of("62"), Set.of(Scheme.CUP), Set.of(EntryMode.CHIP), Set.of(), Set.of(), false, 0, LIMITS);
        Rule decline = new Rule("keyed", List.of(), Set.of(), Set.of(EntryMode.KEYED), Set.of(), Set.of(), true, ResponseCode.code("05"),
            new Limits(0, 0, 0, 0, 0));
        fixture.standIn(new StandInPolicy(new Terms(156, 2, 10_000, 3_500, "S"), List.of(approve, decline)));
        fixture.link(false);
    }

    @AfterEach
    void shouldReachTheSameStateWhenItsJournalIsApplied() {
        assertEquals(fixture.core.stateHash(), fixture.replayedHash());
    }

    private String sale(int stan, long amount, long card) {
        RequestFacts f = fixture.request(TransactionType.SALE, stan, amount);
        f.panHashHigh = card;
        fixture.send();
        return fixture.told().isEmpty() ? "" : fixture.told().get(0);
    }

    private long exposure() {
        fixture.tick();
        return fixture.count("turnpike_stand_in_exposure_minor");
    }

    @Test
    void shouldApproveWithAMarkAndTellTheAcquirerWhenItIsBack() {
        assertEquals("210/00", sale(1, 1_000, 5));
        assertTrue(fixture.field(38).matches("S[0-9A-Z]{5}"), fixture.field(38));
        assertEquals(1_000, exposure());
        fixture.link(true);
        Sent advice = fixture.sent();
        assertEquals(220, advice.mti());
        fixture.answer(230, advice, "00");
        assertEquals(0, exposure());
        assertEquals(0, fixture.core.openTransactions());
        assertEquals("210/00", sale(1, 1_000, 5), "the repeat gets the stored answer");
    }

    @Test
    void shouldSay91WhenNoRuleHolds() {
        RequestFacts f = fixture.request(TransactionType.SALE, 1, 500);
        f.currency = 840;
        fixture.send();
        assertEquals(List.of("210/91"), fixture.told());
        f = fixture.request(TransactionType.SALE, 2, 500);
        f.panFirst6 = 400000;
        f.panFirst8 = 40000000;
        fixture.send();
        assertEquals(List.of("210/91"), fixture.told());
        f = fixture.request(TransactionType.SALE, 3, 500);
        f.hasPin = true;
        fixture.send();
        assertEquals(List.of("210/91"), fixture.told());
        fixture.request(TransactionType.BALANCE, 4, -1);
        fixture.send();
        assertEquals("210/91", fixture.told().get(0));
    }

    @Test
    void shouldDeclineWhenARuleSaysSo() {
        RequestFacts f = fixture.request(TransactionType.SALE, 1, 500);
        f.entryMode = 11;
        fixture.send();
        assertEquals(List.of("210/05"), fixture.told());
        assertEquals(0, exposure());
    }

    @Test
    void shouldKeepToEveryLimitUntilTheAcquirerAcknowledges() {
        assertEquals("210/91", sale(1, 1_001, 5), "above amountMax");
        assertEquals("210/00", sale(2, 1_000, 5));
        assertEquals("210/00", sale(3, 1_000, 5));
        assertEquals("210/91", sale(4, 501, 5), "above cardAmount");
        assertEquals("210/00", sale(5, 100, 5));
        assertEquals("210/91", sale(6, 100, 5), "above cardCount");
        assertEquals("210/00", sale(7, 1_000, 6));
        fixture.restart();
        assertEquals("210/91", sale(8, 401, 7), "above maxExposure");
        assertEquals("210/00", sale(9, 100, 7));
        assertEquals("210/91", sale(10, 100, 8), "above merchantCount");
        assertEquals(3_200, exposure());
        fixture.link(true);
        for (Sent sent : fixture.allSent()) {
            fixture.answer(230, sent, "00");
        }
        fixture.acknowledgeReversals();
        assertEquals(0, exposure());
        fixture.link(false);
        assertEquals("210/00", sale(11, 1_000, 5));
    }

    @Test
    void shouldStandInWhenTheAcquirerAnswersNobodyAndAskItNowAndThen() {
        fixture.link(true);
        sale(1, 100, 11);
        sale(2, 100, 12);
        fixture.advanceMs(CoreFixture.TIMEOUT_MS);
        assertEquals("", sale(3, 100, 13), "one is sent to see");
        Sent probe = fixture.allSent().get(fixture.allSent().size() - 1);
        assertEquals(200, probe.mti());
        assertEquals("210/00", sale(4, 100, 14));
        fixture.answer(210, probe, "00");
        assertEquals("", sale(5, 100, 15), "it answers again");
    }

    @Test
    void shouldTellOfTheSaleBeforeItsReversalWhenTheTerminalReverses() {
        sale(1, 1_000, 5);
        fixture.reversal(1, 1_000);
        assertEquals(List.of("410/00"), fixture.told());
        fixture.link(true);
        Sent advice = fixture.sent();
        assertEquals(220, advice.mti());
        fixture.answer(230, advice, "00");
        Sent reversal = fixture.sent();
        assertEquals(420, reversal.mti());
        fixture.answer(430, reversal, "00");
        assertEquals(0, fixture.core.openTransactions());
        assertEquals(0, exposure());
    }

    @Test
    void shouldKeepItParkedWhenTheAcquirerDeclines() {
        sale(1, 1_000, 5);
        fixture.link(true);
        fixture.answer(230, fixture.sent(), "51");
        assertTrue(fixture.alarms.list().stream().anyMatch(a -> a.id().equals("advice_declined")));
        assertEquals(1_000, exposure());
        assertTrue(fixture.operator(OperatorAction.LIST, 0, "").contains("\"kind\":\"stand-in advice\",\"phase\":\"parked\""));
        assertTrue(fixture.operator(OperatorAction.RELEASE, 1, "anna").startsWith("WAITS"));
        assertTrue(fixture.operator(OperatorAction.RELEASE, 1, "ben").startsWith("DONE"));
        assertEquals(0, exposure());
        assertEquals("210/00", sale(1, 1_000, 5));
    }

    @Test
    void shouldTellOfItBeforeALaterRequestOfTheCard() {
        sale(1, 1_000, 5);
        fixture.link(true);
        fixture.link(false);
        fixture.link(true);
        assertEquals(221, fixture.sent().mti());
        fixture.restart();
        fixture.link(true);
        assertEquals(221, fixture.sent().mti());
        sale(2, 50, 5);
        assertEquals(200, fixture.sent().mti());
    }
}
