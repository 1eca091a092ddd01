package dev.turnpike.simulator.terminal;

/**
 * What the terminal made of one exchange.
 *
 * @param outcome how it ended
 * @param code response code of the answer, empty when there was none
 * @param text what the terminal shows
 * @param trace trace number of the request, 0 when it had none
 * @param batch batch number of the request
 * @param amountMinor amount of the answer, or of the request when there was none
 * @param reference retrieval reference number of the answer, empty when it had none
 * @param elapsedNs from the first byte out to the answer or to giving up
 * @param entry what was added to the batch, {@code null} when nothing was
 */
public record TerminalResult(Outcome outcome, String code, String text, int trace, int batch, long amountMinor, String reference,
        long elapsedNs, BatchEntry entry) {
    /** How an exchange ended. */
    public enum Outcome {
        /** A valid answer that approves. */
        APPROVED,
        /** A valid answer that does not. */
        DECLINED,
        /** No answer in time, or the connection broke. */
        NO_ANSWER,
        /** An answer that fails the terminal's checks. */
        INVALID_ANSWER,
        /** Not sent, because an earlier reversal could not be delivered. */
        NOT_SENT
    }

    /** True when the answer approves. */
    public boolean approved() {
        return outcome == Outcome.APPROVED;
    }

    /** Milliseconds with one decimal, for people. */
    public String elapsed() {
        long tenths = (elapsedNs + 50_000) / 100_000;
        return tenths / 10 + "." + tenths % 10 + " ms";
    }

    TerminalResult withEntry(BatchEntry kept) {
        return new TerminalResult(outcome, code, text, trace, batch, amountMinor, reference, elapsedNs, kept);
    }
}
