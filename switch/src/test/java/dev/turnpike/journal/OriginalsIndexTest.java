package dev.turnpike.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TerminalDirectory;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.IntentEncoder;
import dev.turnpike.transaction.record.MessageHeaderEncoder;
import dev.turnpike.transaction.record.OutcomeEncoder;
import dev.turnpike.transaction.record.RejectedEncoder;
import dev.turnpike.transaction.record.ReversalAckEncoder;
import dev.turnpike.transaction.record.ReversalIntentEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OriginalsIndexTest {
    private static final int DAY = 6326;
    private static final int TERMINALS = 50;
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] IMAGE = new byte[300];

    @TempDir
    private Path temp;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2048]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BlockingQueue<Optional<Original>> answers = new ArrayBlockingQueue<>(Originals.MAX_WAITING);
    private final Counters counters = new Counters();
    private final Alarms alarms = new Alarms(counters, new JournalRig.ManualClock());

    private Path directory() {
        return temp.resolve("journal");
    }

    private Journal open() {
        Journal journal = Journal.open(JournalRig.context(directory()));
        journal.replay(null);
        return journal;
    }

    private OriginalsIndex index() {
        OriginalsIndex index = new OriginalsIndex(directory(), (token, original) -> answers.add(Optional.ofNullable(original)), counters, alarms);
        index.start();
        return index;
    }

    private Original answered() throws InterruptedException {
        Optional<Original> answer = answers.poll(60, TimeUnit.SECONDS);
        assertNotNull(answer, "an answer in time");
        return answer.orElse(null);
    }

    private static long tid(long txId) {
        return TerminalDirectory.pack(String.format("%08d", 10_000_000 + txId % TERMINALS), 0);
    }

    private static int stan(long txId) {
        return (int) (txId / TERMINALS) + 1;
    }

    private static UnsafeBuffer rrn(long txId) {
        String base36 = Long.toString(txId, 36).toUpperCase(Locale.ROOT);
        return new UnsafeBuffer((DAY + "0".repeat(8 - base36.length()) + base36).getBytes(StandardCharsets.US_ASCII));
    }

    private void append(Journal journal, int length) {
        journal.append(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + length, JournalRig.START_MS);
    }

    private void intent(Journal journal, long txId, TransactionType type, long amount, long originalTxId) {
        byte[] link = "cup-a".getBytes(StandardCharsets.US_ASCII);
        IntentEncoder e = new IntentEncoder().wrapAndApplyHeader(buffer, 0, header).txId(txId).coreWallMs(JournalRig.START_MS + txId)
            .tid(TerminalDirectory.unpack(tid(txId))).transactionType((short) type.code()).messageClass(type.mti()).batch(1).stan(stan(txId))
            .amountMinor(amount).currency(156).panHashHigh(txId).panHashLow(-txId).contentDigest(txId * 31).panFirst6(622848).panLast4((short) 1111)
            .panLength((byte) 16).upstreamTime(1122120000L).upstreamStan(1).rrnDay(DAY).originalTxId(originalTxId)
            .putLink(link, 0, link.length).putSealedPan(IMAGE, 0, 44).putImage(IMAGE, 0, IMAGE.length);
        append(journal, e.encodedLength());
    }

    private void outcome(Journal journal, long txId, TransactionState state, long amount) {
        byte[] image = {39, 2, 0, '0', '0'};
        OutcomeEncoder e = new OutcomeEncoder().wrapAndApplyHeader(buffer, 0, header).txId(txId).coreWallMs(JournalRig.START_MS + txId)
            .state((short) state.code()).code(state == TransactionState.APPROVED ? "00" : "51").upstreamCode("00").amountMinor(amount)
            .authorizationCode(77).putImage(image, 0, image.length);
        append(journal, e.encodedLength());
    }

    private void reversed(Journal journal, long txId) {
        ReversalIntentEncoder e = new ReversalIntentEncoder().wrapAndApplyHeader(buffer, 0, header).txId(txId).code("98").upstreamCode("98")
            .putSealedPan(NOTHING, 0, 0).putImage(NOTHING, 0, 0);
        append(journal, e.encodedLength());
        append(journal, new ReversalAckEncoder().wrapAndApplyHeader(buffer, 0, header).txId(txId).code("00").closed((short) 1).encodedLength());
    }

    /** Every tenth is reversed, every seventh declined, the others approved with their number as amount. */
    private void sales(Journal journal, long from, long to) {
        for (long id = from; id < to; id++) {
            intent(journal, id, TransactionType.SALE, 1_000 + id, 0);
            if (id % 10 == 0) {
                reversed(journal, id);
            } else {
                outcome(journal, id, id % 7 == 0 ? TransactionState.DECLINED : TransactionState.APPROVED, 1_000 + id);
            }
        }
        journal.sync();
    }

    private void check(long txId, Original o) {
        assertNotNull(o, "transaction " + txId);
        assertEquals(txId, o.txId);
        assertEquals(1_000 + txId, o.amountMinor);
        assertEquals(tid(txId), o.tid);
        assertEquals(stan(txId), o.stan);
        assertEquals(-txId, o.panHashLow);
        TransactionState state = txId % 10 == 0 ? TransactionState.REVERSED : txId % 7 == 0 ? TransactionState.DECLINED : TransactionState.APPROVED;
        assertEquals(state, o.state);
        assertEquals(state == TransactionState.APPROVED ? 1_000 + txId : 0, o.approvedMinor);
        assertEquals(300, o.requestImage.length);
        assertEquals(state == TransactionState.REVERSED ? 0 : 5, o.answerImage.length);
    }

    private void checkAll(OriginalsIndex index, long to) throws InterruptedException {
        for (long id = 1; id < to; id += 1 + id % 13) {
            assertTrue(index.findByReference(id, tid(id), rrn(id), 0));
            check(id, answered());
            assertTrue(index.findByKey(id, tid(id), 1, stan(id), 200));
            check(id, answered());
        }
        assertTrue(index.findByReference(1, tid(to), rrn(to), 0));
        assertNull(answered(), "one too far");
        assertTrue(index.findByReference(1, tid(3), rrn(4), 0));
        assertNull(answered(), "another terminal's");
        assertTrue(index.findByKey(1, tid(3), 1, stan(3), 220));
        assertNull(answered(), "another message class");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory().resolve("originals"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void shouldFindEveryTransactionOverSegmentsAndRestarts() throws Exception {
        long next = 1;
        for (int run = 0; run < 3; run++) {
            try (Journal journal = open(); OriginalsIndex index = index()) {
                checkAll(index, next);
                sales(journal, next, next + 3_000);
                next += 3_000;
                checkAll(index, next);
            }
        }
        int segments = JournalRig.segments(directory()).size();
        assertTrue(segments >= 6 && files().size() == segments - 1, segments + " segments, " + files());
        assertEquals(List.of(), alarms.list());
        // Files that are missing, cut or damaged are made anew.
        Files.delete(files().get(1));
        byte[] bytes = Files.readAllBytes(files().get(2));
        bytes[bytes.length / 2] ^= 4;
        Files.write(files().get(2), bytes);
        try (Journal journal = open(); OriginalsIndex index = index()) {
            checkAll(index, next);
            assertEquals(journal.durable(), journal.appended());
        }
    }

    @Test
    void shouldTellWhatLaterTransactionsTookWhenTheyNameTheOriginal() throws Exception {
        try (Journal journal = open()) {
            sales(journal, 1, 2);
            intent(journal, 20, TransactionType.REFUND, 300, 1);
            outcome(journal, 20, TransactionState.APPROVED, 300);
            intent(journal, 21, TransactionType.REFUND, 200, 1);
            outcome(journal, 21, TransactionState.DECLINED, 0);
            intent(journal, 22, TransactionType.REFUND, 100, 1);
            intent(journal, 23, TransactionType.SALE_VOID, 1_001, 1);
            reversed(journal, 23);
            journal.sync();
            intent(journal, 24, TransactionType.REFUND, 50, 1);

            try (OriginalsIndex index = index()) {
                index.findByReference(9, tid(1), rrn(1), 0);
                Original o = answered();
                assertEquals(4, o.linked.size(), "what is not durable does not count yet");
                assertEquals(300 + 100, o.linkedMinor(TransactionType.REFUND));
                assertEquals(0, o.linkedMinor(TransactionType.SALE_VOID));
                assertEquals(journal.durable(), o.asOfSequence);
                journal.sync();
                index.findByReference(9, tid(1), rrn(1), 0);
                assertEquals(450, answered().linkedMinor(TransactionType.REFUND));
                index.findByKey(9, tid(22), 1, stan(22), 220);
                Original refund = answered();
                assertEquals(1, refund.originalTxId);
                assertEquals(TransactionState.IN_FLIGHT, refund.state);
                assertEquals(ResponseCode.NONE, refund.code);
            }
        }
    }

    @Test
    void shouldFindTheNewestWhenAKeyWasUsedAgainAndWhatWasRefusedHere() throws Exception {
        try (Journal journal = open(); OriginalsIndex index = index()) {
            sales(journal, 1, 3);
            RejectedEncoder e = new RejectedEncoder().wrapAndApplyHeader(buffer, 0, header).txId(50 * 1_000_000L + 1)
                .tid(TerminalDirectory.unpack(tid(1))).transactionType((short) TransactionType.SALE.code()).messageClass(200).batch(1)
                .stan(stan(1)).code("61").putImage(NOTHING, 0, 0);
            append(journal, e.encodedLength());
            journal.sync();
            index.findByKey(1, tid(1), 1, stan(1), 200);
            Original o = answered();
            assertEquals(50_000_001, o.txId);
            assertEquals(TransactionState.REJECTED, o.state);
            assertEquals(ResponseCode.code("61"), o.code);
            assertArrayEquals(NOTHING, o.requestImage);
        }
    }

    @Test
    void shouldForgetWhatRetentionRemovedAndRefuseMoreQuestionsThanItsBound() throws Exception {
        try (Journal journal = open(); OriginalsIndex index = index()) {
            sales(journal, 1, 6_000);
            checkAll(index, 6_000);
            assertTrue(journal.deleteBefore(journal.durable()) > 0);
            index.findByReference(1, tid(1), rrn(1), 0);
            assertNull(answered());
            index.findByReference(1, tid(5_999), rrn(5_999), 0);
            check(5_999, answered());
        }
        OriginalsIndex idle = new OriginalsIndex(directory(), (token, original) -> { }, counters, alarms);
        for (int i = 0; i < Originals.MAX_WAITING; i++) {
            assertTrue(idle.findByKey(i, tid(1), 1, 1, 200));
        }
        assertFalse(idle.findByKey(1, tid(1), 1, 1, 200));
        idle.close();
        assertFalse(idle.findByReference(1, tid(1), rrn(1), 0));
    }
}
