package dev.turnpike.simulator.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.simulator.terminal.TerminalResult.Outcome;
import dev.turnpike.simulator.wire.DesKey;
import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.simulator.wire.MessageMac;
import dev.turnpike.simulator.wire.PinBlock;
import dev.turnpike.simulator.wire.WireReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SimulatedTerminalTest {
    private static final SimulatedCard CARD = SimulatedCard.ordinary("6222020012345671");
    private static final byte[] TPK = Hex.bytes("D931648F3DE313A4A22C15DCA4F4299E");
    private static final byte[] TAK = Hex.bytes("0123456789ABCDEFFEDCBA9876543210");
    private static final TerminalIdentity FIXED =
        new TerminalIdentity("10000001", "898100012340001", "5462", "cup-x919", new byte[0], TPK, TAK);

    @TempDir
    private Path folder;
    private StubSwitch peer;
    private SimulatedTerminal terminal;

    private SimulatedTerminal open(TerminalIdentity identity) throws IOException {
        terminal = new SimulatedTerminal(new TerminalContext().port(peer.port()).stateDirectory(folder).answerTimeoutMs(300)
            .conclude(), identity);
        return terminal;
    }

    private SimulatedTerminal fixed(BiConsumer<Integer, StubSwitch.Answer> script) throws IOException {
        peer = new StubSwitch(MessageMac.Method.X9_19, new DesKey(TAK), script);
        return open(FIXED);
    }

    @AfterEach
    void stop() throws IOException {
        if (terminal != null) {
            terminal.close();
        }
        peer.close();
    }

    @Test
    void shouldTakePublishedWorkingKeysWhenItSignsOn() throws IOException {
        peer = new StubSwitch(MessageMac.Method.UNIONPAY_ECB, null, (mti, answer) -> answer.keys =
            Hex.bytes("46F161A743497B32EAC760DF5EA57DF5900ECCE3977731A7EA402DDF0000000000000000CFF1592A"));
        open(new TerminalIdentity("99999906", "001430170119999", "5462", "cup-ecb",
            Hex.bytes("258FB0AB70D025CDB99DF2C4D302D646"), new byte[0], new byte[0]));
        assertTrue(terminal.signOn(3).approved());
        assertTrue(terminal.signedOn());
        terminal.close();
        open(terminal.identity());
        assertTrue(terminal.signedOn(), "keys outlive the process");
    }

    @Test
    void shouldStaySignedOffWhenACheckValueIsWrong() throws IOException {
        peer = new StubSwitch(MessageMac.Method.UNIONPAY_ECB, null, (mti, answer) -> answer.keys =
            Hex.bytes("46F161A743497B32EAC760DF5EA57DF5900ECCE4977731A7EA402DDF0000000000000000CFF1592A"));
        open(new TerminalIdentity("99999906", "001430170119999", "5462", "cup-ecb",
            Hex.bytes("258FB0AB70D025CDB99DF2C4D302D646"), new byte[0], new byte[0]));
        assertEquals(Outcome.INVALID_ANSWER, terminal.signOn(3).outcome());
        assertFalse(terminal.signedOn());
    }

    @Test
    void shouldSendCardPinAndMacWhenItSells() throws IOException {
        fixed((mti, answer) -> { });
        TerminalResult result = terminal.sale(CARD, 1000);
        assertEquals(Outcome.APPROVED, result.outcome());
        WireReader request = peer.request(0);
        assertEquals("051", request.text(22));
        assertEquals("6222020012345671", request.text(2));
        assertEquals("001", request.text(23));
        assertEquals("12", request.text(26));
        assertTrue(request.text(35).startsWith("6222020012345671=3012"));
        assertEquals("22000001000611", request.text(60));
        byte[] pin = request.bytes(52);
        new DesKey(TPK).decrypt(pin, 0, 8, pin, 0);
        assertEquals(Hex.of(PinBlock.format0("1234", "6222020012345671")), Hex.of(pin));
        byte[] frame = peer.requests.get(0);
        assertTrue(new MessageMac(MessageMac.Method.X9_19, new DesKey(TAK)).matches(frame, 11, frame.length - 19, frame,
            frame.length - 8));
        assertFalse(terminal.reversalPending());
        assertEquals(1, terminal.batch().size());
    }

    @Test
    void shouldHaveTheReversalOnDiskWhenTheRequestArrives() throws IOException {
        AtomicBoolean there = new AtomicBoolean();
        fixed((mti, answer) -> there.set(Files.exists(folder.resolve("10000001/reversal"))));
        terminal.sale(CARD, 1000);
        assertTrue(there.get());
        assertFalse(Files.exists(folder.resolve("10000001/reversal")));
    }

    @Test
    void shouldReverseBeforeTheNextSaleWhenThereWasNoAnswerEvenAfterARestart() throws IOException {
        AtomicBoolean quiet = new AtomicBoolean(true);
        fixed((mti, answer) -> answer.silent = quiet.get());
        assertEquals(Outcome.NO_ANSWER, terminal.sale(CARD, 1000).outcome());
        terminal.close();
        quiet.set(false);
        open(FIXED);
        assertTrue(terminal.reversalPending());
        assertTrue(terminal.sale(CARD, 2000).approved());
        WireReader reversal = peer.request(1);
        assertEquals(400, reversal.mti());
        assertEquals(peer.request(0).text(11), reversal.text(11));
        assertEquals(peer.request(0).text(60), reversal.text(60));
        assertEquals("98", reversal.text(39));
        assertFalse(reversal.has(26) || reversal.has(35) || reversal.has(52) || reversal.has(53));
        assertEquals(200, peer.request(2).mti());
        assertEquals(List.of("REVERSED|10000001|898100012340001|1|1|1000|00",
            "APPROVED|SALE|10000001|898100012340001|1|2|2000|632610111213"),
            Files.readAllLines(folder.resolve("10000001/journal")));
    }

    @Test
    void shouldGiveUpAfterNPlusOneSendsWhenNobodyAcknowledges() throws IOException {
        AtomicInteger reversals = new AtomicInteger();
        fixed((mti, answer) -> {
            answer.silent = true;
            reversals.addAndGet(mti == 400 ? 1 : 0);
        });
        terminal.sale(CARD, 1000);
        for (int i = 0; i < 4; i++) {
            assertFalse(terminal.deliverReversal());
        }
        assertTrue(terminal.deliverReversal());
        assertEquals(4, reversals.get());
        assertTrue(Files.readString(folder.resolve("10000001/journal")).startsWith("REVERSAL-FAILED"));
    }

    @Test
    void shouldReverseWithA0WhenTheMacOfAnApprovalIsWrong() throws IOException {
        fixed((mti, answer) -> answer.wrongMac = mti == 200);
        assertEquals(Outcome.INVALID_ANSWER, terminal.sale(CARD, 1000).outcome());
        assertTrue(terminal.deliverReversal());
        assertEquals("A0", peer.request(1).text(39));
    }

    @Test
    void shouldReverseWith06WhenTheAmountOfAnApprovalDiffers() throws IOException {
        fixed((mti, answer) -> answer.amount = mti == 200 ? 999 : -1);
        assertEquals(Outcome.INVALID_ANSWER, terminal.sale(CARD, 1000).outcome());
        terminal.deliverReversal();
        assertEquals("06", peer.request(1).text(39));
    }

    @Test
    void shouldNotLookAtTheMacWhenTheSaleIsDeclined() throws IOException {
        fixed((mti, answer) -> {
            answer.code = "51";
            answer.wrongMac = true;
        });
        assertEquals(Outcome.DECLINED, terminal.sale(CARD, 1000).outcome());
        assertFalse(terminal.reversalPending());
    }

    @Test
    void shouldSettleWithItsTotalsAndStartTheNextBatch() throws IOException {
        fixed((mti, answer) -> answer.totals = mti == 500
            ? "000000003000" + "002" + "000000002000" + "001" + "1" + "000000000000" + "000" + "000000000000" + "000" + "1"
                : null);
        terminal.sale(CARD, 1000);
        TerminalResult second = terminal.sale(CARD, 2000);
        assertTrue(terminal.transact(CardTransaction.voidOf(second.entry(), CARD)).approved());
        assertEquals("000001000002", peer.request(2).text(61));
        Settlement settlement = terminal.settle();
        assertTrue(settlement.balanced());
        assertTrue(settlement.closed());
        assertEquals("000000003000002000000002000001" + "0" + "0".repeat(30) + "0", peer.request(3).text(48));
        assertEquals("00000001207", peer.request(4).text(60));
        assertEquals(2, terminal.batchNumber());
        assertTrue(terminal.batch().isEmpty());
    }

    @Test
    void shouldUploadDetailsWhenTotalsDiffer() throws IOException {
        fixed((mti, answer) -> answer.totals = mti == 500 ? "0".repeat(30) + "2" + "0".repeat(30) + "1" : null);
        terminal.sale(CARD, 1000);
        Settlement settlement = terminal.settle();
        assertFalse(settlement.balanced());
        assertEquals(1, settlement.uploaded());
        assertEquals("01" + "00" + "000001" + "00006222020012345671" + "000000001000", peer.request(2).text(48));
        assertEquals("00000001202", peer.request(3).text(60));
        assertTrue(settlement.closed());
    }

    @Test
    void shouldKeepNoClearCardNumberInItsFiles() throws IOException {
        fixed((mti, answer) -> answer.silent = mti == 400 || answer.request.number(4) == 2000);
        terminal.sale(CARD, 1000);
        terminal.sale(CARD, 2000);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(text.contains("6222020012345671"), file.toString());
            }
        }
    }

    @Test
    void shouldRefuseASecondUserOfOneTerminal() throws IOException {
        fixed((mti, answer) -> { });
        assertThrows(IOException.class, () -> new SimulatedTerminal(
            new TerminalContext().port(peer.port()).stateDirectory(folder).conclude(), FIXED).close());
    }

    @Test
    void shouldAskForASignOnWhenTheSwitchDoesNotKnowItsKeys() throws IOException {
        fixed((mti, answer) -> answer.code = mti == 200 ? "A0" : "00");
        assertTrue(terminal.signedOn());
        terminal.sale(CARD, 1000);
        assertFalse(terminal.signedOn());
        terminal.close();
        open(FIXED);
        assertFalse(terminal.signedOn(), "the demand outlives the process");
        assertTrue(terminal.signOn(3).approved());
        assertTrue(terminal.signedOn());
    }

    @Test
    void shouldSellNothingUntilABrokenOffSettlementIsFinished() throws IOException {
        AtomicBoolean endAnswered = new AtomicBoolean();
        fixed((mti, answer) -> {
            answer.silent = mti == 320 && !endAnswered.get();
            answer.totals = mti == 500 ? "0".repeat(30) + "1" + "0".repeat(30) + "1" : null;
        });
        assertFalse(terminal.settle().closed());
        assertEquals(Outcome.NOT_SENT, terminal.sale(CARD, 1000).outcome());
        endAnswered.set(true);
        assertTrue(terminal.settle().closed());
        assertTrue(terminal.sale(CARD, 1000).approved());
        assertEquals(2, terminal.batchNumber());
    }
}
