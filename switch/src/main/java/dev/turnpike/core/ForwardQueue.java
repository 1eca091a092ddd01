package dev.turnpike.core;

import java.util.ArrayDeque;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Store-and-forward of one link: reversals and advices until their acquirer has acknowledged them. One at a time per card, in the order
 * in which they were queued; cards do not wait for one another. What is in it, and in which order, follows from records alone; when
 * something is written follows from link, rate and window. Every operation takes constant time.
 */
final class ForwardQueue {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int BURST_PARTS = 10;
    private final ForwardList all = new ForwardList(Forward.ALL);
    private final ForwardList ready = new ForwardList(Forward.READY);
    private final Long2ObjectHashMap<ForwardTrack> cards = new Long2ObjectHashMap<>(1 << 8, 0.6f);
    private final Long2ObjectHashMap<ForwardTrack> terminals = new Long2ObjectHashMap<>(1 << 8, 0.6f);
    private final ArrayDeque<Forward> pool = new ArrayDeque<>();
    private final ArrayDeque<ForwardTrack> cardPool = new ArrayDeque<>();
    private final ArrayDeque<ForwardTrack> terminalPool = new ArrayDeque<>();
    private final int window;
    private final long intervalNs;
    private final long burstNs;
    private long earliestNs;
    private boolean paced;
    private int generation = 1;
    private int outstanding;
    private int parked;
    private int settling;
    private Forward requeueCursor;

    ForwardQueue(LinkPolicy policy) {
        window = policy.window();
        intervalNs = SECOND_NS / policy.drainPerSecond();
        burstNs = intervalNs * (policy.drainPerSecond() / BURST_PARTS);
    }

    // ---- from records --------------------------------------------------------------------------------------------------------

    /** Queues the transaction's reversal or advice behind what is there of its card; {@code repeat}: it may have been written before. */
    void add(Transaction tx, boolean repeat) {
        if (tx.forward != null) {
            remove(tx);
        }
        Forward forward = pool.isEmpty() ? new Forward() : pool.pollLast();
        forward.reset(tx);
        forward.repeat = repeat;
        tx.forward = forward;
        // Without a card number there is nothing to keep in order with but the original.
        long card = tx.panHashHigh != 0 ? tx.panHashHigh : tx.originalTxId != 0 ? -tx.originalTxId : -tx.txId;
        forward.card = track(cards, cardPool, Forward.CARD, card);
        forward.terminal = track(terminals, terminalPool, Forward.TERMINAL, tx.terminal.number);
        all.append(forward);
        enqueue(forward);
    }

    private void enqueue(Forward forward) {
        forward.card.lane.append(forward);
        unwritten(forward);
        queuedOrReady(forward);
    }

    private static void unwritten(Forward forward) {
        forward.card.unwritten.append(forward);
        forward.terminal.unwritten.append(forward);
    }

    private void queuedOrReady(Forward forward) {
        boolean firstOfCard = forward.card.lane.first() == forward;
        forward.phase = firstOfCard ? Forward.Phase.READY : Forward.Phase.QUEUED;
        if (firstOfCard) {
            ready.append(forward);
        }
    }

    private static ForwardTrack track(Long2ObjectHashMap<ForwardTrack> map, ArrayDeque<ForwardTrack> free, int kind, long key) {
        ForwardTrack track = map.get(key);
        if (track == null) {
            track = free.isEmpty() ? new ForwardTrack(kind) : free.pollLast();
            track.key = key;
            map.put(key, track);
        }
        track.users++;
        return track;
    }

    private static void leave(Long2ObjectHashMap<ForwardTrack> map, ArrayDeque<ForwardTrack> free, ForwardTrack track) {
        track.users--;
        if (track.users == 0) {
            map.remove(track.key);
            free.addLast(track);
        }
    }

    /** Closed: nothing more is to be sent for this transaction. */
    void remove(Transaction tx) {
        Forward forward = tx.forward;
        if (forward == null) {
            return;
        }
        step(forward, Forward.Phase.QUEUED);
        if (requeueCursor == forward) {
            requeueCursor = all.next(forward);
        }
        all.remove(forward);
        leaveLane(forward);
        leave(cards, cardPool, forward.card);
        leave(terminals, terminalPool, forward.terminal);
        tx.forward = null;
        forward.reset(null);
        pool.addLast(forward);
    }

    // Whoever stands behind it may go.
    private void leaveLane(Forward forward) {
        ready.remove(forward);
        forward.card.unwritten.remove(forward);
        forward.terminal.unwritten.remove(forward);
        forward.card.lane.remove(forward);
        Forward following = forward.card.lane.first();
        if (following != null && following.phase == Forward.Phase.QUEUED) {
            following.phase = Forward.Phase.READY;
            ready.append(following);
        }
    }

    /** Given up, kept. */
    void park(Transaction tx) {
        step(tx.forward, Forward.Phase.PARKED);
        leaveLane(tx.forward);
    }

    /** Answered 25: stays for a while without holding up others. */
    void settle(Transaction tx) {
        step(tx.forward, Forward.Phase.SETTLING);
        leaveLane(tx.forward);
    }

    /** Takes up again what was parked, or settles, behind what is there of its card. */
    void takeUp(Transaction tx) {
        step(tx.forward, Forward.Phase.QUEUED);
        tx.forward.repeat = true;
        enqueue(tx.forward);
    }

    // Keeps the counts of the phases that are counted.
    private void step(Forward forward, Forward.Phase next) {
        switch (forward.phase) {
            case SENT -> outstanding -= forward.generation == generation ? 1 : 0;
            case PARKED -> parked--;
            case SETTLING -> settling--;
            default -> {
            }
        }
        forward.phase = next;
        switch (next) {
            case SENT -> outstanding++;
            case PARKED -> parked++;
            case SETTLING -> settling++;
            default -> {
            }
        }
    }

    // ---- from time and links --------------------------------------------------------------------------------------------------

    /** The next to be written at {@code nowNs}, or null when there is none or rate or window forbid. The link must be up. */
    Forward sendable(long nowNs) {
        boolean allowed = requeueCursor == null && outstanding < window && (!paced || earliestNs - burstNs - nowNs <= 0);
        return allowed ? ready.first() : null;
    }

    /** It is written now. */
    void written(Forward forward, long nowNs) {
        ready.remove(forward);
        forward.card.unwritten.remove(forward);
        forward.terminal.unwritten.remove(forward);
        forward.generation = generation;
        step(forward, Forward.Phase.SENT);
        earliestNs = (paced && earliestNs - nowNs > 0 ? earliestNs : nowNs) + intervalNs;
        paced = true;
    }

    /** Refused, unanswered, or it cannot be written now: it waits. */
    void backOff(Forward forward) {
        ready.remove(forward);
        step(forward, Forward.Phase.BACKING_OFF);
    }

    /** Its pause is over. */
    void pauseOver(Forward forward) {
        ready.remove(forward);
        step(forward, Forward.Phase.QUEUED);
        queuedOrReady(forward);
    }

    /** True when it was written on the connection that now carries the link. */
    boolean isCurrent(Forward forward) {
        return forward.generation == generation;
    }

    /** What was written is lost: all of it must be written again, in the order in which it was queued. */
    void linkLost() {
        generation++;
        outstanding = 0;
        requeueCursor = all.first();
    }

    /** True while {@link #requeueOne()} has something to do; nothing is written meanwhile. */
    boolean isRequeueing() {
        return requeueCursor != null;
    }

    /** Puts one entry back in its order after a loss; gives the one whose timer must be cancelled. */
    Forward requeueOne() {
        Forward forward = requeueCursor;
        requeueCursor = all.next(forward);
        if (forward.phase == Forward.Phase.PARKED) {
            return forward;
        }
        boolean leftLane = forward.phase == Forward.Phase.SETTLING;
        forward.repeat |= forward.generation != 0;
        step(forward, Forward.Phase.QUEUED);
        ready.remove(forward);
        if (leftLane) {
            enqueue(forward);
        } else {
            unwritten(forward);
            queuedOrReady(forward);
        }
        return forward;
    }

    /** The first of this terminal, or else of this card, that has not been written since the link came up; null when there is none. */
    Forward unwritten(TerminalState terminal, long panHashHigh) {
        ForwardTrack track = terminals.get(terminal.number);
        if (track != null && !track.unwritten.isEmpty()) {
            return track.unwritten.first();
        }
        track = panHashHigh == 0 ? null : cards.get(panHashHigh);
        return track == null ? null : track.unwritten.first();
    }

    // ---- to look at -------------------------------------------------------------------------------------------------------------

    /** Entries that are neither parked nor closed. */
    int open() {
        return all.size() - parked;
    }

    int parked() {
        return parked;
    }

    int settling() {
        return settling;
    }

    int outstanding() {
        return outstanding;
    }

    Forward first() {
        return all.first();
    }

    Forward next(Forward forward) {
        return all.next(forward);
    }
}
