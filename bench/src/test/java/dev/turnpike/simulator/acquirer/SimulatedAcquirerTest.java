package dev.turnpike.simulator.acquirer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.wire.DesKey;
import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.simulator.wire.PinBlock;
import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireReader;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SimulatedAcquirerTest {
    private static final String PAN = "6222020012345671";
    private static final byte[] ZPK = Hex.bytes("0123456789ABCDEFFEDCBA9876543210");
    private SimulatedAcquirer acquirer;
    private AcquirerClient link;

    @BeforeEach
    void start() throws IOException {
        acquirer = SimulatedAcquirer.start(new AcquirerContext().zonePinKey(ZPK).lateMs(100).conclude());
        link = new AcquirerClient(acquirer.port(), WireLayout.ISO87A_HEX);
        link.signOn();
    }

    @AfterEach
    void stop() throws IOException {
        link.close();
        acquirer.close();
    }

    @Test
    void shouldAnswerSignOnWhenBytesAreWrittenByHand() throws IOException {
        try (AcquirerClient raw = new AcquirerClient(acquirer.port(), WireLayout.ISO87A_HEX)) {
            String request = "0800" + "82200000000000000400000000000000" + "1122120000" + "000007" + "001";
            raw.raw(new byte[] {0, (byte) request.length()});
            raw.raw(request.getBytes(StandardCharsets.US_ASCII));
            String expected = "0810" + "82200000020000000400000000000000" + "1122120000" + "000007" + "00" + "001";
            assertEquals(expected, new String(raw.frame(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void shouldApproveAndPostWhenAmountIsRound() throws Exception {
        WireReader answer = link.ask(200, AcquirerClient.sale(PAN, 1000, 5));
        assertEquals(210, answer.mti());
        assertEquals("00", answer.text(39));
        assertEquals("000005", answer.text(11));
        assertEquals("1122120000", answer.text(7));
        assertEquals("632600000001", answer.text(37));
        assertEquals(6, answer.text(38).length());
        String postings = AcquirerClient.http("GET", acquirer.ledgerPort(), "/postings?tid=10000001&f11=000005");
        assertTrue(postings.contains("\"state\":\"posted\",\"net\":1000"), postings);
        assertFalse(postings.contains(PAN));
    }

    @Test
    void shouldDeclineByLastTwoDigitsWhenTheyAreACode() throws IOException {
        assertEquals("51", link.ask(200, AcquirerClient.sale(PAN, 1051, 1)).text(39));
        assertEquals("00", link.ask(200, AcquirerClient.sale(PAN, 1052, 2)).text(39));
        assertEquals("04", link.ask(200, AcquirerClient.sale(PAN, 9104 + 100, 3)).text(39));
    }

    @Test
    void shouldLetANamedCardBeatTheAmount() throws IOException {
        String card = NamedCard.DECLINE_51.pan(NamedCard.BIN_UNIONPAY);
        assertEquals("51", link.ask(200, AcquirerClient.sale(card, 9100, 1)).text(39));
        assertEquals("00", link.ask(200, AcquirerClient.sale(NamedCard.APPROVE.pan(NamedCard.BIN_VISA), 1051, 2)).text(39));
    }

    @Test
    void shouldCheckThePinWhenItHasTheZoneKey() throws IOException {
        assertEquals("00", link.ask(200, withPin(1, "1234")).text(39));
        assertEquals("55", link.ask(200, withPin(2, "4321")).text(39));
        Map<Integer, String> torn = withPin(3, "1234");
        torn.put(52, "0011223344556677");
        assertEquals("99", link.ask(200, torn).text(39));
    }

    private static Map<Integer, String> withPin(int stan, String pin) {
        byte[] block = PinBlock.format0(pin, PAN);
        new DesKey(ZPK).encrypt(block, 0, 8, block, 0);
        Map<Integer, String> fields = AcquirerClient.sale(PAN, 1000, stan);
        fields.put(52, Hex.of(block));
        fields.put(53, "2600000000000000");
        return fields;
    }

    @Test
    void shouldReverseOnceWhenAReversalIsRepeated() throws Exception {
        Map<Integer, String> sale = AcquirerClient.sale(PAN, 1000, 5);
        link.ask(200, sale);
        assertEquals("00", link.ask(420, AcquirerClient.about(sale, 200, 6)).text(39));
        WireReader repeated = link.ask(421, AcquirerClient.about(sale, 200, 6));
        assertEquals("00", repeated.text(39));
        assertEquals(430, repeated.mti());
        String postings = AcquirerClient.http("GET", acquirer.ledgerPort(), "/postings");
        assertTrue(postings.contains("\"state\":\"reversed\",\"net\":0,\"repeats\":0,\"reversals\":2"), postings);
        assertTrue(AcquirerClient.http("GET", acquirer.ledgerPort(), "/net").contains("\"total\":0"));
    }

    @Test
    void shouldRefuseTheOriginalWhenItsReversalOvertookIt() throws Exception {
        Map<Integer, String> sale = AcquirerClient.sale(PAN, 1000, 5);
        assertEquals("25", link.ask(420, AcquirerClient.about(sale, 200, 6)).text(39));
        assertEquals("22", link.ask(200, sale).text(39));
        assertTrue(AcquirerClient.http("GET", acquirer.ledgerPort(), "/net").contains("\"total\":0"));
    }

    @Test
    void shouldGiveTheSameAnswerAndPostOnceWhenARequestIsRepeated() throws Exception {
        Map<Integer, String> sale = AcquirerClient.sale(PAN, 1000, 5);
        String first = link.ask(200, sale).text(38);
        assertEquals(first, link.ask(200, sale).text(38));
        assertTrue(AcquirerClient.http("GET", acquirer.ledgerPort(), "/net").contains("\"total\":1000"));
    }

    @Test
    void shouldVoidOnceAndCountItNegativeWhenTheOriginalIsKnown() throws Exception {
        Map<Integer, String> sale = AcquirerClient.sale(PAN, 1000, 5);
        link.ask(200, sale);
        Map<Integer, String> undone = AcquirerClient.about(sale, 200, 6);
        undone.put(3, "200000");
        assertEquals("00", link.ask(200, undone).text(39));
        assertTrue(AcquirerClient.http("GET", acquirer.ledgerPort(), "/net").contains("\"total\":0"));
        Map<Integer, String> again = AcquirerClient.about(sale, 200, 7);
        again.put(3, "200000");
        assertEquals("22", link.ask(200, again).text(39));
        assertEquals("00", link.ask(420, AcquirerClient.about(undone, 200, 8)).text(39));
        assertTrue(AcquirerClient.http("GET", acquirer.ledgerPort(), "/net").contains("\"total\":1000"));
    }

    @Test
    void shouldTakeRefundsAsAdvicesWhenTheyAreRepeated() throws Exception {
        Map<Integer, String> refund = AcquirerClient.sale(PAN, 300, 9);
        refund.put(3, "200000");
        assertEquals(230, link.ask(220, refund).mti());
        assertEquals(230, link.ask(221, refund).mti());
        assertTrue(AcquirerClient.http("GET", acquirer.ledgerPort(), "/net").contains("\"total\":-300"));
    }

    @Test
    void shouldPostButStayQuietWhenNoAnswerIsAskedFor() throws Exception {
        link.send(200, AcquirerClient.sale(PAN, 9100, 5));
        link.silence(200);
        assertThrows(SocketTimeoutException.class, link::frame);
        assertTrue(AcquirerClient.http("GET", acquirer.ledgerPort(), "/net").contains("\"total\":9100"));
    }

    @Test
    void shouldAnswerAfterTheDelayWhenLateIsAskedFor() throws IOException {
        link.send(200, AcquirerClient.sale(PAN, 9101, 5));
        assertEquals("00", link.ask(200, AcquirerClient.sale(PAN, 1000, 6)).text(39));
        assertEquals("000005", link.receive().text(11));
    }

    @Test
    void shouldSendTwiceOrWrongWhenThatIsAskedFor() throws IOException {
        link.send(200, AcquirerClient.sale(PAN, 9102, 5));
        assertArrayEquals(link.frame(), link.frame());
        assertEquals("000008", link.ask(200, AcquirerClient.sale(PAN, 9103, 7)).text(11));
        link.send(200, AcquirerClient.sale(PAN, 9104, 8));
        assertThrows(IOException.class, link::receive);
    }

    @Test
    void shouldHangUpWhenCloseIsAskedFor() throws IOException {
        link.send(200, AcquirerClient.sale(PAN, 9105, 5));
        assertEquals(-1, link.read());
    }

    @Test
    void shouldTrickleWithoutMixingFramesWhenSlowIsAskedFor() throws IOException {
        link.send(200, AcquirerClient.sale(PAN, 9106, 5));
        assertEquals(0, link.read());
        link.send(200, AcquirerClient.sale(PAN, 1000, 6));
        link.silence(300);
        assertThrows(SocketTimeoutException.class, link::read);
    }

    @Test
    void shouldAnswerZeroLengthFramesAsHeartbeats() throws IOException {
        link.raw(new byte[2]);
        assertEquals(0, link.frame().length);
    }

    @Test
    void shouldRefuseRequestsWhenTheConnectionHasNotSignedOn() throws IOException {
        try (AcquirerClient stranger = new AcquirerClient(acquirer.port(), WireLayout.ISO87A_HEX)) {
            assertEquals("91", stranger.ask(200, AcquirerClient.sale(PAN, 1000, 5)).text(39));
        }
    }

    @Test
    void shouldAnswer30WhenAMandatoryFieldIsMissing() throws IOException {
        Map<Integer, String> sale = AcquirerClient.sale(PAN, 1000, 5);
        sale.remove(49);
        assertEquals("30", link.ask(200, sale).text(39));
    }

    @Test
    void shouldDropAndRefuseReversalsWhenTold() throws Exception {
        Map<Integer, String> sale = AcquirerClient.sale(PAN, 1000, 5);
        link.ask(200, sale);
        AcquirerClient.http("POST", acquirer.ledgerPort(), "/control?dropReversals=1&refuseReversals=1&refusal=96");
        link.send(420, AcquirerClient.about(sale, 200, 6));
        assertEquals("96", link.ask(421, AcquirerClient.about(sale, 200, 6)).text(39));
        assertEquals("00", link.ask(421, AcquirerClient.about(sale, 200, 6)).text(39));
    }

    @Test
    void shouldSpeakBinaryWhenConfigured() throws IOException {
        try (SimulatedAcquirer binary = SimulatedAcquirer.start(new AcquirerContext().binaryBitmap(true).ledgerPort(-1)
            .conclude());
                AcquirerClient client = new AcquirerClient(binary.port(), WireLayout.ISO87A_BINARY)) {
            assertEquals("00", client.signOn().text(39));
            Map<Integer, String> sale = AcquirerClient.sale(PAN, 1000, 5);
            sale.put(55, "9F26081122334455667788");
            WireReader answer = client.ask(200, sale);
            assertEquals("00", answer.text(39));
            assertNotNull(answer.bytes(55));
        }
    }

    @Test
    void shouldKeepTheLedgerOverARestartWhenItHasAFile(@TempDir Path folder) throws Exception {
        Map<Integer, String> sale = AcquirerClient.sale(PAN, 1000, 5);
        AcquirerContext first = new AcquirerContext().ledgerFile(folder.resolve("ledger")).conclude();
        try (SimulatedAcquirer one = SimulatedAcquirer.start(first); AcquirerClient client = new AcquirerClient(one.port(),
            WireLayout.ISO87A_HEX)) {
            client.signOn();
            client.ask(200, sale);
        }
        AcquirerContext second = new AcquirerContext().ledgerFile(folder.resolve("ledger")).conclude();
        try (SimulatedAcquirer two = SimulatedAcquirer.start(second); AcquirerClient client = new AcquirerClient(two.port(),
            WireLayout.ISO87A_HEX)) {
            client.signOn();
            assertTrue(AcquirerClient.http("GET", two.ledgerPort(), "/net").contains("\"total\":1000"));
            assertEquals("00", client.ask(420, AcquirerClient.about(sale, 200, 6)).text(39));
            assertTrue(AcquirerClient.http("GET", two.ledgerPort(), "/net").contains("\"total\":0"));
        }
    }

    @Test
    void shouldSurviveAnyBytesAndKeepServingOthers() throws IOException {
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 300; round++) {
            try (AcquirerClient hostile = new AcquirerClient(acquirer.port(), WireLayout.ISO87A_HEX)) {
                byte[] bytes = new byte[2 + random.nextInt(600)];
                random.nextBytes(bytes);
                if ((round & 1) == 0) {
                    bytes[0] = 0;
                    bytes[1] = (byte) random.nextInt(20, 120);
                    byte[] start = "0200F23A448188E08000".getBytes(StandardCharsets.US_ASCII);
                    System.arraycopy(start, 0, bytes, 2, Math.min(start.length, bytes.length - 2));
                }
                hostile.raw(bytes);
            }
        }
        assertEquals("00", link.ask(200, new TreeMap<>(AcquirerClient.sale(PAN, 1000, 5))).text(39));
    }
}
