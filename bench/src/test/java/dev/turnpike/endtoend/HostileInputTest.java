package dev.turnpike.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnpike.demo.LedgerView;
import dev.turnpike.endtoend.MalformedMessages.Malformed;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.simulator.wire.MessageMac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One running switch, strangers that send it anything, and one honest terminal whose only connection must stay and be approved
 * throughout. Strangers come from addresses of their own, because penalties are by address.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class HostileInputTest {
    private static final String HONEST = "127.0.0.1";
    private static final int TIMEOUT_MS = 1_500;
    private static final String FORMAT_ERRORS = "turnpike_format_errors_total";
    private static final String MERCHANT = "898100012340002";

    private final Seeds seeds = new Seeds();
    private Path folder;
    private Shop shop;
    private RawTerminal honest;
    private RawTerminal hostile;
    private RawConnection honestLine;
    private int approved;
    private int addresses = 1;

    @BeforeAll
    void open(@TempDir Path temporary) throws Exception {
        folder = temporary;
        shop = new Shop(folder.resolve("shop")).init(TIMEOUT_MS).change(f -> {
            f.set("journal", null, "segment", "2M");
            Shop.ACQUIRERS.forEach(name -> f.set("upstreams", name, "holdDown", "1s"));
        });
        Path routing = shop.config().resolve("routing.yaml");
        Files.writeString(routing, Files.readString(routing).replace("default: [cup-a, cup-b]", ""));
        TerminalIdentity suspended = imported("H0000003", "30");
        honest = new RawTerminal(imported("H0000001", "10"), seeds);
        hostile = new RawTerminal(imported("H0000002", "20"), seeds);
        importAll(List.of(honest.identity(), hostile.identity(), suspended));
        Path terminals = shop.config().resolve("terminals.csv");
        Files.write(terminals, Files.readAllLines(terminals).stream()
            .map(l -> l.startsWith("H0000003") ? l.substring(0, l.lastIndexOf(',')) + ",suspended" : l).toList());
        seeds.keysOf(shop.root());
        shop.acquirers().start();
        honestLine = RawConnection.open(shop, HONEST);
        honestSale();
    }

    private static TerminalIdentity imported(String tid, String seed) {
        return new TerminalIdentity(tid, MERCHANT, "5499", "cup-ecb", new byte[0], Hex.bytes(seed + "3456789ABCDEF1FEDCBA9876543210".substring(0, 30)),
            Hex.bytes(seed + "A1B2C3D4E5F607"));
    }

    private void importAll(List<TerminalIdentity> terminals) throws IOException {
        List<String> lines = new ArrayList<>(List.of("tid,mid,mcc,profile,tpk,tak"));
        for (TerminalIdentity t : terminals) {
            seeds.keysOf(t);
            lines.add(String.join(",", t.tid(), t.mid(), t.mcc(), t.profile(), Hex.of(t.pinKey()), Hex.of(t.macKey())));
        }
        Path file = folder.resolve("shop/sim/hostile.csv");
        Files.write(file, lines);
        Shop.command("terminals", "import", file.toString(), "--config", shop.config().toString());
    }

    @AfterAll
    void close() throws Exception {
        honestLine.close();
        shop.close();
    }

    /** The honest terminal's line has never been opened again. */
    private void honestSale() {
        assertEquals("00+mac", honestLine.exchange(honest.sale(1000 + approved % 50 * 100).frame(honest.mac()), honest.mac()),
            "honest sale " + approved);
        approved++;
    }

    @AfterEach
    void honestTerminalIsServed() {
        honestSale();
    }

    private String nextAddress() {
        addresses++;
        return "127.0." + addresses / 250 + "." + (addresses % 250 + 1);
    }

    private RawConnection stranger() throws IOException {
        return RawConnection.open(shop, nextAddress());
    }

    /** Sends one frame on a connection of its own. */
    private String alone(byte[] frame) throws IOException {
        try (RawConnection line = stranger()) {
            return line.exchange(frame, hostile.mac());
        }
    }

    private String alone(RawMessage message) throws IOException {
        return alone(message.frame(hostile.mac()));
    }

    private long counted(String name, Map<String, Long> before) throws IOException {
        return shop.metric(name) - before.getOrDefault(name, 0L);
    }

    private void awaitCounted(String name, Map<String, Long> before, long wanted) throws InterruptedException {
        shop.running().await(name + " rises by " + wanted, 10, () -> {
            try {
                return counted(name, before) >= wanted;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static String closedFor(String reason) {
        return "turnpike_connections_closed_total{reason=\"" + reason + "\"}";
    }

    @Test
    @Order(1)
    void shouldAnswerInOrderOfChecksWhenRequestIsWrong() throws Exception {
        Map<String, Long> before = shop.metrics();
        RawMessage sale = hostile.sale(1000);
        assertEquals("97", alone(sale.copy().put(41, "99999999")), "unknown terminal");
        assertEquals("97", alone(sale.copy().put(41, "H0000003")), "suspended terminal");
        assertEquals("97", alone(sale.copy().put(41, "99999999").put(42, "898100012349999")), "unknown terminal before wrong merchant");
        assertEquals("03", alone(sale.copy().put(42, "898100012340001")), "another's merchant");
        assertEquals("03", alone(sale.copy().put(42, "898100012340001").frame((MessageMac) null)), "wrong merchant before missing MAC");
        assertEquals("A0", alone(sale.copy().put(41, "10000001").put(42, "898100012340001")), "terminal that never signed on");
        assertEquals("A0", alone(sale.copy().raw(4, "00000000F000").frame((MessageMac) null)), "MAC before content");
        assertEquals("30+mac", alone(hostile.sale(0).raw(22, "0A20")), "content before amount zero");
        assertEquals("12+mac", alone(hostile.sale(0).put(25, "64")), "row before amount zero");
        String good = hostile.freshCard();
        String wrong = good.substring(0, good.length() - 1) + (good.charAt(good.length() - 1) == '9' ? '0' : (char) (good.charAt(good.length() - 1) + 1));
        seeds.card(wrong);
        assertEquals("13+mac", alone(hostile.sale(wrong, 0)), "amount zero before card number");
        assertEquals("14+mac", alone(hostile.sale(wrong, 1000).put(14, "2001")), "card number before expiry");
        assertEquals("54+mac", alone(hostile.sale(6_000_000).put(14, "2001")), "expired before risk");
        assertEquals("61+mac", alone(hostile.sale(6_000_000).put(52, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})), "risk before PIN block");
        assertEquals("99+mac", alone(hostile.sale(1000).put(52, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})), "PIN block of another key");
        assertEquals("99+mac", alone(hostile.sale(1000).put(53, "1600000000000000")), "PIN block without PAN, which the profile refuses");
        assertEquals("92+mac", alone(hostile.sale(hostile.freshCard("9500000"), 1000)), "no route");
        awaitCounted("turnpike_unknown_terminals_total", before, 5);
        assertEquals(2, counted("turnpike_mac_errors_total", before));
        assertEquals(1, counted(FORMAT_ERRORS, before));
        assertEquals(0, counted("turnpike_failed_events_total", before));
    }

    @Test
    @Order(2)
    void shouldCloseAndSlowWhenThirdMacInAMinuteIsWrong() throws Exception {
        Map<String, Long> before = shop.metrics();
        try (RawConnection line = stranger()) {
            for (int i = 0; i < 3; i++) {
                byte[] frame = hostile.sale(1000).frame(hostile.mac());
                frame[frame.length - 1] ^= 1;
                assertEquals("A0", line.exchange(frame, hostile.mac()));
            }
            assertEquals(RawConnection.CLOSED, line.outcome(hostile.mac()));
        }
        awaitCounted(closedFor("bad_mac"), before, 1);
        assertEquals(3, counted("turnpike_mac_errors_total", before));
        assertEquals(1, counted("turnpike_peers_slowed_total", before));
        assertEquals("00+mac", alone(hostile.sale(1000)), "the terminal id is not blocked");
    }

    @Test
    @Order(3)
    void shouldAnswerFromStoreWhenRequestComesAgain() throws Exception {
        Map<String, Long> before = shop.metrics();
        try (RawConnection line = stranger()) {
            RawMessage sale = hostile.sale(1000);
            assertEquals("00+mac", line.exchange(sale.frame(hostile.mac()), hostile.mac()));
            List<String> first = List.of(line.last().text(37), line.last().text(38), line.last().text(39));
            for (int i = 0; i < 3; i++) {
                assertEquals("00+mac", alone(sale));
            }
            assertEquals("00+mac", line.exchange(sale.frame(hostile.mac()), hostile.mac()));
            assertEquals(first, List.of(line.last().text(37), line.last().text(38), line.last().text(39)));
            assertEquals("94+mac", alone(sale.copy().put(4, "000000001001")), "another amount");
            assertEquals("94+mac", alone(sale.copy().put(2, hostile.freshCard()).without(35, 52, 53)), "another card");
        }
        assertEquals(1, counted("turnpike_transactions_received_total", before));
        assertEquals(4, counted("turnpike_repeats_total", before));
        assertEquals(2, counted("turnpike_repeat_conflicts_total", before));
    }

    @Test
    @Order(4)
    void shouldRefuseWhenOriginalDoesNotFit() throws Exception {
        try (RawConnection line = stranger()) {
            RawMessage sale = hostile.sale(3000);
            assertEquals("00+mac", line.exchange(sale.frame(hostile.mac()), hostile.mac()));
            String trace = RawTerminal.traceOf(sale);
            String reference = line.last().text(37);
            assertEquals("25+mac", alone(hostile.after(sale, "999999", reference, false, 3000)), "void of an unknown trace");
            assertEquals("25+mac", alone(hostile.after(sale, trace, "626100000ZZZ", false, 3000)), "void with another reference");
            assertEquals("25+mac", alone(hostile.after(sale, "999999", reference, true, 3000)), "refund of an unknown trace");
            assertEquals("22+mac", alone(hostile.after(hostile.sale(3000), trace, reference, false, 3000)), "void with another card");
            assertEquals("64+mac", alone(hostile.after(sale, trace, reference, false, 2900)), "void of another amount");
            assertEquals("61+mac", alone(hostile.after(sale, trace, reference, true, 3100)), "refund above the sale");
            assertEquals("64+mac", alone(hostile.after(sale, trace, reference, false, 0)), "original before amount zero");
            assertEquals("00+mac", alone(hostile.after(sale, trace, reference, true, 1000)), "refund of a part");
            assertEquals("61+mac", alone(hostile.after(sale, trace, reference, true, 2100)), "refund above what is left");
            assertEquals("22+mac", alone(hostile.after(sale, trace, reference, false, 3000)), "void of what was refunded");
            assertEquals("25+mac", alone(hostile.reversal(hostile.sale(1000))), "reversal of an unknown original");
            RawMessage early = hostile.sale(1000);
            assertEquals("25+mac", alone(hostile.reversal(early)));
            assertEquals("22+mac", alone(early), "an original that comes after its reversal");
        }
    }

    @Test
    @Order(5)
    void shouldAnswer98AndReverseWhenAcquirerNeverAnswers() throws Exception {
        Map<String, Long> before = shop.metrics();
        RawMessage sale = hostile.sale(9100);
        try (RawConnection first = stranger(); RawConnection second = stranger()) {
            first.send(sale.frame(hostile.mac()));
            shop.running().await("a request in flight", 10, () -> inFlight() == 1);
            assertEquals("98+mac", second.exchange(sale.frame(hostile.mac()), hostile.mac()), "a repeat waits for the outcome of the first");
        }
        assertEquals("98+mac", alone(sale), "a repeat of what was reversed");
        assertEquals(1, counted("turnpike_transactions_received_total", before));
        awaitCounted("turnpike_reversals_acknowledged_total", before, 1);
        assertEquals(1, counted("turnpike_reversals_total", before));
        try (LedgerView ledger = new LedgerView(shop.ledgerPort("cup-a"))) {
            JsonNode posting = ledger.last(hostile.identity().tid(), 9100);
            assertEquals("reversed", posting.path("state").asText());
            assertEquals(0, posting.path("net").asLong());
        }
    }

    private long inFlight() {
        try {
            return shop.metric("turnpike_in_flight{link=\"cup-a\"}");
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    @Order(6)
    void shouldCloseWhenFramesAreNone() throws Exception {
        Map<String, Long> before = shop.metrics();
        assertEquals(RawConnection.CLOSED, alone(new byte[] {0, 0}), "length zero");
        assertEquals(RawConnection.CLOSED, alone(RawMessage.frame(new byte[1])), "length 1");
        assertEquals(RawConnection.CLOSED, alone(RawMessage.frame(new byte[20])), "length 20");
        awaitCounted(closedFor("short_frame"), before, 3);
        assertEquals(RawConnection.CLOSED, alone(RawMessage.frame(new byte[0], 2049)), "length 2049");
        assertEquals(RawConnection.CLOSED, alone(RawMessage.frame(new byte[100], 0xFFFF)), "length 65535");
        awaitCounted(closedFor("oversize"), before, 2);
        byte[] whole = hostile.sale(1000).frame(hostile.mac());
        for (int cut : new int[] {1, 2, 30, whole.length - 1}) {
            try (RawConnection line = stranger()) {
                line.send(java.util.Arrays.copyOf(whole, cut));
                line.finish();
                assertEquals(RawConnection.CLOSED, line.outcome(hostile.mac()), "truncated after " + cut);
            }
        }
        awaitCounted(closedFor("truncated"), before, 4);
    }

    @Test
    @Order(7)
    void shouldCloseWhenTlsPortHearsSomethingElse() throws Exception {
        Map<String, Long> before = shop.metrics();
        try (RawConnection line = RawConnection.plain(shop, nextAddress())) {
            assertEquals(RawConnection.CLOSED, line.exchange(hostile.sale(1000).frame(hostile.mac()), hostile.mac()), "plain ISO 8583");
        }
        try (RawConnection line = RawConnection.plain(shop, nextAddress())) {
            assertEquals(RawConnection.CLOSED, line.exchange("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                hostile.mac()), "HTTP");
        }
        awaitCounted(closedFor("plaintext_on_tls"), before, 2);
        assertEquals(2, counted("turnpike_plaintext_on_tls_total", before));
        shop.running().await("a line about plain ISO 8583", 10,
            () -> shop.running().output().contains("spoke plain ISO 8583 on the TLS port"));
        try (RawConnection line = RawConnection.plain(shop, nextAddress())) {
            line.send(Hex.bytes("1603010020" + "01FFFFFF" + "00".repeat(28)));
            line.finish();
            line.drain();
        }
    }

    @Test
    @Order(8)
    void shouldLogPlaceAndNoContentWhenFieldCannotBeRead() throws Exception {
        String secret = "9F8E7D6C5B4A";
        Pattern line = Pattern.compile("cannot be read \\(\\d+ suppressed\\): mti 200 field 4 offset \\d+: ");
        // One line a second at most is written, so the message is sent until one is about it.
        shop.running().await("a log line with field and offset", 30, () -> {
            try {
                assertEquals("30+mac", alone(hostile.sale(1000).raw(4, secret)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return line.matcher(shop.running().output()).find();
        });
        String log = shop.running().output().toUpperCase(java.util.Locale.ROOT);
        assertTrue(!log.contains(secret) && !log.contains(secret.substring(0, 6)), "the log has content of field 4");
    }

    @Test
    @Order(9)
    void shouldDoWhatTheTableSaysWhenMessagesAreMalformed() throws Exception {
        List<Malformed> table = MalformedMessages.of(hostile);
        assertTrue(table.size() >= 120, "variants: " + table.size());
        Map<String, Long> before = shop.metrics();
        List<String> wrong = new ArrayList<>();
        long expectedErrors = 0;
        for (Malformed m : table) {
            String outcome = alone(m.frame());
            if (!outcome.equals(m.expected())) {
                wrong.add(m.name() + ": " + outcome + ", expected " + m.expected());
            }
            expectedErrors += m.expected().equals(RawConnection.CLOSED) || m.expected().startsWith("30") ? 1 : 0;
            honestSale();
        }
        assertEquals(List.of(), wrong);
        assertEquals(expectedErrors, counted(FORMAT_ERRORS, before));
        assertEquals(0, counted("turnpike_failed_events_total", before));
        assertEquals(0, counted(closedFor("internal_error"), before));
    }

    @Test
    @Order(10)
    void shouldBeHealthyWhenAllIsOver() throws Exception {
        assertTrue(approved > 120, "honest sales: " + approved);
        assertEquals("serving", shop.status().path("state").asText());
        assertTrue(shop.status().path("ready").asBoolean());
        assertEquals(0, shop.metric("turnpike_failed_events_total"));
        assertEquals(0, shop.metric("turnpike_in_flight{link=\"cup-a\"}"));
        Map<String, Long> none = Map.of();
        // A line whose answer a repeat on another line took over still waits for it, half closed, until it has been idle too long.
        shop.running().await("strangers are gone, the honest terminal is there", 10, () -> {
            try {
                return counted("turnpike_connections{listener=\"pos\"}", none) <= 2;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    @Order(13)
    void shouldHoldNoSecretsInAnythingWritten() throws Exception {
        Path taken = Files.createDirectories(folder.resolve("taken"));
        Files.writeString(taken.resolve("metrics.txt"), shop.admin("/metrics"));
        Files.writeString(taken.resolve("status.json"), shop.admin("/status"));
        try (Product status = Product.run(taken.resolve("status.txt"), 30, "status", "--config", shop.config().toString())) {
            assertEquals(0, status.code(), status.output());
        }
        SecretScanner scanner = seeds.scanner();
        scanner.scanFolder(folder, name -> !name.startsWith("shop/sim/"));
        assertTrue(seeds.size() > 500 && scanner.files() > 10, seeds.size() + " secrets, " + scanner.files() + " files");
        assertEquals(List.of(), scanner.hits());
    }

    /** Afterwards the acquirers are started again, for the honest terminal. */
    @Test
    @Order(12)
    void shouldAnswer91WhenNoAcquirerIsSignedOn() throws Exception {
        for (String acquirer : Shop.ACQUIRERS) {
            shop.stopAcquirer(acquirer);
        }
        shop.running().await("both links are down", 20, () -> shop.linksUp() == 0);
        assertEquals("91+mac", alone(hostile.sale(1000)));
        shop.acquirers();
        shop.running().await("both links are up again", 60, () -> shop.linksUp() == 2);
    }
}
