package dev.turnpike.crash;

/**
 * What a terminal calls a transaction.
 *
 * @param tid terminal id
 * @param batch batch number
 * @param trace trace number, field 11
 */
record Key(String tid, int batch, int trace) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
        int byTerminal = tid.compareTo(other.tid);
        int byBatch = byTerminal != 0 ? byTerminal : Integer.compare(batch, other.batch);
        return byBatch != 0 ? byBatch : Integer.compare(trace, other.trace);
    }

    @Override
    public String toString() {
        return tid + "/" + batch + "/" + trace;
    }
}
