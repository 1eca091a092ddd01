package dev.turnpike.core;

/** A list of rows from oldest to newest through the rows' own links; a row is in at most one. One thread. */
final class RowList {
    private Transaction oldest;
    private Transaction newest;
    private int size;

    int size() {
        return size;
    }

    /** The row that joined first, or null. */
    Transaction oldest() {
        return oldest;
    }

    /** Appends the row, which must be in no list. */
    void append(Transaction tx) {
        tx.list = this;
        tx.newer = null;
        tx.older = newest;
        if (newest == null) {
            oldest = tx;
        } else {
            newest.newer = tx;
        }
        newest = tx;
        size++;
    }

    /** Takes the row out; nothing happens when it is not here. */
    void remove(Transaction tx) {
        if (tx.list != this) {
            return;
        }
        if (tx.older == null) {
            oldest = tx.newer;
        } else {
            tx.older.newer = tx.newer;
        }
        if (tx.newer == null) {
            newest = tx.older;
        } else {
            tx.newer.older = tx.older;
        }
        tx.list = null;
        tx.newer = null;
        tx.older = null;
        size--;
    }
}
