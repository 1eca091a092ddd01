package dev.turnpike.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.risk.expression.Expressions;
import dev.turnpike.risk.velocity.SeriesDefinition;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RiskAdoptTest {
    private static final long START = 1_790_000_000_000L;

    private static RiskRules rules(int capacity, CounterDefinition... counters) {
        RiskRules.Builder builder = new RiskRules.Builder().capacity("", capacity);
        for (CounterDefinition counter : counters) {
            builder.counter(counter);
        }
        return builder.rule(RiskRule.of(9, "nine").action(RuleAction.DECLINE, 59).when(Expressions.always(true))).build();
    }

    private static CounterDefinition count(String name, long windowMs) {
        return CounterDefinition.of(name, Set.of(Dimension.CARD), SeriesDefinition.count(windowMs, 10));
    }

    private static CounterDefinition amount(String name) {
        return CounterDefinition.of(name, Set.of(Dimension.MERCHANT), SeriesDefinition.amount(600_000, 10));
    }

    private static RiskRequest request(int card) {
        return new RiskRequest().cardHashLow(card).merchant(1).currency(156).amountMinor(100).timeMs(START);
    }

    @Test
    void shouldKeepCountersThatStillFitAndNameTheOthersWhenRulesChange() {
        RiskEngine engine = RiskEngine.of(rules(1000, count("a", 600_000), count("b", 600_000), amount("c")));
        for (int i = 0; i < 300; i++) {
            engine.reserve(request(i % 100 + 1));
        }
        RiskEngine next = engine.adopt(rules(2000, count("new", 600_000), count("b", 600_000), count("a", 1_200_000), amount("c")));
        assertEquals(List.of("a"), next.dropped());
        next.assess(request(5));
        assertEquals(0, next.counterValue(0));
        assertEquals(3, next.counterValue(1));
        assertEquals(0, next.counterValue(2));
        assertEquals(30_000, next.counterValue(3));
        assertEquals(0, next.evictions());
    }

    @Test
    void shouldKeepTheStateHashWhenOnlyConditionsChange() {
        RiskEngine engine = RiskEngine.of(rules(1000, count("a", 600_000), amount("c")));
        engine.reserve(request(5));
        assertEquals(engine.stateHash(), engine.adopt(rules(1000, count("a", 600_000), amount("c"))).stateHash());
    }

    @Test
    void shouldNameTheDecidingRuleAndEveryCounterWhenExplaining() {
        RiskEngine engine = RiskEngine.of(rules(1000, count("a", 600_000), amount("c")));
        engine.reserve(request(5));
        engine.assess(request(5));
        assertEquals("decided 9 nine enforce decline 59\ncounter a (card) = 1\ncounter c (merchant+currency) = 100\n", engine.explain());
    }

    @Test
    void shouldReportHitsAmountsAndKnownFraudWhenReplayed() throws RiskRulesException {
        RiskRules pack = RiskRulesLoader.load(java.nio.file.Path.of(System.getProperty("turnpike.root"), "config", "risk.yaml"));
        RiskReplay replay = new RiskReplay(pack, r -> r.cardHashLow() == 3);
        for (int i = 0; i < 35; i++) {
            RiskRequest r = request(3).transactionType(RiskType.SALE.code()).amountMinor(2000);
            if (replay.request(r)) {
                replay.outcome(r, Outcome.APPROVED, 2000);
            }
        }
        assertEquals("requests 35, declined 5\n220 card-velocity (enforce): hits 5, decided 5, known fraud 5, declined minor units {156=10000}\n",
            replay.report());
        assertTrue(replay.engine().describe(request(3)).contains("counter card_count_10m (card) = 30\n"));
    }

    @Test
    void shouldEqualTheJdkWhenLocalTimeIsComputed() {
        Random random = new Random(1);
        for (String zone : List.of("Asia/Shanghai", "Europe/Zurich", "America/New_York", "UTC")) {
            LocalTime local = new LocalTime(ZoneId.of(zone));
            for (int i = 0; i < 2000; i++) {
                long timeMs = START + (random.nextInt(40_000) - 20_000) * 3_600_000L + random.nextInt(3_600_000);
                LocalDateTime expected = LocalDateTime.ofInstant(java.time.Instant.ofEpochMilli(timeMs), ZoneId.of(zone));
                assertEquals(expected.getHour() * 60 + expected.getMinute(), local.minuteOfDay(timeMs));
                assertEquals(expected.getDayOfWeek().getValue(), local.weekday(timeMs));
            }
        }
        assertTrue(new LocalTime(ZoneId.of("UTC")).weekday(0) == 4);
    }
}
