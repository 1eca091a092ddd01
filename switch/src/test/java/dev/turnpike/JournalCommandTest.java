package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.turnpike.core.RejectReason;
import dev.turnpike.core.ReversalReason;
import dev.turnpike.journal.Journal;
import dev.turnpike.journal.JournalContext;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.AnsweredEncoder;
import dev.turnpike.transaction.record.ForwardAttemptEncoder;
import dev.turnpike.transaction.record.IntentEncoder;
import dev.turnpike.transaction.record.KeysIssuedEncoder;
import dev.turnpike.transaction.record.MessageHeaderEncoder;
import dev.turnpike.transaction.record.OutcomeEncoder;
import dev.turnpike.transaction.record.RejectedEncoder;
import dev.turnpike.transaction.record.ReversalAckEncoder;
import dev.turnpike.transaction.record.ReversalIntentEncoder;
import dev.turnpike.transaction.record.SecurityEventEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read and copy journals, over a journal with one record of many kinds. */
@Timeout(60)
class JournalCommandTest {
    private static final byte[] NOTHING = new byte[0];
    private static final String PAN = "6228480012341111";
    private static final long START_MS = 1_790_000_000_000L;

    @TempDir
    Path root;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2048]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(Stream.of(words).map(Object::toString).toArray(String[]::new));
    }

    private Path directory() {
        return root.resolve("journal");
    }

    private Journal open() {
        Journal journal = Journal.open(new JournalContext().directory(directory()).create(true).segmentBytes(1 << 20).floorBytes(0));
        journal.replay(null);
        return journal;
    }

    private void append(Journal journal, int length, long afterMs) {
        journal.append(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + length, START_MS + afterMs);
    }

    private void intent(Journal journal, long txId, TransactionType type, int stan, long originalTxId, long afterMs) {
        byte[] link = "cup-a".getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = new byte[44];
        FieldImage image = new FieldImage().startAt(new UnsafeBuffer(new byte[64]), 0, 64);
        image.putDigits(11, stan, 6);
        IntentEncoder e = new IntentEncoder().wrapAndApplyHeader(buffer, 0, header).txId(txId).coreWallMs(START_MS + afterMs).tid("10000001")
            .transactionType((short) type.code()).messageClass(200).batch(1).stan(stan).amountMinor(9100).currency(156).panHashHigh(123_456_789)
            .panHashLow(987_654_321).contentDigest(555_444_333).panFirst6(622848).panLast4((short) 1111).panLength((byte) 16)
            .upstreamTime(1122120000L).upstreamStan(4711).rrnDay(6326).originalTxId(originalTxId).routeRule((short) 0)
            .putLink(link, 0, link.length).putSealedPan(sealed, 0, sealed.length).putImage(image.buffer(), 0, image.length());
        append(journal, e.encodedLength(), afterMs);
    }

    /** A sale that timed out and was reversed, a void of another sale, a refusal, keys, an attack. */
    private Path written() {
        try (Journal journal = open()) {
            byte[] key = "D0112P0TE00E0000SECRETKEYBLOCK".getBytes(StandardCharsets.US_ASCII);
            KeysIssuedEncoder keys = new KeysIssuedEncoder().wrapAndApplyHeader(buffer, 0, header).coreWallMs(START_MS).tid("10000001")
                .version(1).batch(1).putPinKey(key, 0, key.length).putMacKey(key, 0, key.length).putTrackKey(NOTHING, 0, 0);
            append(journal, keys.encodedLength(), 0);
            intent(journal, 7, TransactionType.SALE, 12, 0, 10);
            ReversalIntentEncoder reversal = new ReversalIntentEncoder().wrapAndApplyHeader(buffer, 0, header).txId(7).coreWallMs(START_MS + 3010)
                .reason((short) ReversalReason.TIMEOUT.ordinal()).code("98").upstreamTime(1122120003L).upstreamStan(4712).upstreamCode("98")
                .putSealedPan(NOTHING, 0, 0).putImage(NOTHING, 0, 0);
            append(journal, reversal.encodedLength(), 3010);
            AnsweredEncoder answered = new AnsweredEncoder().wrapAndApplyHeader(buffer, 0, header).coreWallMs(START_MS + 3012)
                .putTxIds(new byte[] {7, 0, 0, 0, 0, 0, 0, 0}, 0, 8);
            append(journal, answered.encodedLength(), 3012);
            ForwardAttemptEncoder attempt = new ForwardAttemptEncoder().wrapAndApplyHeader(buffer, 0, header).txId(7).coreWallMs(START_MS + 6010)
                .attempts(1).code("  ").nextDelayMs(1000);
            append(journal, attempt.encodedLength(), 6010);
            ReversalAckEncoder ack = new ReversalAckEncoder().wrapAndApplyHeader(buffer, 0, header).txId(7).coreWallMs(START_MS + 7010).code("00")
                .closed((short) 1);
            append(journal, ack.encodedLength(), 7010);
            intent(journal, 8, TransactionType.SALE, 13, 0, 8000);
            OutcomeEncoder outcome = new OutcomeEncoder().wrapAndApplyHeader(buffer, 0, header).txId(8).coreWallMs(START_MS + 8120)
                .state((short) TransactionState.APPROVED.code()).code("00").upstreamCode("00").amountMinor(9100)
                .authorizationCode(0x41_42_43_31_32_33L).putImage(NOTHING, 0, 0);
            append(journal, outcome.encodedLength(), 8120);
            intent(journal, 9, TransactionType.SALE_VOID, 14, 8, 9000);
            RejectedEncoder rejected = new RejectedEncoder().wrapAndApplyHeader(buffer, 0, header).txId(10).coreWallMs(START_MS + 9500)
                .tid("10000002").transactionType((short) TransactionType.SALE.code()).messageClass(200).batch(1).stan(12).amountMinor(500)
                .currency(840).panFirst6(622848).panLast4((short) 1111).panLength((byte) 16).rrnDay(6326).code("61")
                .reason((short) RejectReason.RISK.ordinal()).rule((short) 200).putImage(NOTHING, 0, 0);
            append(journal, rejected.encodedLength(), 9500);
            SecurityEventEncoder security = new SecurityEventEncoder().wrapAndApplyHeader(buffer, 0, header).coreWallMs(START_MS + 9600)
                .tid("10000001").kind((short) 1).batch(1).stan(12);
            append(journal, security.encodedLength(), 9600);
        }
        return directory();
    }

    private static Path segment(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(f -> f.toString().endsWith(".cq4")).sorted().toList().getFirst();
        }
    }

    @Test
    void shouldPrintTheWholeTimelineWhenATransactionIsLookedForByAnyOfItsNames() {
        Path directory = written();

        for (String name : List.of("7", "632600000007", "12@10000001", "000012@10000001")) {
            assertEquals(ExitCode.OK, run("tx", name, "--journal", directory), err.toString());
            String said = out.toString();
            assertTrue(said.contains("transaction 7  rrn 632600000007"), said);
            assertTrue(said.contains("now REVERSED; 5 records in 7000 ms; reversals 1; attempts that failed 1"), said);
            for (String part : List.of("INTENT", "91.00 CNY", "622848******1111", "to cup-a by route", "+3000 ms", "because of TIMEOUT, told 98",
                "ANSWERED", "1 counted, acquirer silent, next in 1000 ms", "acquirer 00, closed", "7000 ms")) {
                assertTrue(said.contains(part), part + " in: " + said);
            }
            assertEquals(name.contains("@"), said.contains("SECURITY_EVENT"), "what the same trace number did besides: " + said);
            assertFalse(said.contains("transaction 10"), "another terminal's");
        }
        assertEquals(ExitCode.OK, run("tx", "8", "--journal", directory));
        assertTrue(out.toString().contains("later transactions that name it") && out.toString().contains("SALE_VOID"), out.toString());
        assertTrue(out.toString().contains("authorization ABC123"), out.toString());
    }

    @Test
    void shouldListAllThatMatchWhenATraceNumberWasUsedTwice() {
        written();
        try (Journal journal = open()) {
            intent(journal, 70_000, TransactionType.SALE, 12, 0, 86_400_000);
        }

        assertEquals(ExitCode.OK, run("tx", "12@10000001", "--journal", directory()));
        assertTrue(out.toString().contains("transaction 7 ") && out.toString().contains("transaction 70000 "), out.toString());
        assertTrue(out.toString().contains("now IN_FLIGHT"), out.toString());
    }

    @Test
    void shouldEndWithOneSentenceWhenTheTransactionIsUnknownOrNoneIsNamed() {
        Path directory = written();

        assertEquals(ExitCode.NO_INPUT, run("tx", "632600000999", "--journal", directory));
        assertTrue(err.toString().contains("no transaction 632600000999"), err.toString());
        assertEquals(ExitCode.USAGE, run("tx", "x?", "--journal", directory));
        assertEquals(ExitCode.USAGE, run("tx", "1@123456789", "--journal", directory));
        assertEquals(ExitCode.NO_INPUT, run("tx", "7", "--journal", root.resolve("nowhere")));
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void shouldShowEveryRecordOnOneLineWithoutSecrets() {
        Path directory = written();

        assertEquals(ExitCode.OK, run("journal", "show", directory), err.toString());
        assertEquals(11, out.toString().lines().count(), out.toString());
        assertTrue(out.toString().contains("because of RISK rule 200"), out.toString());
        assertNothingSecret(out.toString());
        assertEquals(ExitCode.OK, run("journal", "show", directory, "--kind", "reversal-intent"));
        assertEquals(1, out.toString().lines().count(), out.toString());
        assertEquals(ExitCode.OK, run("journal", "show", directory, "--from", "3", "--to", "5"));
        assertEquals(3, out.toString().lines().count(), out.toString());
        assertEquals(ExitCode.OK, run("journal", "show", directory, "--terminal", "10000002"));
        assertEquals(1, out.toString().lines().count(), out.toString());
        assertEquals(ExitCode.OK, run("journal", "tail", directory, "-n", "4"));
        assertEquals(4, out.toString().lines().count(), out.toString());
        assertTrue(out.toString().contains("SECURITY_EVENT"), out.toString());
    }

    private static void assertNothingSecret(String said) {
        for (String secret : List.of(PAN, "SECRETKEYBLOCK", "123456789", "987654321", "555444333")) {
            assertFalse(said.contains(secret), secret + " in: " + said);
        }
    }

    @Test
    void shouldExportEveryRecordAsJsonAndAsTable() throws IOException {
        Path directory = written();

        assertEquals(ExitCode.OK, run("journal", "export", "--json", directory), err.toString());
        assertNothingSecret(out.toString());
        List<String> lines = out.toString().lines().toList();
        assertEquals(11, lines.size());
        JsonNode intent = new ObjectMapper().readTree(lines.get(1));
        assertEquals("INTENT", intent.path("record").asText());
        assertEquals(9100, intent.path("amountMinor").asLong());
        assertEquals("000012", intent.path("stan").asText());
        assertEquals("622848******1111", intent.path("card").asText());
        assertEquals("cup-a", intent.path("link").asText());
        assertEquals("44 bytes", intent.path("sealedPan").asText());
        assertEquals("fields 11", intent.path("image").asText());
        assertEquals(7, intent.path("transactions").get(0).asLong());

        assertEquals(ExitCode.OK, run("journal", "export", "--csv", directory));
        assertNothingSecret(out.toString());
        List<String> rows = out.toString().lines().toList();
        assertEquals(12, rows.size());
        int columns = rows.getFirst().split(",", -1).length;
        assertTrue(columns > 30, rows.getFirst());
        rows.forEach(row -> assertEquals(columns, row.split(",", -1).length, row));
        assertEquals(ExitCode.USAGE, run("journal", "export", directory), "one of the forms must be named");
    }

    @Test
    void shouldNameFileOffsetAndSequenceWhenARecordIsDamaged() throws IOException {
        Path directory = written();
        assertEquals(ExitCode.OK, run("journal", "verify", directory), err.toString());
        assertTrue(out.toString().contains("records    11, sequence 1 to 11") && out.toString().contains("NOT checked: no seal key at hand"),
            out.toString());
        assertEquals(ExitCode.OK, run("journal", "repair", "--dry-run", directory));
        Path segment = segment(directory);
        byte[] bytes = Files.readAllBytes(segment);
        int at = indexOf(bytes, "10000002".getBytes(StandardCharsets.US_ASCII));
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(at);
            file.write('9');
        }

        assertEquals(ExitCode.DATA, run("journal", "verify", directory));
        String name = segment.getParent().getFileName() + "/" + segment.getFileName();
        assertTrue(err.toString().contains(name) && err.toString().matches("(?s).*at offset [0-9]+: sequence 10 expected.*"), err.toString());
        assertTrue(err.toString().contains("1 whole records lie behind, from sequence 11"), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertEquals(ExitCode.DATA, run("journal", "repair", "--dry-run", directory));
        assertTrue(out.toString().contains("2 durable records are behind the damage"), out.toString());
        assertEquals(ExitCode.DATA, run("journal", "show", directory), "what lies before the damage is shown, then the damage told");
        assertEquals(9, out.toString().lines().count(), out.toString());
        assertEquals(ExitCode.DATA, run("journal", "backup", root.resolve("copy"), "--journal", directory));
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    @Test
    void shouldSeeOnlyWhatIsDurableWhenTheJournalIsInUse() {
        written();
        try (Journal journal = open()) {
            intent(journal, 20, TransactionType.SALE, 20, 0, 20_000);
            journal.sync();
            intent(journal, 21, TransactionType.SALE, 21, 0, 21_000);

            assertEquals(ExitCode.OK, run("journal", "show", directory()));
            assertEquals(12, out.toString().lines().count(), out.toString());
            assertEquals(ExitCode.NO_INPUT, run("tx", "21", "--journal", directory()));
            assertEquals(ExitCode.OK, run("journal", "verify", directory()));
            assertTrue(out.toString().contains("in use by pid " + ProcessHandle.current().pid())
                && out.toString().contains("sequence 1 to 12"), out.toString());
            assertEquals(ExitCode.OK, run("journal", "tail", "-n", "1", directory()));
            assertTrue(out.toString().contains("trace 000020"), out.toString());
        }
        assertEquals(ExitCode.OK, run("tx", "21", "--journal", directory()), "closed: all of it is readable");
    }

    @Test
    void shouldCopyThereAndBackWhenTheTargetIsEmptyOnly() throws IOException {
        Path directory = written();
        Path backup = root.resolve("backup");

        assertEquals(ExitCode.OK, run("journal", "backup", backup, "--journal", directory), err.toString());
        assertEquals(ExitCode.CANNOT_CREATE, run("journal", "backup", backup, "--journal", directory));
        assertEquals(1, err.toString().lines().count(), err.toString());
        Path restored = Files.createDirectory(root.resolve("restored"));
        assertEquals(ExitCode.OK, run("journal", "restore", backup, "--journal", restored), err.toString());
        assertEquals(ExitCode.OK, run("journal", "verify", restored));
        assertEquals(ExitCode.CANNOT_CREATE, run("journal", "restore", backup, "--journal", directory));
        run("journal", "show", directory);
        String before = out.toString();
        run("journal", "show", restored);
        assertEquals(before, out.toString());
    }

    @Test
    void shouldFindTheJournalOfTheConfigurationWhenNoFolderIsNamed() throws IOException {
        Path shop = root.resolve("shop");
        assertEquals(ExitCode.OK, run("init", shop));
        Path backup = root.resolve("backup");
        assertEquals(ExitCode.OK, run("journal", "backup", backup, "--journal", written()));

        assertEquals(ExitCode.OK, run("journal", "restore", backup, "--config", shop), err.toString());
        assertEquals(ExitCode.OK, run("journal", "verify", "--config", shop), err.toString());
        assertEquals(ExitCode.OK, run("journal", "tail", "--config", shop), err.toString());
        assertEquals(ExitCode.OK, run("tx", "7", "--config", shop), err.toString());
        assertTrue(out.toString().contains("by route ") && !out.toString().contains("by route rule"), "the rule has its name: " + out);
    }
}
