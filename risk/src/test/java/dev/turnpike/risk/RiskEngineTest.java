package dev.turnpike.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.turnpike.risk.expression.Condition;
import dev.turnpike.risk.expression.Facts;
import dev.turnpike.risk.velocity.SeriesDefinition;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RiskEngineTest {
    private static final long START = 1_790_000_000_000L;

    private static Condition when(Predicate<Facts> predicate) {
        return new Condition() {
            @Override
            public boolean test(Facts facts) {
                return predicate.test(facts);
            }
        };
    }

    private static RiskRules tenInTenMinutes(RuleMode mode) {
        RiskRules.Builder b = new RiskRules.Builder();
        int card = b.counter(CounterDefinition.of("card_10m", Set.of(Dimension.CARD), SeriesDefinition.count(600_000, 10)));
        b.counter(CounterDefinition.of("card_day", Set.of(Dimension.CARD), SeriesDefinition.amount(86_400_000, 24)));
        b.counter(new CounterDefinition("declines", Set.of(Dimension.CARD), SeriesDefinition.count(3_600_000, 6), null,
            EnumSet.of(Outcome.DECLINED, Outcome.REFUSED), null));
        b.rule(RiskRule.of(7, "velocity").types(Set.of(RiskType.SALE)).action(RuleAction.DECLINE, 65).mode(mode)
            .when(when(f -> f.get(card) >= 10)));
        return b.build();
    }

    private static RiskRequest sale(long card, long timeMs) {
        return new RiskRequest().transactionType(RiskType.SALE.code()).cardHashHigh(card).cardHashLow(~card).bin(622848).terminal(1)
            .merchant(1).mcc(5411).amountMinor(1000).currency(156).entryMode(EntryMode.CHIP.code()).timeMs(timeMs);
    }

    @Test
    void shouldDeclineTheEleventhWhenTheLimitIsTen() {
        RiskEngine engine = RiskEngine.of(tenInTenMinutes(RuleMode.ENFORCE));
        for (int i = 0; i < 10; i++) {
            RiskRequest r = sale(5, START + i * 1000);
            assertEquals(0, engine.assess(r));
            engine.reserve(r);
            engine.confirm(r);
        }
        assertEquals(1, engine.assess(sale(5, START + 11_000)));
        assertEquals(65, engine.code());
        assertEquals("velocity", engine.ruleName());
        assertEquals(7, engine.ruleId());
        assertEquals(0, engine.assess(sale(6, START + 11_000)));
        assertEquals(0, engine.code());
        assertEquals(0, engine.assess(sale(5, START + 700_000)));
    }

    @Test
    void shouldNotDecideWhenInShadow() {
        RiskEngine engine = RiskEngine.of(tenInTenMinutes(RuleMode.SHADOW));
        for (int i = 0; i < 10; i++) {
            engine.reserve(sale(5, START));
        }
        assertEquals(0, engine.assess(sale(5, START)));
        assertEquals(1, engine.hits(1));
        assertEquals(true, engine.held(1));
    }

    @Test
    void shouldNotChangeStateWhenAssessing() {
        RiskEngine engine = RiskEngine.of(tenInTenMinutes(RuleMode.ENFORCE));
        engine.reserve(sale(5, START));
        long hash = engine.stateHash();
        engine.assess(sale(5, START + 100_000));
        engine.assess(sale(6, START + 200_000));
        assertEquals(hash, engine.stateHash());
    }

    @Test
    void shouldMoveBetweenOutcomesWhenReleasedUndoneOrRefused() {
        RiskEngine engine = RiskEngine.of(tenInTenMinutes(RuleMode.ENFORCE));
        engine.reserve(sale(5, START));
        engine.reserve(sale(5, START));
        engine.reserve(sale(5, START));
        engine.confirm(sale(5, START), 400);
        engine.release(sale(5, START), Outcome.DECLINED);
        engine.refuse(sale(5, START));
        engine.assess(sale(5, START));
        assertEquals(2, engine.counterValue(0));
        assertEquals(1400, engine.counterValue(1));
        assertEquals(2, engine.counterValue(2));
        engine.undo(sale(5, START), 400);
        engine.release(sale(5, START));
        engine.assess(sale(5, START));
        assertEquals(0, engine.counterValue(0));
        assertEquals(0, engine.counterValue(1));
    }

    @Test
    void shouldReachTheSameHashWhenTheSameChangesAreReplayed() {
        assertEquals(run(3, true).stateHash(), run(3, false).stateHash());
        assertNotEquals(run(3, true).stateHash(), run(4, true).stateHash());
    }

    private static RiskEngine run(long seed, boolean assess) {
        Random random = new Random(seed);
        RiskEngine engine = RiskEngine.of(tenInTenMinutes(RuleMode.ENFORCE));
        long now = START;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(5_000);
            RiskRequest r = sale(1 + random.nextInt(300), now);
            if (assess) {
                engine.assess(r);
            }
            switch (random.nextInt(4)) {
                case 0 -> engine.refuse(r);
                case 1 -> engine.reserve(r);
                case 2 -> {
                    engine.reserve(r);
                    engine.release(r, Outcome.WRONG_PIN);
                }
                default -> {
                    engine.reserve(r);
                    engine.confirm(r);
                }
            }
        }
        return engine;
    }
}
