package dev.turnpike.gateway;

/**
 * Connections waiting for one kind of deadline, oldest first. The time-out is the same for all of a list, hence the head is always
 * the next to expire and every operation is a few assignments. The links live in the connections: nothing is allocated. Confined to
 * one event loop.
 */
final class ConnectionList {
    /** Number of lists a connection can be on at once. */
    static final int KINDS = 7;
    static final int IDLE = 0;
    static final int FRAME = 1;
    static final int HANDSHAKE = 2;
    static final int HELLO = 3;
    static final int UNWRITABLE = 4;
    static final int BUSY = 5;
    static final int HALF_CLOSED = 6;

    private final int kind;
    private TerminalConnection head;
    private TerminalConnection tail;
    private int size;

    ConnectionList(int kind) {
        this.kind = kind;
    }

    /** Puts {@code c} at the end, or moves it there. */
    void add(TerminalConnection c, long nowNs) {
        remove(c);
        c.sinceNs[kind] = nowNs;
        c.listed[kind] = true;
        c.previous[kind] = tail;
        if (tail == null) {
            head = c;
        } else {
            tail.next[kind] = c;
        }
        tail = c;
        size++;
    }

    /** Takes {@code c} off; nothing happens when it is not on. */
    void remove(TerminalConnection c) {
        if (!c.listed[kind]) {
            return;
        }
        TerminalConnection before = c.previous[kind];
        TerminalConnection after = c.next[kind];
        if (before == null) {
            head = after;
        } else {
            before.next[kind] = after;
        }
        if (after == null) {
            tail = before;
        } else {
            after.previous[kind] = before;
        }
        c.previous[kind] = null;
        c.next[kind] = null;
        c.listed[kind] = false;
        size--;
    }

    boolean contains(TerminalConnection c) {
        return c.listed[kind];
    }

    TerminalConnection oldest() {
        return head;
    }

    TerminalConnection after(TerminalConnection c) {
        return c.next[kind];
    }

    int size() {
        return size;
    }

    /** The oldest when it is on the list for {@code timeoutNs} or longer, else null. */
    TerminalConnection expired(long nowNs, long timeoutNs) {
        return head != null && nowNs - head.sinceNs[kind] >= timeoutNs ? head : null;
    }
}
