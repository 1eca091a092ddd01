package dev.turnpike.bench;

import dev.turnpike.journal.Journal;
import dev.turnpike.journal.JournalContext;
import dev.turnpike.journal.JournalMode;
import dev.turnpike.status.Clock;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.AnsweredEncoder;
import dev.turnpike.transaction.record.IntentEncoder;
import dev.turnpike.transaction.record.MessageHeaderEncoder;
import dev.turnpike.transaction.record.OutcomeEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes a journal as a switch with these terminals would, but without the switch: approved purchases with chip data. One thread. */
final class JournalMaker {
    private static final int ANSWERED_BATCH = 32;
    private static final int CARDS = 50_000;
    private static final int SEALED_PAN = 44;
    private static final int CHIP_DATA = 160;
    private static final long SPACING_MS = 20;
    private static final byte[] LINK = "cup-a".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FILLER = new byte[CHIP_DATA];

    private final Path directory;
    private final List<String> terminals;
    private final Clock clock;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final IntentEncoder intent = new IntentEncoder();
    private final OutcomeEncoder outcome = new OutcomeEncoder();
    private final AnsweredEncoder answered = new AnsweredEncoder();
    private final FieldImage image = new FieldImage();
    private final UnsafeBuffer imageBytes = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer ids = new UnsafeBuffer(new byte[ANSWERED_BATCH * 8]);

    JournalMaker(Path directory, List<String> terminals, Clock clock) {
        this.directory = directory;
        this.terminals = terminals;
        this.clock = clock;
    }

    /** Writes {@code transactions} purchases that end now; gives the bytes of the journal. */
    long make(long transactions) throws IOException {
        long firstMs = clock.wallMs() - transactions * SPACING_MS;
        try (Journal journal = Journal.open(new JournalContext().directory(directory).create(true).mode(JournalMode.PAGE_CACHE))) {
            journal.replay(null);
            for (long tx = 1; tx <= transactions; tx++) {
                long atMs = firstMs + tx * SPACING_MS;
                purchase(journal, tx, atMs);
                ids.putLong((int) ((tx - 1) % ANSWERED_BATCH) * 8, tx);
                if (tx % ANSWERED_BATCH == 0) {
                    answered.wrapAndApplyHeader(buffer, 0, header).coreWallMs(atMs).putTxIds(ids, 0, ANSWERED_BATCH * 8);
                    append(journal, answered.encodedLength(), atMs);
                }
            }
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
        }
    }

    private void append(Journal journal, int length, long atMs) {
        journal.append(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + length, atMs);
    }

    private void purchase(Journal journal, long tx, long atMs) {
        int stan = (int) (tx / terminals.size() % 999_999) + 1;
        long amount = 100 + tx % 10_000;
        long card = tx % CARDS;
        image.startAt(imageBytes, 0, imageBytes.capacity());
        image.putDigits(3, 0, 6);
        image.putDigits(4, amount, 12);
        image.putDigits(11, stan, 6);
        image.putDigits(22, 51, 3);
        image.putDigits(23, 1, 3);
        image.putDigits(25, 0, 2);
        image.putDigits(41, 10_000_001, 8);
        image.putDigits(42, 898_100_012_340_001L, 15);
        image.putDigits(49, 156, 3);
        image.put(55, FILLER);
        image.putDigits(60, 22_000_001_000L, 11);
        int upstreamStan = (int) (tx % 899_999) + 1;
        intent.wrapAndApplyHeader(buffer, 0, header).txId(tx).coreWallMs(atMs).tid(terminals.get((int) (tx % terminals.size())))
            .transactionType((short) TransactionType.SALE.code()).messageClass(200).batch(1).stan(stan).amountMinor(amount).currency(156)
            .panHashHigh(card * 0x9E3779B97F4A7C15L).panHashLow(card).contentDigest(tx * 31).panFirst6(622_848).panLast4((short) (card % 10_000))
            .panLength((byte) 16).upstreamTime(101_000_000L + tx / 899_999).upstreamStan(upstreamStan).rrnDay(6326).originalTxId(0)
            .timeoutMs(45_000).mcc(5411).entryMode((short) 51).routeRule((short) 0).putLink(LINK, 0, LINK.length)
            .putSealedPan(FILLER, 0, SEALED_PAN).putImage(imageBytes, 0, image.length());
        append(journal, intent.encodedLength(), atMs);
        image.startAt(imageBytes, 0, imageBytes.capacity());
        image.putDigits(37, tx, 12);
        image.putDigits(38, tx % 1_000_000, 6);
        image.putDigits(39, 0, 2);
        outcome.wrapAndApplyHeader(buffer, 0, header).txId(tx).coreWallMs(atMs + 10).state((short) TransactionState.APPROVED.code()).code("00")
            .upstreamCode("00").amountMinor(amount).authorizationCode(0x313233343536L).putImage(imageBytes, 0, image.length());
        append(journal, outcome.encodedLength(), atMs + 10);
    }
}
