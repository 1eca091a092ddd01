package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnpike.configuration.ConfigurationLoader;
import dev.turnpike.configuration.KeyCheck;
import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.core.RejectReason;
import dev.turnpike.risk.Outcome;
import dev.turnpike.risk.RiskRequest;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.record.IntentEncoder;
import dev.turnpike.transaction.record.MessageHeaderEncoder;
import dev.turnpike.transaction.record.OutcomeEncoder;
import dev.turnpike.transaction.record.RejectedEncoder;
import dev.turnpike.transaction.record.ReversalIntentEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RiskJournalTest {
    private static final byte[] NOTHING = new byte[0];
    private static final String TID = "10000002";

    @TempDir
    Path root;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final List<String> events = new ArrayList<>();

    /** The repository's configuration; that its certificates and keys are missing does not matter here. */
    private TurnpikeConfiguration configuration() throws Exception {
        Path config = Files.createDirectories(root.resolve("config"));
        for (String name : List.of("turnpike.yaml", "routing.yaml", "risk.yaml", "merchants.csv", "terminals.csv")) {
            Files.copy(Path.of(System.getProperty("turnpike.root"), "config", name), config.resolve(name));
        }
        Path tls = Files.createDirectories(root.resolve("data/tls"));
        for (String name : List.of("server.pem", "ca.pem")) {
            try (var in = RiskJournalTest.class.getResourceAsStream("/configuration/test-certificate.pem")) {
                Files.write(tls.resolve(name), in.readAllBytes());
            }
        }
        Files.writeString(tls.resolve("server.key"), "");
        Files.setPosixFilePermissions(tls.resolve("server.key"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Path keys = Files.createDirectories(root.resolve("data/keys"));
        for (String name : List.of("lmk", "switch.keys", "terminals.keys")) {
            Files.writeString(keys.resolve(name), "");
        }
        KeyCheck check = (lmk, file) -> new KeyCheck.Content(Set.of("data/pan/0001", "data/pan-hash", "data/content-digest", "zone/cup-a/zpk",
            "zone/cup-b/zpk", "terminal/10000001/tmk", "terminal/10000002/tmk", "terminal/10000003/tmk", "terminal/10000004/tpk",
            "terminal/10000004/tak"), null);
        return new ConfigurationLoader(1_900_000_000_000L, check).load(config);
    }

    private RiskJournal journal(TurnpikeConfiguration c) {
        return new RiskJournal(c, new RiskJournal.Listener() {
            @Override
            public void request(long txId, RiskRequest r, int refusedBy) {
                events.add("request " + txId + " " + r.amountMinor() + " terminal " + r.terminal() + " merchant " + r.merchant() + " group "
                    + r.terminalGroup() + " refused by " + refusedBy);
            }

            @Override
            public void outcome(long txId, RiskRequest r, Outcome outcome, long approvedMinor) {
                events.add(outcome + " " + txId + " " + approvedMinor);
            }

            @Override
            public void undone(long txId, RiskRequest r, long approvedMinor) {
                events.add("undone " + txId + " " + approvedMinor);
            }
        });
    }

    private void intent(long txId, TransactionType type, long amount, long originalTxId) {
        new IntentEncoder().wrapAndApplyHeader(buffer, 0, header).txId(txId).coreWallMs(1_790_000_000_000L).tid(TID)
            .transactionType((short) type.ordinal()).amountMinor(amount).currency(156).panHashHigh(1).panHashLow(2).panFirst6(622848)
            .mcc(5411).entryMode((short) 51).originalTxId(originalTxId).putLink(NOTHING, 0, 0).putSealedPan(NOTHING, 0, 0)
            .putImage(NOTHING, 0, 0);
    }

    private void outcome(long txId, TransactionState state, String code, long amount) {
        new OutcomeEncoder().wrapAndApplyHeader(buffer, 0, header).txId(txId).state((short) state.ordinal()).code(code).amountMinor(amount)
            .putImage(NOTHING, 0, 0);
    }

    @Test
    void shouldTellRequestsOutcomesAndWhatWasTakenBackInOrder() throws Exception {
        RiskJournal journal = journal(configuration());
        intent(1, TransactionType.SALE, 1000, 0);
        journal.record(buffer, 0);
        outcome(1, TransactionState.APPROVED, "00", 900);
        journal.record(buffer, 0);
        intent(2, TransactionType.SALE, 2000, 0);
        journal.record(buffer, 0);
        outcome(2, TransactionState.DECLINED, "55", 0);
        journal.record(buffer, 0);
        intent(3, TransactionType.SALE_VOID, 1000, 1);
        journal.record(buffer, 0);
        outcome(3, TransactionState.APPROVED, "00", 1000);
        journal.record(buffer, 0);
        intent(4, TransactionType.SALE, 3000, 0);
        journal.record(buffer, 0);
        new ReversalIntentEncoder().wrapAndApplyHeader(buffer, 0, header).txId(4).code("98").upstreamCode("68")
            .putSealedPan(NOTHING, 0, 0).putImage(NOTHING, 0, 0);
        journal.record(buffer, 0);
        new RejectedEncoder().wrapAndApplyHeader(buffer, 0, header).txId(5).tid(TID).transactionType((short) TransactionType.SALE.ordinal())
            .amountMinor(9_999_999).currency(156).code("61").reason((short) RejectReason.RISK.ordinal()).rule((short) 200)
            .putImage(NOTHING, 0, 0);
        journal.record(buffer, 0);
        assertEquals(List.of("request 1 1000 terminal 1 merchant 0 group 1 refused by 0", "APPROVED 1 900",
            "request 2 2000 terminal 1 merchant 0 group 1 refused by 0", "WRONG_PIN 2 0",
            "request 3 1000 terminal 1 merchant 0 group 1 refused by 0", "APPROVED 3 1000", "undone 1 900",
            "request 4 3000 terminal 1 merchant 0 group 1 refused by 0", "REVERSED 4 0",
            "request 5 9999999 terminal 1 merchant 0 group 1 refused by 200"), events);
    }

    @Test
    void shouldFindTheTransactionNumberInsideTheRrn() {
        assertEquals(46_655, RiskCommand.Explain.transaction("632600000ZZZ"));
        assertEquals(17, RiskCommand.Explain.transaction("17"));
    }
}
