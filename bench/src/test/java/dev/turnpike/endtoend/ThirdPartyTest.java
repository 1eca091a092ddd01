package dev.turnpike.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.demo.LedgerView;
import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.terminal.SimulatedCard;
import dev.turnpike.simulator.terminal.SimulatedTerminal;
import dev.turnpike.simulator.terminal.TerminalContext;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.simulator.terminal.TerminalResult;
import dev.turnpike.simulator.wire.Hex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others bring: an acquirer with a binary bitmap, terminals with fixed keys and a retail MAC from a file, a fleet of a thousand. */
final class ThirdPartyTest {
    private static final int FLEET = 1_000;
    private static final String NEW_MERCHANT = "898100099990001";
    private static final SimulatedCard DOMESTIC = SimulatedCard.ordinary(NamedCard.withLuhn("622202003141592"));
    private static final SimulatedCard FOREIGN = SimulatedCard.ordinary(NamedCard.withLuhn("400000002718281"));

    @TempDir
    private Path folder;

    @Test
    void shouldSellWhenBitmapIsBinaryAndTerminalsComeFromAFile() throws Exception {
        Path csv = folder.resolve("terminals.csv");
        TerminalIdentity imported = new TerminalIdentity("X9000001", NEW_MERCHANT, "5812", "fixed-x919", new byte[0],
            Hex.bytes("13579BDF02468ACE1122334455667788"), Hex.bytes("89ABCDEF012345670123456789ABCDEF"));
        Files.write(csv, List.of("# comment", "tid,mid,mcc,profile,tpk,tak", String.join(",", imported.tid(), imported.mid(), imported.mcc(),
            imported.profile(), Hex.of(imported.pinKey()), Hex.of(imported.macKey()))));
        try (Shop shop = new Shop(folder.resolve("shop")).init(20_000, "--fleet", Integer.toString(FLEET))
            .change(file -> file.set("upstreams", "cup-b", "bitmap", "binary"))) {
            addProfile(shop);
            try (Product load = Product.run(folder.resolve("import.txt"), 60, "terminals", "import", csv.toString(), "--config",
                shop.config().toString())) {
                assertEquals(0, load.code(), load.output());
                assertTrue(load.output().contains("added 1 terminals and 1 merchants"), load.output());
            }
            noClearKeys(shop, imported);
            shop.acquirer("cup-a", false).acquirer("cup-b", true).start();
            TerminalContext context = new TerminalContext().port(shop.terminalPort()).authority(shop.authority())
                .stateDirectory(folder.resolve("state")).conclude();
            try (LedgerView binary = new LedgerView(shop.ledgerPort("cup-b")); LedgerView hex = new LedgerView(shop.ledgerPort("cup-a"))) {
                try (SimulatedTerminal terminal = new SimulatedTerminal(context, imported)) {
                    approved(terminal.sale(FOREIGN, 2200), "chip and PIN over the binary bitmap");
                    assertEquals(2200, binary.last(imported.tid(), 2200).path("net").asLong());
                    approved(terminal.sale(DOMESTIC.with(SimulatedCard.Entry.STRIPE), 2300), "stripe over the hexadecimal one");
                    assertEquals(2300, hex.last(imported.tid(), 2300).path("net").asLong());
                    assertEquals("55", terminal.sale(FOREIGN.withPin("4321"), 2400).code(), "the acquirer reads the PIN that was typed");
                }
                List<TerminalIdentity> fleet = shop.fleet();
                assertTrue(fleet.size() >= FLEET, "terminals: " + fleet.size());
                TerminalIdentity any = fleet.get(fleet.size() - 1 - new SplittableRandom(shop.terminalPort()).nextInt(FLEET));
                try (SimulatedTerminal terminal = new SimulatedTerminal(context, any)) {
                    approved(terminal.signOn(4), any + " signs on");
                    approved(terminal.sale(DOMESTIC, 2500), any + " sells");
                    assertEquals(2500, hex.last(any.tid(), 2500).path("net").asLong());
                }
            }
        }
    }

    private static void approved(TerminalResult result, String what) {
        assertEquals(TerminalResult.Outcome.APPROVED, result.outcome(), what + ": " + result.code() + " " + result.text());
        assertEquals("00", result.code(), what);
    }

    /** A profile of the third party's own beside those of init. */
    private static void addProfile(Shop shop) throws java.io.IOException {
        Path file = shop.config().resolve("turnpike.yaml");
        String text = Files.readString(file);
        String profile = "  - name: fixed-x919\n    macAlgorithm: X9_19\n    macOutput: RAW_8\n    mak: 16\n    keyLayouts: [\"003-full-mak\"]\n";
        Files.writeString(file, text.replace("  - name: cup-x919\n", profile + "  - name: cup-x919\n"));
    }

    /** The import left key blocks, not keys. */
    private static void noClearKeys(Shop shop, TerminalIdentity imported) throws Exception {
        Seeds seeds = new Seeds();
        seeds.keysOf(imported);
        SecretScanner scanner = seeds.scanner();
        scanner.scanFolder(shop.root(), name -> true);
        assertTrue(scanner.files() > 5, "files: " + scanner.files());
        assertEquals(List.of(), scanner.hits());
        assertTrue(Files.readString(shop.root().resolve("data/keys/terminals.keys")).contains(imported.tid()));
    }
}
