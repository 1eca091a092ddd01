package dev.turnpike.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.DialectLoader;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.dialect.PresenceRow;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.transaction.EffectKind;
import dev.turnpike.transaction.TransactionType.Need;
import dev.turnpike.transaction.TransactionType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagesTest {
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 5_000;
    @TempDir
    private Path directory;
    private StageRig rig;

    @BeforeEach
    void createRig() throws IOException {
        rig = new StageRig(directory);
    }

    @Test
    void shouldReEncipherAndReEncodeWhenASaleIsForwarded() {
        rig.terminalSends(rig.encodeSale(1, 1234));
        MessageDecoder upstream = rig.sent(EffectKind.FORWARD);
        assertEquals(200, upstream.mti());
        assertEquals(StageRig.PAN, upstream.text(2));
        assertEquals(1234, upstream.asLong(4));
        assertEquals(5411, upstream.asLong(18));
        assertEquals(StageRig.PAN + "=28121200000000000000", upstream.text(35));
        UnsafeBuffer block = new UnsafeBuffer(new byte[8]);
        assertEquals(8, upstream.canonical(52, block, 0));
        assertEquals("1234", rig.clearPin(block.byteArray()));
    }

    @Test
    void shouldAnswerWithAMacWhenTheAcquirerApproves() {
        rig.terminalSends(rig.encodeSale(1, 1234));
        MessageDecoder upstream = rig.sent(EffectKind.FORWARD);
        rig.acquirerSends(rig.encodeAnswer(210, upstream.text(7), upstream.text(11), "00"));
        MessageDecoder answer = rig.sent(EffectKind.ANSWER);
        assertEquals(210, answer.mti());
        assertEquals("00", answer.text(39));
        assertEquals("ABC123", answer.text(38));
        assertEquals(StageRig.PAN, answer.text(2));
        assertTrue(rig.macVerifies(answer));
        // TPDU addresses exchanged, header returned.
        assertEquals(0x60, answer.buffer().getByte(answer.headerOffset(0)));
        assertEquals(0x06, answer.buffer().getByte(answer.headerOffset(0) + 4));
        assertEquals(0x31, answer.buffer().getByte(answer.headerOffset(1) + 1));
    }

    @Test
    void shouldCarryTheSealedCardNumberWhenItReverses() {
        rig.terminalSends(rig.encodeSale(1, 1234));
        MessageDecoder original = rig.sent(EffectKind.FORWARD);
        String stan = original.text(11);
        String time = original.text(7);
        rig.advanceMs(StageRig.TIMEOUT_MS);
        MessageDecoder reversal = rig.sent(EffectKind.REVERSAL);
        assertEquals(420, reversal.mti());
        assertEquals(StageRig.PAN, reversal.text(2));
        assertEquals("0200" + stan + time + "000" + "00010000" + "00000000000", reversal.text(90));
        assertFalse(reversal.has(35) || reversal.has(52) || reversal.has(55));
        assertEquals("98", rig.sent(EffectKind.ANSWER).text(39));
    }

    @Test
    void shouldSayA0WithoutMacWhenAnyBitOfTheMessageWasChanged() {
        int length = rig.encodeSale(1, 1234);
        int body = 11;
        for (int at = body + 10; at < length; at += 7) {
            byte before = rig.frame().getByte(at);
            rig.frame().putByte(at, (byte) (before ^ 1));
            rig.terminalSends(length);
            rig.frame().putByte(at, before);
            assertTrue(rig.slot.effects().count() > 0, "no effect for a change at " + at);
            for (int i = 0; i < rig.slot.effects().count(); i++) {
                assertFalse(rig.effect(i).kind == EffectKind.FORWARD, "forwarded a change at " + at);
            }
        }
        rig.terminalSends(length);
        rig.sent(EffectKind.FORWARD);
    }

    @Test
    void shouldAnswerBeforeItReportsWhenTheMacIsWrong() {
        int length = rig.encodeSale(1, 1234);
        rig.frame().putByte(length - 1, (byte) (rig.frame().getByte(length - 1) ^ 1));
        rig.terminalSends(length);
        assertEquals(2, rig.slot.effects().count());
        assertEquals(EffectKind.ANSWER, rig.effect(0).kind);
        assertEquals(EffectKind.BAD_MAC, rig.effect(1).kind);
        MessageDecoder answer = rig.sent(EffectKind.ANSWER);
        assertEquals("A0", answer.text(39));
        assertFalse(answer.has(64));
    }

    @Test
    void shouldSay30WhenTheFieldsThatNameTheRowAreMissing() {
        for (int absent : new int[] {3, 25}) {
            rig.terminalSends(rig.encodeSale(1, 1234, absent));
            MessageDecoder answer = rig.sent(EffectKind.ANSWER);
            assertEquals("30", answer.text(39), "without field " + absent);
            assertTrue(rig.macVerifies(answer));
        }
    }

    @Test
    void shouldSay30WhenTheDialectWantsAFieldThatIsMissing(@TempDir Path directory) throws Exception {
        Dialect strict = DialectLoader.load("strict", """
            dialect: strict
            extends: unionpay-pos
            presence:
              - {name: sale, mti: "0200", match: {"60.1": "22"}, mandatory: [3, 11, 59], optional: [2]}
            """);
        StageRig strictRig = new StageRig(directory, strict);
        strictRig.terminalSends(strictRig.encodeSale(1, 1234));
        MessageDecoder answer = strictRig.sent(EffectKind.ANSWER);
        assertEquals("30", answer.text(39));
        assertTrue(strictRig.macVerifies(answer));
    }

    @Test
    void shouldAgreeWithTheShippedDialectWhenFieldsOfARowAreNeeded() {
        Dialect dialect = Dialects.shipped("unionpay-pos");
        for (int i = 0; i < dialect.presenceCount(); i++) {
            PresenceRow row = dialect.presence(i);
            long[] selected = {-1, -1, -1, -1};
            for (int c = 0; c < row.conditionCount(); c++) {
                PresenceRow.Condition condition = row.condition(c);
                selected[condition.field() == 3 ? 0 : condition.field() == 25 ? 1 : condition.from() == 0 ? 2 : 3] = condition.value();
            }
            long network = row.mti() == 800 ? 3 : selected[3];
            TransactionType type = TransactionType.of(row.mti(), selected[0], selected[1], selected[2], network);
            assertNotEquals(TransactionType.UNKNOWN, type, row.name());
            assertEquals(neededBy(type), mandatory(row), row.name());
        }
    }

    private static Set<Integer> neededBy(TransactionType type) {
        Map<Integer, List<Integer>> fields = Map.of(Need.CARD, List.of(22), Need.AMOUNT, List.of(4, 49), Need.MAC, List.of(64),
            Need.ORIGINAL, List.of(61), Need.RRN, List.of(37), Need.REASON, List.of(39), Need.TOTALS, List.of(48),
            Need.AUTHORIZATION, List.of(38), Need.CHIP, List.of(55));
        Set<Integer> needed = new TreeSet<>(List.of(41, 42, 60));
        if (type != TransactionType.ECHO) {
            needed.add(11);
        }
        if (type.mti() / 100 == 1 || type.mti() / 100 == 2) {
            needed.addAll(List.of(3, 25));
        }
        fields.forEach((need, numbers) -> needed.addAll((type.needs() & need) != 0 ? numbers : List.of()));
        return needed;
    }

    private static Set<Integer> mandatory(PresenceRow row) {
        Set<Integer> fields = new TreeSet<>();
        for (int field = 2; field <= 64; field++) {
            if ((row.mandatory(0) & Long.MIN_VALUE >>> field - 1) != 0) {
                fields.add(field);
            }
        }
        return fields;
    }

    @Test
    void shouldGiveADeclaredResultWhenAMessageIsCutAnywhere() {
        int length = rig.encodeSale(1, 1234);
        for (int cut = 0; cut < length; cut++) {
            rig.terminalSends(cut);
            assertTrue(rig.slot.effects().count() > 0, "no effect for a cut at " + cut);
            assertFalse(rig.effect(0).kind == EffectKind.FORWARD);
        }
    }

    @Test
    void shouldDecryptTheTrackWhenField53SaysSo() {
        for (String track : new String[] {StageRig.PAN + "=28121200000000000000", StageRig.PAN + "=2812120000000000000"}) {
            rig.encryptTrack(track);
            int length = rig.encodeSale(track.length(), 1234);
            assertFalse(new UnsafeBuffer(rig.frame(), 0, length).getStringWithoutLengthAscii(0, length).contains(track));
            rig.terminalSends(length);
            MessageDecoder upstream = rig.sent(EffectKind.FORWARD);
            assertEquals(track, upstream.text(35));
            assertEquals(StageRig.PAN, upstream.text(2), "the card number is the track's");
            UnsafeBuffer block = new UnsafeBuffer(new byte[8]);
            assertEquals(8, upstream.canonical(52, block, 0));
            assertEquals("1234", rig.clearPin(block.byteArray()), "the PIN block was checked against it");
            assertEquals("2600000000000000", upstream.text(53));
        }
    }

    @Test
    void shouldTakeOffTheFillerOfAShortTrack() {
        rig.encryptTrack(StageRig.PAN + "F");
        rig.terminalSends(rig.encodeSale(1, 1234));
        assertEquals(StageRig.PAN, rig.sent(EffectKind.FORWARD).text(35));
    }

    @Test
    void shouldSay30WhenAnEncryptedTrackIsTooShort() {
        rig.encryptTrack("6222021234567=");
        rig.terminalSends(rig.encodeSale(1, 1234));
        assertEquals("30", rig.sent(EffectKind.ANSWER).text(39));
    }

    @Test
    void shouldAllocateNothingWhenTracksAreEncrypted() {
        rig.encryptTrack(StageRig.PAN + "=28121200000000000000");
        shouldAllocateNothingWhenSalesFlowInSteadyState();
    }

    @Test
    void shouldAllocateNothingWhenSalesFlowInSteadyState() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        long allocated = 0;
        for (int i = 1; i <= WARM_UP + MEASURED; i++) {
            int request = rig.encodeSale(i, 100 + i);
            long before = threads.getThreadAllocatedBytes(thread);
            rig.terminalSends(request);
            long between = threads.getThreadAllocatedBytes(thread);
            MessageDecoder upstream = rig.sent(EffectKind.FORWARD);
            int answer = rig.encodeAnswer(210, upstream.text(7), upstream.text(11), "00");
            long again = threads.getThreadAllocatedBytes(thread);
            rig.acquirerSends(answer);
            long after = threads.getThreadAllocatedBytes(thread);
            assertEquals("00", rig.sent(EffectKind.ANSWER).text(39));
            if (i > WARM_UP) {
                allocated += between - before + after - again;
            }
        }
        assertTrue(allocated / MEASURED <= 64, "stages 1 to 3 allocate " + allocated / MEASURED + " bytes per transaction");
    }
}
