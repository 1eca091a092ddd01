package dev.turnpike.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleScopeTest {
    @TempDir
    Path directory;

    private RiskEngine engine(String rest) throws IOException, RiskRulesException {
        String text = "version: 1\nzone: Europe/Zurich\n" + rest;
        return RiskEngine.of(RiskRulesLoader.load(Files.writeString(directory.resolve("risk.yaml"), text), new RiskNames() {
            @Override
            public int merchant(String name) {
                return name.equals("M1") ? 1 : -1;
            }

            @Override
            public int terminal(String name) {
                return name.equals("T1") ? 1 : -1;
            }
        }));
    }

    private static RiskRequest at(String local) {
        return new RiskRequest().transactionType(RiskType.SALE.code()).cardHashLow(9).bin(62284812).terminal(1).merchant(1).mcc(5411)
            .currency(156).amountMinor(100).timeMs(LocalDateTime.parse(local).atZone(ZoneId.of("Europe/Zurich")).toInstant().toEpochMilli());
    }

    @Test
    void shouldRunOverMidnightOnTheDayItBeganWhenScheduleSaysSo() throws IOException, RiskRulesException {
        RiskEngine engine = engine("""
            rules:
              - {id: 1, name: a, when: 'true', then: {decline: 57}, schedule: {days: [fri], from: "22:00", to: "06:00"}}
            """);
        assertEquals(1, engine.assess(at("2026-11-20T22:00")));
        assertEquals(1, engine.assess(at("2026-11-21T05:59")));
        assertEquals(0, engine.assess(at("2026-11-20T21:59")));
        assertEquals(0, engine.assess(at("2026-11-20T05:00")));
        assertEquals(0, engine.assess(at("2026-11-21T06:00")));
        assertEquals(0, engine.assess(at("2026-11-21T22:00")));
    }

    @Test
    void shouldApplyOnlyInScopeAndOnlyForItsTypes() throws IOException, RiskRulesException {
        RiskEngine engine = engine("""
            rules:
              - {id: 1, name: a, when: 'true', then: {decline: 57}, merchants: [M1], terminals: [T1], types: [sale]}
            """);
        assertEquals(1, engine.assess(at("2026-11-20T22:00")));
        assertEquals(0, engine.assess(at("2026-11-20T22:00").merchant(2)));
        assertEquals(0, engine.assess(at("2026-11-20T22:00").terminal(2)));
        assertEquals(0, engine.assess(at("2026-11-20T22:00").transactionType(RiskType.REFUND.code())));
        assertEquals(0, engine.assess(at("2026-11-20T22:00").transactionType(99)));
    }

    @Test
    void shouldDecideByTheFirstEnforcingRuleAndSkipSatisfiedActions() throws IOException, RiskRulesException {
        RiskEngine engine = engine("""
            rules:
              - {id: 1, name: a, when: 'true', then: {flag: true}}
              - {id: 2, name: b, when: 'true', then: {decline: 59}, mode: shadow}
              - {id: 3, name: c, when: 'amount > 50', then: {require_pin: 55}}
              - {id: 4, name: d, when: 'true', then: {decline: 61}}
            """);
        assertEquals(3, engine.assess(at("2026-11-20T22:00")));
        assertEquals(55, engine.code());
        assertEquals(4, engine.assess(at("2026-11-20T22:00").hasPin(true)));
        assertTrue(engine.held(1) && engine.held(2) && engine.held(3) && engine.held(4));
        assertEquals(4, engine.assess(at("2026-11-20T22:00").amountMinor(50)));
    }

    @Test
    void shouldReadListsFromFilesAndNameTheLineWhenAnEntryIsWrong() throws IOException, RiskRulesException {
        Files.writeString(directory.resolve("cards.txt"), "# hot\n0000000000000000000000000000000a\n00000000000000000000000000000009\n");
        Files.writeString(directory.resolve("bins.txt"), "622848\n12345\n");
        String rules = """
            lists: {hot: {of: card, file: %s}, bins: {of: bin, entries: ['622848'], file: %s}}
            rules:
              - {id: 1, name: a, when: list.hot, then: {decline: 62}}
              - {id: 2, name: b, when: list.bins, then: {decline: 62}}
            """;
        RiskEngine engine = engine(rules.formatted("cards.txt", "cards.txt").replace(", file: cards.txt}}", "}}"));
        assertEquals(1, engine.assess(at("2026-11-20T22:00")));
        assertEquals(2, engine.assess(at("2026-11-20T22:00").cardHashLow(11)));
        assertEquals(0, engine.assess(at("2026-11-20T22:00").cardHashLow(11).bin(622849)));
        List<String> problems = assertThrows(RiskRulesException.class, () -> engine(rules.formatted("nothing.txt", "bins.txt"))).problems();
        assertTrue(problems.get(0).contains("risk.yaml:3:") && problems.get(0).contains("nothing.txt cannot be read"), problems::toString);
        assertTrue(problems.get(1).contains("bins.txt:2:1: BIN 12345"), problems::toString);
    }
}
