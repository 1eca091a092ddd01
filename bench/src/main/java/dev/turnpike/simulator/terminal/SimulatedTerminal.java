package dev.turnpike.simulator.terminal;

import dev.turnpike.simulator.terminal.TerminalResult.Outcome;
import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.simulator.wire.WireReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One terminal: signs on, takes cards, reverses, settles. Every method blocks until the exchange has ended, and reports what went
 * wrong on the wire in its result; only a broken state folder is an exception. One thread.
 */
public final class SimulatedTerminal implements AutoCloseable {
    private static final byte[] SERIAL = "Sequence No12313001SIM00001".getBytes(StandardCharsets.US_ASCII);

    private static final Set<String> SIGN_ON_CODES = Set.of("97", "99", "A0");

    private final TerminalContext context;
    private final TerminalIdentity identity;
    private final TerminalStore store;
    private final TerminalLink link;
    private final RequestBuilder requests;
    private final AnswerCheck answers = new AnswerCheck();
    private TerminalKeys keys;
    private TerminalResult lastReversal;

    /** Outcome of a frame sent and perhaps answered. */
    private record Exchange(byte[] frame, long elapsedNs, String problem) {
    }

    /** Opens the terminal's folder; {@link IOException} when another process has it or it cannot be used. */
    public SimulatedTerminal(TerminalContext context, TerminalIdentity identity) throws IOException {
        this.context = context;
        this.identity = identity;
        store = new TerminalStore(context.stateDirectory(), identity);
        link = new TerminalLink(context);
        requests = new RequestBuilder(context, identity);
        if (!identity.signsOn()) {
            keys = TerminalKeys.fixed(identity);
        } else if (!store.keyBlock().isEmpty()) {
            keys = TerminalKeys.downloaded(identity, Hex.bytes(store.keyBlock()));
        }
    }

    /** Who this is. */
    public TerminalIdentity identity() {
        return identity;
    }

    /** True when the terminal has working keys and no answer (97, 99 or A0) has asked for a new sign-on since. */
    public boolean signedOn() {
        return keys != null && !store.signOnDemanded();
    }

    /** True when a reversal is waiting to be delivered. */
    public boolean reversalPending() {
        return store.reversal() != null;
    }

    /** How the last sending of a reversal went, {@code null} when there was none in this process. */
    public TerminalResult lastReversal() {
        return lastReversal;
    }

    /** Approved transactions of the open batch. */
    public List<BatchEntry> batch() {
        return List.copyOf(store.entries());
    }

    /** Pre-authorisations that are neither completed nor voided, of this batch or an earlier one; amounts with their additions. */
    public List<BatchEntry> holds() {
        return List.copyOf(store.holds());
    }

    /** Number of the open batch. */
    public int batchNumber() {
        return store.batch();
    }

    /** Connects, if there is no connection. */
    public void connect() throws IOException {
        link.connect();
    }

    /**
     * Signs on and takes keys and batch number from the answer.
     *
     * @param function 1 single length, 3 double length, 4 double length with track key
     */
    public TerminalResult signOn(int function) {
        int trace = store.nextTrace();
        Map<Integer, String> fields = requests.management(function, trace, store.batch());
        fields.put(62, Hex.of(SERIAL));
        fields.put(63, "01 ");
        Exchange exchange = exchange(requests.encode(800, fields, null, false));
        TerminalResult result = result(exchange, 800, fields, null);
        if (!result.approved()) {
            return result;
        }
        WireReader answer = answers.message();
        try {
            if (identity.signsOn()) {
                byte[] block = answer.has(62) ? answer.bytes(62) : new byte[0];
                keys = TerminalKeys.downloaded(identity, block);
                store.signedOn(batchOf(answer), Hex.of(block));
            } else {
                store.signedOn(batchOf(answer), "");
            }
            return result;
        } catch (IllegalArgumentException e) {
            return new TerminalResult(Outcome.INVALID_ANSWER, result.code(), "KEY ERROR: " + e.getMessage(), trace,
                result.batch(), 0,
                result.reference(), result.elapsedNs(), null);
        }
    }

    private int batchOf(WireReader answer) {
        long number = answer.number(60, 2, 6);
        return number > 0 ? (int) number : store.batch();
    }

    /** Signs off. */
    public TerminalResult signOff() {
        Map<Integer, String> fields = requests.management(2, store.nextTrace(), store.batch());
        return result(exchange(requests.encode(820, fields, null, false)), 820, fields, null);
    }

    /** Echo test. */
    public TerminalResult echo() {
        Map<Integer, String> fields = requests.management(301, 0, store.batch());
        return result(exchange(requests.encode(820, fields, null, false)), 820, fields, null);
    }

    /** A purchase with a chip card and PIN. */
    public TerminalResult sale(SimulatedCard card, long amountMinor) {
        return transact(CardTransaction.sale(card, amountMinor));
    }

    /** Does a card transaction, a waiting reversal first. */
    public TerminalResult transact(CardTransaction wanted) {
        if (keys == null) {
            return notSent("SIGN ON FIRST", wanted);
        }
        if (store.settling()) {
            return notSent("SETTLEMENT NOT FINISHED", wanted);
        }
        if (!deliverReversal()) {
            return notSent("REVERSAL PENDING: " + lastReversal.text(), wanted);
        }
        int trace = store.nextTrace();
        int batch = store.batch();
        Map<Integer, String> fields = requests.card(wanted, trace, batch, keys);
        boolean reversible = wanted.kind().reversible();
        if (reversible) {
            store.reversal(RequestBuilder.reversalOf(fields));
        }
        int mti = wanted.kind().mti();
        int length = requests.encode(mti, fields, keys, wanted.mishap() == CardTransaction.Mishap.WRONG_MAC);
        Exchange exchange = exchange(length, wanted.mishap());
        TerminalResult result = result(exchange, mti, fields, keys);
        if (result.outcome() == Outcome.APPROVED || result.outcome() == Outcome.DECLINED) {
            BatchEntry entry = result.approved() ? keep(wanted, result) : null;
            if (reversible) {
                store.deleteReversal();
            }
            return result.withEntry(entry);
        }
        if (reversible && result.outcome() == Outcome.INVALID_ANSWER) {
            store.reversal(store.reversal().because(answers.macWrong() ? ReversalRecord.WRONG_MAC : ReversalRecord.OTHER));
        }
        return result;
    }

    /**
     * Sends a card transaction again under its own batch and trace number, as after an answer that never came; a waiting reversal first.
     * Meant for refunds, which are never reversed, and to see the stored answer. An approval that was not known joins its batch.
     */
    public TerminalResult repeat(CardTransaction wanted, int batch, int trace) {
        if (keys == null) {
            return notSent("SIGN ON FIRST", wanted);
        }
        if (!deliverReversal()) {
            return notSent("REVERSAL PENDING: " + lastReversal.text(), wanted);
        }
        Map<Integer, String> fields = requests.card(wanted, trace, batch, keys);
        int mti = wanted.kind().mti();
        TerminalResult result = result(exchange(requests.encode(mti, fields, keys, false)), mti, fields, keys);
        boolean known = batch != store.batch() || store.entries().stream().anyMatch(e -> e.trace() == trace);
        return result.approved() && !known ? result.withEntry(keep(wanted, result)) : result;
    }

    /** The journal has the approval before the reversal record goes: a crash between the two reverses, and says so there. */
    private BatchEntry keep(CardTransaction wanted, TerminalResult result) {
        WireReader answer = answers.message();
        String pan = wanted.card().pan();
        boolean foreign = !pan.startsWith("62") && !pan.startsWith("81");
        BatchEntry entry = new BatchEntry(wanted.kind(), result.batch(), result.trace(), result.amountMinor(), result.reference(),
            answer.has(38) ? answer.text(38) : "", answer.has(13) ? answer.text(13) : "0000", foreign, store.sealer().seal(pan));
        store.journal("APPROVED|" + wanted.kind() + "|" + identity.tid() + "|" + identity.mid() + "|" + result.batch() + "|"
            + result.trace() + "|" + result.amountMinor() + "|" + result.reference());
        if (wanted.kind().side() != 0) {
            store.add(entry);
        }
        keepLinked(wanted, entry);
        return entry;
    }

    // Pre-authorisations are kept until they are used up; an adjustment changes what its original counts with.
    private void keepLinked(CardTransaction wanted, BatchEntry entry) {
        BatchEntry original = wanted.original();
        switch (wanted.kind()) {
            case PREAUTH -> store.hold(entry);
            case PREAUTH_ADDITION -> store.changeHold(original, original.withAmount(original.amountMinor() + entry.amountMinor()));
            case PREAUTH_VOID, COMPLETION, COMPLETION_ADVICE -> store.changeHold(original, null);
            case ADJUST, TIP_ADJUST -> store.change(original, original.withAmount(wanted.amountMinor()));
            default -> {
            }
        }
    }

    /**
     * Sends the waiting reversal, if there is one, once.
     *
     * @return true when nothing is waiting any more: acknowledged, or given up after all sends
     */
    public boolean deliverReversal() {
        ReversalRecord record = store.reversal();
        if (record == null) {
            return true;
        }
        String who = "|" + identity.tid() + "|" + identity.mid() + "|" + record.batch() + "|" + record.trace() + "|"
            + record.amountMinor() + "|";
        if (record.sends() > context.resends()) {
            store.journal("REVERSAL-FAILED" + who + record.reason());
            store.deleteReversal();
            return true;
        }
        Map<Integer, String> fields = new java.util.TreeMap<>(record.fields());
        fields.put(39, record.reason());
        int length = requests.encode(400, fields, keys, false);
        try {
            link.connect();
        } catch (IOException e) {
            lastReversal = new TerminalResult(Outcome.NO_ANSWER, "", "NO CONNECTION", record.trace(), record.batch(),
                record.amountMinor(), "", 0, null);
            return false;
        }
        store.reversal(record.sentAgain());
        TerminalResult result = result(exchange(length), 400, fields, keys);
        lastReversal = result;
        boolean ended = result.outcome() != Outcome.NO_ANSWER && result.outcome() != Outcome.INVALID_ANSWER
            && (result.code().equals("00") || result.code().equals("25") || result.code().equals("12"));
        if (ended) {
            store.journal("REVERSED" + who + result.code());
            store.deleteReversal();
        } else if (result.outcome() == Outcome.INVALID_ANSWER) {
            store.reversal(store.reversal().because(ReversalRecord.OTHER));
        }
        return ended;
    }

    /**
     * Closes the batch, or goes on with a closing that was broken off; no sale until it is done: totals, details when they
     * differ, end message, next batch number.
     */
    public Settlement settle() {
        if (!deliverReversal()) {
            return new Settlement(lastReversal, false, "", 0, null, store.batch());
        }
        int trace = store.nextTrace();
        Map<Integer, String> fields = requests.management(201, trace, store.batch());
        fields.put(48, BatchTotals.field48(store.entries()));
        fields.put(49, "156");
        fields.put(63, "01 ");
        TerminalResult request = result(exchange(requests.encode(500, fields, null, false)), 500, fields, null);
        WireReader answer = answers.message();
        String totals = request.outcome() == Outcome.APPROVED && answer.has(48) ? answer.text(48) : "";
        if (totals.length() != 62) {
            return new Settlement(request, false, totals, 0, null, store.batch());
        }
        store.settling(true);
        boolean balanced = totals.charAt(30) == '1' && totals.charAt(61) == '1';
        int uploaded = balanced ? 0 : upload(totals);
        TerminalResult end = uploaded < 0 ? null : end(balanced, uploaded);
        if (end != null && end.approved()) {
            store.closeBatch();
        }
        return new Settlement(request, balanced, totals, Math.max(0, uploaded), end, store.batch());
    }

    private TerminalResult end(boolean balanced, int uploaded) {
        Map<Integer, String> fields = requests.management(balanced ? 207 : 202, store.nextTrace(), store.batch());
        fields.put(48, RequestBuilder.digits(uploaded, 4));
        return result(exchange(requests.encode(320, fields, null, false)), 320, fields, null);
    }

    /** Sends the details of the sides that differ, eight to a message. Returns how many, or -1 when one was not answered. */
    private int upload(String totals) {
        List<BatchEntry> wanted = store.entries().stream()
            .filter(e -> e.kind().side() != 0 && totals.charAt(e.foreign() ? 61 : 30) != '1').toList();
        for (int from = 0; from < wanted.size(); from += 8) {
            List<BatchEntry> block = wanted.subList(from, Math.min(wanted.size(), from + 8));
            StringBuilder details = new StringBuilder(RequestBuilder.digits(block.size(), 2));
            for (BatchEntry entry : block) {
                String pan = store.sealer().open(entry.sealedPan());
                details.append(entry.foreign() ? "01" : "00").append(RequestBuilder.digits(entry.trace(), 6))
                    .append("0".repeat(20 - pan.length())).append(pan).append(RequestBuilder.digits(entry.amountMinor(), 12));
            }
            Map<Integer, String> fields = requests.management(201, store.nextTrace(), store.batch());
            fields.put(48, details.toString());
            if (!result(exchange(requests.encode(320, fields, null, false)), 320, fields, null).approved()) {
                return -1;
            }
        }
        return wanted.size();
    }

    private Exchange exchange(int length) {
        return exchange(length, CardTransaction.Mishap.NONE);
    }

    private Exchange exchange(int length, CardTransaction.Mishap mishap) {
        long start = context.clock().monotonicNs();
        byte[] frame = null;
        String problem = null;
        try {
            link.connect();
            start = context.clock().monotonicNs();
            link.send(requests.encoded(), length);
            if (mishap == CardTransaction.Mishap.HANG_UP) {
                link.close();
                problem = "HUNG UP";
            } else {
                frame = link.receive(start + context.answerTimeoutMs() * 1_000_000L);
            }
        } catch (IOException e) {
            problem = "NO ANSWER: " + e.getMessage();
        }
        long elapsed = context.clock().monotonicNs() - start;
        if (mishap == CardTransaction.Mishap.LOST_ANSWER && frame != null) {
            frame = null;
            problem = "ANSWER LOST BY THE TERMINAL";
        }
        if (context.shortConnections()) {
            link.close();
        }
        return new Exchange(frame, elapsed, problem);
    }

    /** Judges the answer and turns it into what the terminal shows. */
    private TerminalResult result(Exchange exchange, int mti, Map<Integer, String> request, TerminalKeys mac) {
        int trace = request.containsKey(11) ? Integer.parseInt(request.get(11)) : 0;
        int batch = Integer.parseInt(request.get(60).substring(2, 8));
        long asked = request.containsKey(4) ? Long.parseLong(request.get(4)) : 0;
        if (exchange.frame() == null) {
            return new TerminalResult(Outcome.NO_ANSWER, "", exchange.problem(), trace, batch, asked, "", exchange.elapsedNs(),
                null);
        }
        boolean valid = answers.check(exchange.frame(), mti, request, mac);
        WireReader answer = answers.message();
        String code = answers.code();
        String reference = answer.has(37) ? answer.text(37) : "";
        if (!valid) {
            return new TerminalResult(Outcome.INVALID_ANSWER, code, answers.problem(), trace, batch, asked, reference,
                exchange.elapsedNs(), null);
        }
        if (SIGN_ON_CODES.contains(code)) {
            store.demandSignOn();
        }
        long answered = answer.has(4) ? answer.number(4) : asked;
        boolean approved = answers.approves() || mti == 500;
        String text = mti == 500 ? "TOTALS COMPARED" : ResponseTexts.of(code);
        return new TerminalResult(approved ? Outcome.APPROVED : Outcome.DECLINED, code, text, trace, batch, answered, reference,
            exchange.elapsedNs(), null);
    }

    private TerminalResult notSent(String why, CardTransaction wanted) {
        return new TerminalResult(Outcome.NOT_SENT, "", why, 0, store.batch(), wanted.amountMinor(), "", 0, null);
    }

    /** Canonical text of a field of the last answer, {@code null} when it was not there. */
    public String answerField(int field) {
        return answers.message().text(field);
    }

    /** Hangs up without closing the terminal; the next exchange connects anew. */
    public void hangUp() {
        link.close();
    }

    @Override
    public void close() throws IOException {
        link.close();
        store.close();
    }
}
