package dev.turnpike.simulator.terminal;

import java.util.List;

/** Field 48 of a settlement request: amounts and counts of debits and credits, domestic and foreign. Stateless. */
final class BatchTotals {
    private BatchTotals() {
    }

    /** 62 digits, both result digits 0. A voided sale counts on both sides. */
    static String field48(List<BatchEntry> entries) {
        return side(entries, false) + side(entries, true);
    }

    private static String side(List<BatchEntry> entries, boolean foreign) {
        long debit = 0;
        long credit = 0;
        int debits = 0;
        int credits = 0;
        for (BatchEntry entry : entries) {
            if (entry.foreign() == foreign && entry.kind().side() > 0) {
                debit += entry.amountMinor();
                debits++;
            } else if (entry.foreign() == foreign && entry.kind().side() < 0) {
                credit += entry.amountMinor();
                credits++;
            }
        }
        return RequestBuilder.digits(debit, 12) + RequestBuilder.digits(debits, 3) + RequestBuilder.digits(credit, 12)
            + RequestBuilder.digits(credits, 3) + "0";
    }
}
