package dev.turnpike.simulation;

import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireReader;
import dev.turnpike.transaction.TransactionState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Judges each message at the moment it is written to an acquirer: what is durable by then, order, identity (P2 to P4). One thread. */
final class WireOracle {
    private final World world;
    private final WireReader in = new WireReader(WireLayout.ISO87A_HEX);
    private final Set<Books.Upstream> forwarded = new HashSet<>();
    private final Set<Books.Upstream> reversalsEver = new HashSet<>();
    private final Map<String, Set<Books.Upstream>> reversalsHere = new HashMap<>();
    private final Map<Books.Upstream, String> pans = new HashMap<>();

    WireOracle(World world) {
        this.world = world;
    }

    /** A new connection: nothing was written on it yet. */
    void connected(SimulatedLink link) {
        reversalsHere.put(link.name, new HashSet<>());
    }

    /** The name that field 90 gives, on {@code link}; {@code null} when there is none. */
    static Books.Upstream original(WireReader message, String link) {
        long stan = message.number(90, 4, 6);
        long time = message.number(90, 10, 10);
        return stan < 0 || time < 0 ? null : new Books.Upstream(link, time, (int) stan);
    }

    /** Judges a message; the transaction that it belongs to, or null. */
    Books.Entry written(SimulatedLink link, byte[] frame) {
        if (in.wrap(frame, 0, frame.length) != 0) {
            world.violation("wire: a message to " + link.name + " cannot be read");
            return null;
        }
        Books.Upstream name = new Books.Upstream(link.name, in.number(7), (int) in.number(11));
        Books.Entry entry = world.books.byUpstream(name);
        world.trace(() -> "writes " + in.mti() + " " + name + " for " + (entry == null ? "?" : entry.key));
        if (entry == null) {
            world.violation("P1: " + in.mti() + " " + name + " was written without a record");
            return null;
        }
        switch (in.mti()) {
            case 100, 200 -> request(link, entry, name);
            case 220 -> {
                if (entry.type.isStored()) {
                    advice(entry);
                } else {
                    request(link, entry, name);
                }
            }
            case 420, 421 -> reversal(link, entry, name);
            default -> advice(entry);
        }
        return entry;
    }

    private void request(SimulatedLink link, Books.Entry entry, Books.Upstream name) {
        if (entry.intentSequence > world.disk.durable() || entry.intentSequence == 0) {
            world.violation("P1: the request of " + entry.key + " was written, its INTENT is not durable");
        }
        if (!forwarded.add(name)) {
            world.violation("P3: the request of " + entry.key + " was written twice");
        }
        if (entry.reversal != null && reversalsEver.contains(entry.reversal)) {
            world.violation("P4: the request of " + entry.key + " was written after its reversal");
        }
        pans.put(name, in.text(2));
        for (Books.Entry other : world.books.all()) {
            boolean related = other.key.tid().equals(entry.key.tid()) || other.panHash == entry.panHash;
            boolean pending = other.state == TransactionState.REVERSING && !other.settling && other.link.equals(link.name)
                && other.pendingSequence < entry.intentSequence;
            if (other != entry && related && pending && !reversalsHere.get(link.name).contains(other.reversal)) {
                world.violation("P4: the request of " + entry.key + " was written before the reversal of " + other.key);
            }
        }
    }

    private void reversal(SimulatedLink link, Books.Entry entry, Books.Upstream name) {
        // What was decided meanwhile may have given it another name.
        long recorded = entry.reversals.getOrDefault(name, 0L);
        if (recorded == 0) {
            world.violation("trace numbers: the reversal of " + entry.key + " was written under " + name + ", not " + entry.reversal);
        }
        if (recorded > world.disk.durable()) {
            world.violation("P2: the reversal of " + entry.key + " was written, its REVERSAL_INTENT is not durable");
        }
        Books.Upstream original = original(in, link.name);
        if (!entry.upstream.equals(original)) {
            world.violation("wire: the reversal of " + entry.key + " names " + original + ", not " + entry.upstream);
        }
        String pan = pans.get(entry.upstream);
        if (pan != null && !pan.equals(in.text(2))) {
            world.violation("wire: the reversal of " + entry.key + " has the card number " + (in.has(2) ? "of another card" : "left out"));
        }
        reversalsEver.add(name);
        reversalsHere.get(link.name).add(name);
        entry.written++;
    }

    private void advice(Books.Entry entry) {
        if (entry.adviceSequence == 0 || entry.adviceSequence > world.disk.durable()) {
            world.violation("P2: the advice of " + entry.key + " was written, its ADVICE_INTENT is not durable");
        }
        entry.written++;
    }
}
