package dev.turnpike.simulator.acquirer;

/**
 * What messages do to earlier postings: voids, refunds, additions, completions, adjustments. The issuer's own rules, so that a switch that
 * lets too much through is found out. Callers hold the ledger's lock.
 */
final class PostingRelations {
    private static final int COMPLETION_PERCENT = 115;
    private final PostingLedger ledger;
    private final LedgerFile file;

    PostingRelations(PostingLedger ledger, LedgerFile file) {
        this.ledger = ledger;
        this.file = file;
    }

    /** 0 when {@code posting} may be done to what it names, else the code that declines it: 22, 25, 61 or 64. Changes nothing. */
    int check(Posting posting) {
        if (posting.original == 0) {
            return 0;
        }
        Posting original = ledger.findAnyTerminal(posting.original, posting.terminal);
        if (original == null) {
            return 25;
        }
        if (original.state != Posting.State.POSTED || original.voided) {
            return 22;
        }
        return switch (posting.kind()) {
            case VOID -> checkVoid(posting, original);
            case REFUND -> original.refundedMinor + posting.amountMinor > original.capturedMinor() ? 61 : 0;
            case ADDITION -> original.completions > 0 ? 22 : 0;
            case COMPLETION -> checkCompletion(posting, original);
            default -> 0;
        };
    }

    private static int checkVoid(Posting posting, Posting original) {
        if (original.completions > 0 || original.refundedMinor > 0) {
            return 22;
        }
        boolean same = original.kind() != Posting.Kind.HOLD || posting.amountMinor == original.authorisedMinor;
        return same ? 0 : 64;
    }

    private static int checkCompletion(Posting posting, Posting original) {
        if (original.kind() != Posting.Kind.HOLD || original.completions > 0) {
            return 22;
        }
        return posting.amountMinor * 100 > original.authorisedMinor * COMPLETION_PERCENT ? 61 : 0;
    }

    /** {@code posting} was approved: it changes what it names. */
    void apply(Posting posting) {
        change(posting, 1);
    }

    /** {@code posting} is reversed: what it changed is as before. */
    void undo(Posting posting) {
        change(posting, -1);
    }

    private void change(Posting posting, int sign) {
        Posting original = posting.original == 0 ? null : ledger.findAnyTerminal(posting.original, posting.terminal);
        if (original == null) {
            return;
        }
        switch (posting.kind()) {
            case VOID -> {
                original.voided = sign > 0;
                Posting hold = original.kind() == Posting.Kind.COMPLETION ? ledger.findAnyTerminal(original.original, original.terminal) : null;
                if (hold != null) {
                    hold.completions -= sign;
                    file.write(hold);
                }
            }
            case REFUND -> original.refundedMinor += sign * posting.amountMinor;
            case ADDITION -> original.authorisedMinor += sign * posting.amountMinor;
            case COMPLETION -> original.completions += sign;
            case ADJUSTMENT -> {
                long before = original.amountMinor;
                original.amountMinor = sign > 0 ? posting.amountMinor : posting.replacedMinor;
                posting.replacedMinor = before;
            }
            default -> {
            }
        }
        file.write(original);
    }
}
