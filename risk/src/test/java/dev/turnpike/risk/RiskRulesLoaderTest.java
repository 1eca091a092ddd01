package dev.turnpike.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RiskRulesLoaderTest {
    private static final long START = 1_790_000_000_000L;

    @TempDir
    Path directory;

    private RiskRules load(String text) throws IOException, RiskRulesException {
        return RiskRulesLoader.load(Files.writeString(directory.resolve("risk.yaml"), text), new RiskNames() {
            @Override
            public int merchant(String name) {
                return name.equals("104110045110012") ? 3 : -1;
            }

            @Override
            public int group(String name) {
                return name.equals("rig") ? 2 : -1;
            }
        });
    }

    private List<String> problems(String text) {
        return assertThrows(RiskRulesException.class, () -> load(text)).problems().stream()
            .map(problem -> problem.substring(problem.indexOf("risk.yaml:"))).toList();
    }

    private static RiskRequest sale() {
        return new RiskRequest().transactionType(RiskType.SALE.code()).cardHashHigh(7).cardHashLow(9).bin(62284812).terminal(1).merchant(1)
            .mcc(5411).amountMinor(1000).currency(156).entryMode(EntryMode.CHIP.code()).timeMs(START);
    }

    @Test
    void shouldLoadTheShippedPackAndPassItsTests() throws RiskRulesException {
        RiskRules rules = RiskRulesLoader.load(Path.of(System.getProperty("turnpike.root"), "config", "risk.yaml"));
        RiskEngine engine = RiskEngine.of(rules);
        assertEquals(0, engine.assess(sale()));
        assertTrue(engine.assess(sale().amountMinor(5_000_001)) > 0);
        assertEquals(61, engine.code());
        assertEquals("single-amount", engine.ruleName());
        for (int i = 0; i < 30; i++) {
            assertEquals(0, engine.assess(sale()));
            engine.reserve(sale());
        }
        engine.assess(sale());
        assertEquals(65, engine.code());
        engine.assess(sale().mcc(7995));
        assertEquals(57, engine.code());
    }

    @Test
    void shouldEvaluateConditionsAsCelDoesWhenCompiled() throws IOException, RiskRulesException {
        RiskRules rules = load("""
            version: 1
            limits:
              big: {CNY: 10.00, groups: {rig: {CNY: 100.00}}, merchants: {'104110045110012': {CNY: 50}}}
            lists:
              bins: {of: bin, entries: ['622848']}
            counters:
              c: {key: card+merchant, measure: count, window: 10m, where: 'amount >= money("1.00 CNY") && currency == "CNY"'}
            rules:
              - {id: 1, name: a, when: 'type == "sale" && entry in ["chip", "contactless"] && amount > limit.big', then: {decline: 61}}
              - {id: 2, name: b, when: 'list.bins && counter.c * 2 + 1 > 4', then: {decline: 62}}
              - {id: 3, name: c, when: 'counter.c > 100 || counter.c * 2 + 1 == 5', then: {flag: true}}
              - {id: 4, name: d, when: '10 / counter.c > 0 || amount == 5', then: {decline: 5}, mode: shadow}
            """);
        RiskEngine engine = RiskEngine.of(rules);
        assertEquals(0, engine.assess(sale().amountMinor(1000)));
        assertEquals(1, engine.errors());
        assertEquals(1, engine.assess(sale().amountMinor(1001)));
        assertEquals(0, engine.assess(sale().amountMinor(1001).terminalGroup(2)));
        assertEquals(0, engine.assess(sale().amountMinor(5000).terminalGroup(2).merchant(3)));
        assertEquals(1, engine.assess(sale().amountMinor(5001).terminalGroup(2).merchant(3)));
        assertEquals(0, engine.assess(sale().amountMinor(1001).entryMode(EntryMode.KEYED.code())));
        engine.reserve(sale());
        engine.reserve(sale());
        engine.reserve(sale().amountMinor(99));
        assertEquals(2, engine.assess(sale()));
        assertTrue(engine.held(3));
        assertTrue(engine.held(4));
    }

    @Test
    void shouldListAllProblemsWithTheirPlacesWhenTheFileIsWrong() {
        List<String> problems = problems("""
            version: 1
            colour: red
            counters:
              c: {key: card+moon, measure: count, window: 10m}
              d: {key: card, measure: count, window: 40d}
            rules:
              - id: 1
                name: a
                when: amount > counter.nothing
                then: {decline: 61}
              - id: 2
                name: b
                when: type == "sail"
                then: {decline: 610}
              - id: 3
                name: c
                when: amount + 1
                then: {decline: 61}
            """);
        assertEquals("risk.yaml:2:1: unknown key colour in the file, expected one of version, enabled, zone, capacity, rates, limits, lists, "
            + "counters, rules", problems.get(0));
        assertTrue(problems.get(1).startsWith("risk.yaml:4:12: key has moon, expected parts joined by +"), problems.get(1));
        assertEquals("risk.yaml:5:6: counter d: window 3456000000 ms, expected 1 minute to 31 days", problems.get(2));
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("risk.yaml:9:") && p.contains("undeclared reference")), problems::toString);
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("risk.yaml:14:") && p.contains("expected a number from 1 to 99")),
            problems::toString);
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("risk.yaml:13:") && p.contains("\"sail\" is not known")),
            problems::toString);
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("risk.yaml:17:")), problems::toString);
    }

    @Test
    void shouldReportARuleWhoseTestFails() {
        List<String> problems = problems("""
            version: 1
            rules:
              - id: 1
                name: a
                when: amount > 100
                then: {decline: 61}
                tests:
                  - given: {amount: 1.01 CNY}
                    expect: pass
            """);
        assertEquals(List.of("risk.yaml:8:9: test of rule a gives hit, expected pass"), problems);
    }

    @Test
    void shouldLetEverythingPassWhenNotEnabled() throws IOException, RiskRulesException {
        RiskRules rules = load("{version: 1, enabled: false, rules: [{id: 1, name: a, when: 'true', then: {decline: 5}}]}");
        assertEquals(0, RiskEngine.of(rules).assess(sale()));
    }
}
