package dev.turnpike.simulator.terminal;

/**
 * How the closing of a batch went.
 *
 * @param request the 0500 and its answer
 * @param balanced true when the switch found the totals equal
 * @param totals field 48 of the answer, 62 digits, empty when there was no answer
 * @param uploaded detail records sent because it did not
 * @param end the 0320 that ends the batch, {@code null} when it was not reached
 * @param nextBatch batch number after this
 */
public record Settlement(TerminalResult request, boolean balanced, String totals, int uploaded, TerminalResult end,
    int nextBatch) {
    /** True when the batch is closed. */
    public boolean closed() {
        return end != null && end.approved();
    }
}
