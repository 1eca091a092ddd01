package dev.turnpike.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RiskReaderTest {
    @TempDir
    Path root;

    @Test
    void shouldRefuseTheConfigurationWhenARiskRuleFailsItsOwnTest() {
        ConfigurationLoader.Result result = ShippedConfiguration.in(root).replace("risk.yaml", "when: amount > limit.single_amount",
                "when: amount >= limit.single_amount").check();

        List<String> errors = result.problems().stream().filter(Problem::isError).map(Problem::toString).toList();
        assertEquals(1, errors.size(), errors::toString);
        assertTrue(errors.getFirst().startsWith(root.resolve("config").resolve("risk.yaml") + ":"), errors::toString);
        assertTrue(errors.getFirst().endsWith(": test of rule single-amount gives hit, expected pass"), errors::toString);
    }

    @Test
    void shouldKnowMerchantsTerminalsAndProfilesWhenRulesNameThem() {
        String limit = "{CNY: 50000.00, merchants: {'898100012340001': {CNY: 90000.00}}, terminals: {'10000001': {CNY: 80000.00}},"
                + " groups: {moon: {CNY: 1.00}}";
        List<String> problems = ShippedConfiguration.in(root).replace("risk.yaml", "{CNY: 50000.00", limit).problems();

        assertEquals(1, problems.stream().filter(p -> p.startsWith("risk.yaml")).count(), problems::toString);
        assertTrue(problems.stream().anyMatch(p -> p.endsWith(": moon is not known, expected a terminal group of the configuration")),
                problems::toString);
    }
}
