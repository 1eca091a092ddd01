package dev.turnpike.core;

/**
 * What may be done to earlier transactions.
 *
 * @param completionPercent highest completion, in percent of what the pre-authorisation and its additions hold, 100 to 200
 * @param adjustPercent     highest new total of an adjustment, in percent of the amount first approved, 100 to 1000
 * @param preauthDays       how long a pre-authorisation can be completed, added to or voided, in days of 24 hours
 * @param refundDays        how long a purchase can be refunded, in days of 24 hours
 * @param foreignPass       true when a refund whose original is unknown here is left to the acquirer; false: 25
 */
public record OriginalRules(int completionPercent, int adjustPercent, int preauthDays, int refundDays, boolean foreignPass) {
    /** 115 percent, 120 percent, 30 and 180 days, unknown originals refused. */
    public static final OriginalRules DEFAULT = new OriginalRules(115, 120, 30, 180, false);
    private static final long DAY_MS = 86_400_000L;

    /** {@link #preauthDays} in milliseconds. */
    public long preauthMs() {
        return preauthDays * DAY_MS;
    }

    /** {@link #refundDays} in milliseconds. */
    public long refundMs() {
        return refundDays * DAY_MS;
    }
}
