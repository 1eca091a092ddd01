package dev.turnpike.endtoend;

import dev.turnpike.simulator.ShopFile;
import dev.turnpike.simulator.terminal.TerminalFleet;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.simulator.wire.Hex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Everything secret that a test has put into a switch. One thread. */
final class Seeds {
    private final Set<String> cards = new LinkedHashSet<>();
    private final Set<String> tracks = new LinkedHashSet<>();
    private final Set<String> blocks = new LinkedHashSet<>();
    private final Map<String, byte[]> keys = new LinkedHashMap<>();
    private int number;

    /** A number that was not given before. */
    int number() {
        return ++number;
    }

    void card(String pan) {
        cards.add(pan);
    }

    /** Track 2 with {@code =}. */
    void track(String track) {
        tracks.add(track);
    }

    /** A PIN block, clear or enciphered. */
    void block(byte[] block) {
        blocks.add(Hex.of(block));
    }

    /** A clear key; {@code name} appears in failures. */
    void key(String name, byte[] clear) {
        if (clear.length > 0) {
            keys.put(name, clear.clone());
        }
    }

    /** The clear keys that {@code init} left for the simulators. */
    void keysOf(Path shop) throws IOException {
        for (TerminalIdentity terminal : TerminalFleet.read(shop.resolve("sim/terminals.csv"))) {
            keysOf(terminal);
        }
        for (String acquirer : Shop.ACQUIRERS) {
            key("ZPK of " + acquirer, Hex.bytes(ShopFile.acquirer(shop, acquirer).get("zpk")));
        }
    }

    void keysOf(TerminalIdentity terminal) {
        key("TMK of " + terminal.tid(), terminal.masterKey());
        key("TPK of " + terminal.tid(), terminal.pinKey());
        key("TAK of " + terminal.tid(), terminal.macKey());
    }

    /** A scanner for all of it. */
    SecretScanner scanner() {
        SecretScanner scanner = new SecretScanner();
        cards.forEach(pan -> scanner.digits("PAN " + pan.substring(0, 6) + "..." + pan.substring(pan.length() - 4), pan));
        tracks.forEach(track -> scanner.digits("track 2 of ..." + track.substring(track.indexOf('=') - 4, track.indexOf('=')), track));
        blocks.forEach(block -> scanner.bytes("PIN block " + block.substring(0, 4) + "...", Hex.bytes(block)));
        keys.forEach(scanner::bytes);
        return scanner;
    }

    int size() {
        return cards.size() + tracks.size() + blocks.size() + keys.size();
    }
}
