package dev.turnpike.core;

import java.util.ArrayList;
import java.util.List;

/** Answers of acquirers that match no request, kept until an operator clears them; bounded, what no longer fits is counted alone. */
final class UnknownAnswers {
    /** Most that are kept. */
    static final int CAPACITY = 1_000;

    /**
     * One of them.
     *
     * @param number        its own, ascending
     * @param wallMs        when it came
     * @param link          name of the link
     * @param messageType   MTI
     * @param time          F7, -1 absent
     * @param stan          F11, -1 absent
     * @param amountMinor   F4, -1 absent
     * @param authorization F38 as six characters, 0 absent
     * @param tid           F41 as eight characters, 0 absent
     * @param code          F39
     */
    record Entry(long number, long wallMs, String link, int messageType, long time, int stan, long amountMinor, long authorization, long tid, int code) {
    }

    private final List<Entry> entries = new ArrayList<>();
    private long nextNumber = 1;

    long nextNumber() {
        return nextNumber;
    }

    boolean isFull() {
        return entries.size() >= CAPACITY;
    }

    int size() {
        return entries.size();
    }

    void add(Entry entry) {
        entries.add(entry);
        nextNumber = Math.max(nextNumber, entry.number() + 1);
    }

    /** Takes one off the list, or all of them for 0; false when there is no such. */
    boolean clear(long number) {
        if (number == 0) {
            boolean any = !entries.isEmpty();
            entries.clear();
            return any;
        }
        return entries.removeIf(e -> e.number() == number);
    }

    boolean contains(long number) {
        int at = after(number - 1);
        return at < entries.size() && entries.get(at).number() == number;
    }

    /** Place of the first with a number above this one. */
    int after(long number) {
        int at = 0;
        while (at < entries.size() && entries.get(at).number() <= number) {
            at++;
        }
        return at;
    }

    Entry get(int at) {
        return entries.get(at);
    }

    long stateHash() {
        long hash = nextNumber;
        for (Entry entry : entries) {
            hash = hash * 31 + entry.number();
        }
        return hash;
    }
}
