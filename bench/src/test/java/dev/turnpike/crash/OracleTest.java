package dev.turnpike.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Books in order pass; each way of doctoring them is found. */
class OracleTest {
    private static final String TID = "10000001";
    private final JournalBooks journal = new JournalBooks();
    private final List<Posting> ledger = new ArrayList<>();
    private final TerminalLog log = new TerminalLog(TID);

    /** A sale, another one with its void, a third with a refund, one reversed and one declined. */
    OracleTest() {
        sale(1, 1000);
        sale(2, 2000);
        undo(3, 2, "SALE_VOID", 2000, true);
        sale(4, 4000);
        undo(5, 4, "REFUND", 300, false);
        sale(6, 6000);
        log.add("REVERSED|" + TID + "|M|1|6|6000|00");
        journal.byKey.get(key(6)).state = TransactionState.REVERSED;
        ledger.set(5, posting(6, 0, 6000, "reversed", false));
        journaled(7, TransactionType.SALE, 751).state = TransactionState.DECLINED;
        ledger.add(posting(7, 0, 751, "declined", false));
        ledger.set(1, posting(2, 0, 2000, "posted", true));
    }

    private static Key key(int trace) {
        return new Key(TID, 1, trace);
    }

    private static Posting.Upstream upstream(int trace) {
        return new Posting.Upstream("cup-a", 1122_000000L, 500 + trace);
    }

    private static Posting posting(int trace, int original, long amount, String state, boolean voided) {
        long sign = !state.equals("posted") ? 0 : original == 0 ? 1 : -1;
        return new Posting(upstream(trace), original == 0 ? null : upstream(original), TID, "R" + trace, amount, sign * amount,
            state, voided);
    }

    private JournalBooks.Entry journaled(int trace, TransactionType type, long amount) {
        JournalBooks.Entry entry = new JournalBooks.Entry(trace);
        entry.key = key(trace);
        entry.type = type;
        entry.amountMinor = amount;
        entry.upstream = upstream(trace);
        entry.code = "00";
        entry.became(TransactionState.APPROVED, "made up");
        journal.byId.put(entry.txId, entry);
        journal.byKey.put(entry.key, entry);
        journal.byUpstream.put(entry.upstream, entry);
        return entry;
    }

    private void sale(int trace, long amount) {
        journaled(trace, TransactionType.SALE, amount);
        ledger.add(posting(trace, 0, amount, "posted", false));
        log.add("APPROVED|SALE|" + TID + "|M|1|" + trace + "|" + amount + "|R" + trace);
    }

    private void undo(int trace, int original, String kind, long amount, boolean asVoid) {
        journaled(trace, asVoid ? TransactionType.SALE_VOID : TransactionType.REFUND, amount);
        ledger.add(posting(trace, original, amount, "posted", false));
        log.add("APPROVED|" + kind + "|" + TID + "|M|1|" + trace + "|" + amount + "|R" + trace);
        log.originals.put(key(trace), key(original));
    }

    private List<String> check() {
        return new Oracle(ledger, journal, List.of(log), ms -> 3).check();
    }

    private void assertFound(String what) {
        List<String> found = check();
        assertTrue(found.stream().anyMatch(v -> v.contains(what)), "expected \"" + what + "\" in " + found);
    }

    @Test
    void shouldFindNothingWhenTheBooksAgree() {
        assertEquals(List.of(), check());
    }

    @Test
    void shouldFindItWhenAnApprovalIsNotPosted() {
        ledger.removeFirst();
        assertFound(TID + "/1/1: the terminal saw it approved, but it does not stand");
    }

    @Test
    void shouldFindItWhenAnApprovalWasReversedBehindTheTerminal() {
        ledger.set(0, posting(1, 0, 1000, "reversed", false));
        assertFound(TID + "/1/1: the terminal saw it approved, but it does not stand");
    }

    @Test
    void shouldFindItWhenAPostingWasNotSeenByItsTerminal() {
        log.approved.remove(key(1));
        assertFound(TID + "/1/1: stands at the acquirer, but its terminal has not seen it approved");
        assertFound("the journal ends with APPROVED, but its terminal has not seen that");
        assertFound("has net");
    }

    @Test
    void shouldFindItWhenAReversedSaleStillStands() {
        ledger.set(5, posting(6, 0, 6000, "posted", false));
        assertFound("round 3, " + TID + "/1/6: stands at the acquirer");
    }

    @Test
    void shouldFindItWhenASaleIsPostedTwice() {
        JournalBooks.Entry again = journaled(8, TransactionType.SALE, 1000);
        again.key = key(1);
        ledger.add(posting(8, 0, 1000, "posted", false));
        assertFound(TID + "/1/1: posted twice");
    }

    @Test
    void shouldFindItWhenTheJournalLacksAnApproval() {
        journal.byKey.remove(key(1));
        assertFound("approved, which the journal does not have");
    }

    @Test
    void shouldFindItWhenTheAcquirerGotWhatTheJournalLacks() {
        journal.byUpstream.remove(upstream(7));
        assertFound("the acquirer got cup-a F7 1122000000 F11 507");
    }

    @Test
    void shouldFindItWhenATransactionIsLeftOpenOrParked() {
        journal.byKey.get(key(6)).state = TransactionState.REVERSING;
        assertFound("is left REVERSING");
        journal.byKey.get(key(6)).state = TransactionState.PARKED;
        assertFound("is left PARKED");
    }

    @Test
    void shouldFindItWhenAmountsOrReferencesDiffer() {
        ledger.set(0, posting(1, 0, 1001, "posted", false));
        assertFound("posted with net 1001, the terminal has 1000");
        ledger.set(0, new Posting(upstream(1), null, TID, "R9", 1000, 1000, "posted", false));
        assertFound("posted under F37 R9");
        journal.byKey.get(key(1)).amountMinor = 999;
        assertFound("the terminal saw 1000, the journal has 999");
    }

    @Test
    void shouldFindItWhenAVoidIsLostOrHangsOnAnotherSale() {
        ledger.set(2, posting(3, 2, 2000, "reversed", false));
        assertFound(TID + "/1/2: is marked void without a standing void");
        ledger.set(2, posting(3, 1, 2000, "posted", false));
        assertFound("undoes " + TID + "/1/1, the terminal meant " + TID + "/1/2");
        assertFound(TID + "/1/1: has a standing void but is not marked void");
    }

    @Test
    void shouldFindItWhenMoreIsRefundedThanSold() {
        undo(9, 4, "REFUND", 3900, false);
        assertFound(TID + "/1/4: more was refunded than sold: 4200");
    }

    @Test
    void shouldFindItWhenAnIdentityIsUsedTwice() {
        journal.collisions.add("one identity, two transactions");
        assertFound("one identity");
        ledger.add(ledger.getFirst());
        assertFound("twice");
    }

    @Test
    void shouldTellTheWholeHistoryWhenItFindsSomething() {
        ledger.set(0, posting(1, 0, 1000, "reversed", false));
        String found = check().getFirst();
        assertTrue(found.contains("made up") && found.contains("state=reversed") && found.contains("APPROVED|SALE"), found);
    }
}
