package dev.turnpike.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.wire.PinBlock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as a user starts it: one process that starts the others. */
final class DemoRunTest {
    /** A piece of every line that the script prints, in its order; README and issue promise these steps. */
    private static final List<String> STEPS = List.of(
        "sign-on, key download (003)", "echo", "sale 10.00, chip and PIN", "sale 10.51, declined by the acquirer",
        "sale 60000.00, refused by a risk rule", "acquirer's ledger: nothing of it reached the acquirer", "sale 11.00 with a wrong MAC",
        "sale 91.00, never answered upstream", "acquirer's ledger: 0420 sent and acknowledged, net zero",
        "sale 20.00, answer lost by the terminal", "its own reversal 0400", "acquirer's ledger: 0420 sent and acknowledged, net zero",
        "second terminal: sign-on (X9.19)", "second terminal: sale 12.00, stripe", "acquirer's ledger: posted at cup-a", "sale 30.00",
        "void of it", "refund 5.00 of the first sale", "sale 13.00, foreign card", "acquirer's ledger: posted at cup-b",
        "acquirer's ledger: net 18.00", "pre-authorisation 40.00", "completion 46.01, above 115 %", "completion 44.00",
        "acquirer's ledger: 40.00 held, 44.00 captured, net 62.00", "batch close 0500");

    @TempDir
    private Path folder;

    @Test
    void shouldShowEveryStepAndLeaveNoSecretsWhenDemoRunsOnce() throws Exception {
        Path shop = folder.resolve("shop");
        try (Product demo = Product.run(folder.resolve("out/demo.txt"), 120, "demo", "--once", "--data", shop.toString())) {
            String said = demo.output();
            assertEquals(0, demo.code(), said);
            List<String> steps = said.lines().filter(l -> l.startsWith("  \u2714 ") || l.startsWith("  \u2718 ")).toList();
            assertEquals(STEPS.size(), steps.size(), said);
            for (int i = 0; i < STEPS.size(); i++) {
                assertTrue(steps.get(i).startsWith("  \u2714 ") && steps.get(i).contains(STEPS.get(i)), STEPS.get(i) + " in: " + steps.get(i));
            }
            assertTrue(said.contains("all steps as expected"), said);
            assertTrue(said.contains("AMOUNT") && said.contains("CNY 10.00") && said.contains("622202******"), "receipt: " + said);
            for (String record : List.of("STARTED", "KEYS_ISSUED", "INTENT", "OUTCOME", "REJECTED", "REVERSAL_INTENT", "REVERSAL_ACK",
                "BATCH_CLOSED")) {
                assertTrue(said.contains(record), record + " in the journal's view: " + said);
            }
        }
        assertTrue(Files.isDirectory(shop.resolve("data/journal")), "the data of --data is kept");
        printJournal(shop);
        assertNoSecrets(shop, folder);
    }

    /** What the journal's tools print of the demonstration: files for the scan. */
    private void printJournal(Path shop) throws Exception {
        String config = shop.toString();
        command("show.txt", "REVERSAL_INTENT", "journal", "show", "--config", config);
        command("export.csv", "622202******", "journal", "export", "--csv", "--config", config);
        command("export.json", "622202******", "journal", "export", "--json", "--config", config);
        command("verify.txt", " seals agree", "journal", "verify", "--config", config);
        command("tail.txt", "STARTED", "journal", "tail", "-n", "1000", "--config", config);
        command("tx.txt", "by route ", "tx", "1", "--config", config);
    }

    private void command(String output, String expected, String... words) throws Exception {
        try (Product product = Product.run(folder.resolve("out/" + output), 60, words)) {
            assertEquals(0, product.code(), product.output());
            assertTrue(product.output().contains(expected), product.output());
        }
    }

    /** The cards of the script, what a reader makes of them, and every key of the shop; sim/ is the simulators' own. */
    private static void assertNoSecrets(Path shop, Path written) throws Exception {
        Seeds seeds = new Seeds();
        seeds.keysOf(shop);
        for (String pan : List.of(NamedCard.withLuhn("622202001234567"), NamedCard.withLuhn("400000001234567"))) {
            seeds.card(pan);
            seeds.track(pan + "=3012201000000000");
            seeds.block(PinBlock.format0("1234", pan));
        }
        SecretScanner scanner = seeds.scanner();
        scanner.scanFolder(written, name -> !name.startsWith("shop/sim/"));
        assertTrue(scanner.files() > 10, "files were scanned: " + scanner.files());
        assertEquals(List.of(), scanner.hits());
    }

    @Test
    void shouldNameTheStepWhenItDoesNotEndAsExpected() throws Exception {
        Path shop = folder.resolve("broken");
        Shop.command("init", shop.toString());
        Path terminals = shop.resolve("config/terminals.csv");
        Files.writeString(terminals, Files.readString(terminals).replace("10000001,898100012340001,,cup-ecb,master,active",
            "10000001,898100012340001,,cup-ecb,master,suspended"));
        try (Product demo = Product.run(folder.resolve("out/broken.txt"), 120, "demo", "--once", "--data", shop.toString())) {
            String said = demo.output();
            assertEquals(1, demo.code(), said);
            assertTrue(said.contains("demo: step \"sign-on, key download (003)\" did not end as expected"), said);
            assertEquals(1, said.lines().filter(l -> l.startsWith("  \u2718 ")).count(), said);
        }
        assertNoChildren(shop);
    }

    /** The demo ends its children before itself: none is left that names this shop. */
    private static void assertNoChildren(Path shop) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            assertEquals(0, all.filter(p -> p.info().arguments().map(a -> List.of(a).toString().contains(shop.toString())).orElse(false)).count());
        }
    }
}
