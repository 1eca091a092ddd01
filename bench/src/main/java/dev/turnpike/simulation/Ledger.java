package dev.turnpike.simulation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The independent model of an acquirer's books: what was posted, under which name, and what undid it. It knows no code of the switch. */
final class Ledger {
    /** What became of a request. */
    enum State {
        /** Money moved. */
        POSTED,
        /** Refused. */
        DECLINED,
        /** Posted, then reversed. */
        REVERSED,
        /** Reversed before it came. */
        TOMBSTONE
    }

    /** One request. */
    static final class Posting {
        final Books.Upstream name;
        final String tid;
        final String reference;
        final int mti;
        final boolean credit;
        final long amountMinor;
        final Books.Upstream original;
        State state;
        String code;
        long postedMinor;
        boolean voided;
        int seen = 1;
        int reversalsSeen;

        Posting(Request request, State state, String code) {
            name = request.name;
            tid = request.tid;
            reference = request.reference;
            mti = request.mti;
            credit = request.credit;
            amountMinor = request.amountMinor;
            original = request.original;
            this.state = state;
            this.code = code;
        }

        /** What the merchant is owed for this; negative for money given back. A void's effect is on the sale that it names. */
        long netMinor() {
            boolean stands = state == State.POSTED && !voided && !isVoid() && mti != 100;
            return stands ? credit ? -postedMinor : postedMinor : 0;
        }

        boolean isVoid() {
            return credit && mti != 220;
        }
    }

    /** What a request says. */
    record Request(Books.Upstream name, String tid, String reference, int mti, boolean credit, boolean inquiry, long amountMinor,
                   Books.Upstream original) {
    }

    private final Map<Books.Upstream, Posting> postings = new LinkedHashMap<>();

    Collection<Posting> postings() {
        return postings.values();
    }

    Posting find(Books.Upstream name) {
        return postings.get(name);
    }

    /** Takes a request; {@code code} is what the issuer would say. A repeat gets what the first one got. */
    Posting request(Request request, String code, long partMinor) {
        Posting known = postings.get(request.name);
        if (known != null) {
            known.seen++;
            return known;
        }
        String decided = request.credit && request.original != null ? related(request, code) : code;
        boolean approved = decided.equals("00") || decided.equals("10");
        Posting posting = new Posting(request, approved ? State.POSTED : State.DECLINED, decided);
        posting.postedMinor = !approved || request.inquiry ? 0 : decided.equals("10") ? partMinor : request.amountMinor;
        postings.put(request.name, posting);
        if (approved && posting.isVoid()) {
            postings.get(request.original).voided = true;
        }
        return posting;
    }

    // A refund above what was captured is posted all the same: that it never comes is the switch's promise, checked at the end.
    private String related(Request request, String code) {
        Posting original = postings.get(request.original);
        if (original == null) {
            return "25";
        }
        boolean stands = original.state == State.POSTED && !original.voided;
        return stands ? code.equals("10") ? "00" : code : "22";
    }

    /** Takes a reversal of {@code original}; the code of its answer. */
    String reverse(Books.Upstream original, boolean tombstones, Request asRequest) {
        Posting posting = postings.get(original);
        if (posting == null || posting.state == State.TOMBSTONE) {
            if (tombstones && posting == null) {
                postings.put(original, new Posting(asRequest, State.TOMBSTONE, "22"));
            }
            return "25";
        }
        posting.reversalsSeen++;
        if (posting.state == State.POSTED) {
            posting.state = State.REVERSED;
            if (posting.isVoid() && postings.containsKey(posting.original)) {
                postings.get(posting.original).voided = false;
            }
        }
        return "00";
    }

    /** Refunds that stand against {@code original}. */
    long refundedMinor(Books.Upstream original) {
        return postings.values().stream().filter(p -> p.mti == 220 && p.state == State.POSTED && original.equals(p.original))
            .mapToLong(p -> p.postedMinor).sum();
    }
}
