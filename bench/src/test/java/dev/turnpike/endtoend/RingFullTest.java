package dev.turnpike.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.simulator.wire.WireReader;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The smallest ring, no patience, and one terminal that sends far more than fits, without waiting for answers. */
final class RingFullTest {
    private static final int FLOOD = 600;
    private static final int FLOODS = 10;

    @TempDir
    private Path folder;

    @Test
    void shouldAnswer96AndServeOthersWhenRingIsFull() throws Exception {
        Seeds seeds = new Seeds();
        try (Shop shop = new Shop(folder.resolve("shop")).init(3_000).change(file -> {
            file.set("limits", null, "ringSize", "64").set("limits", null, "maxInFlight", "64").set("listeners", "pos", "busy", "0ms");
            Shop.ACQUIRERS.forEach(name -> file.set("upstreams", name, "maxInFlight", "32"));
        }).acquirers()) {
            shop.start();
            TerminalIdentity fixed = shop.fleet().stream().filter(t -> !t.signsOn()).findFirst().orElseThrow();
            RawTerminal flooder = new RawTerminal(fixed, seeds);
            try (RawConnection honest = RawConnection.open(shop, "127.0.0.1"); RawConnection line = RawConnection.open(shop, "127.0.0.2")) {
                long refused = 0;
                for (int i = 0; i < FLOODS && refused == 0; i++) {
                    refused += flood(line, flooder);
                }
                assertTrue(refused > 0, "no 96 in " + FLOODS + " floods");
                Map<String, Long> metrics = shop.metrics();
                long shed = metrics.entrySet().stream().filter(m -> m.getKey().startsWith("turnpike_shed_total")).mapToLong(Map.Entry::getValue).sum();
                assertEquals(refused, shed, metrics.toString());
                RawMessage sale = flooder.sale(1000);
                assertEquals("00+mac", honest.exchange(sale.frame(flooder.mac()), flooder.mac()), "another connection");
                sale = flooder.sale(1000);
                assertEquals("00+mac", line.exchange(sale.frame(flooder.mac()), flooder.mac()), "the same connection afterwards");
            }
        }
    }

    /** Sends requests that are decided without an acquirer at once and reads every answer; how many were 96. */
    private static long flood(RawConnection line, RawTerminal flooder) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < FLOOD; i++) {
            all.writeBytes(flooder.sale(1000).put(25, "64").frame(flooder.mac()));
        }
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            try {
                line.send(all.toByteArray());
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        long refused = 0;
        for (int i = 0; i < FLOOD; i++) {
            WireReader answer = line.answer();
            assertFalse(answer == null, "closed after " + i + " answers");
            if (answer.is(39, "96")) {
                refused++;
                assertFalse(answer.has(64), "an answer given before the MAC was verified has none");
            } else {
                assertEquals("12", answer.text(39));
            }
        }
        sent.get();
        return refused;
    }
}
