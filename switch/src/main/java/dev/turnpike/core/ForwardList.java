package dev.turnpike.core;

/** A queue of {@link Forward}s linked through themselves: constant time to add, to take out anywhere, and to look at the first. */
final class ForwardList {
    private final int kind;
    private Forward first;
    private Forward last;
    private int size;

    /** A list of this kind; a forward is in at most one list of each kind, see {@link Forward}. */
    ForwardList(int kind) {
        this.kind = kind;
    }

    Forward first() {
        return first;
    }

    Forward next(Forward forward) {
        return forward.next[kind];
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean contains(Forward forward) {
        return forward.in[kind] == this;
    }

    /** Appends; one that is in the list already moves to its end. */
    void append(Forward forward) {
        remove(forward);
        forward.in[kind] = this;
        forward.previous[kind] = last;
        if (last == null) {
            first = forward;
        } else {
            last.next[kind] = forward;
        }
        last = forward;
        size++;
    }

    /** Takes out; nothing happens when it is not in this list. */
    void remove(Forward forward) {
        if (forward.in[kind] != this) {
            return;
        }
        Forward before = forward.previous[kind];
        Forward after = forward.next[kind];
        if (before == null) {
            first = after;
        } else {
            before.next[kind] = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous[kind] = before;
        }
        forward.in[kind] = null;
        forward.previous[kind] = null;
        forward.next[kind] = null;
        size--;
    }
}
