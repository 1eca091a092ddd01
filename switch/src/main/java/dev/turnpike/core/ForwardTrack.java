package dev.turnpike.core;

/** What waits for one card, or for one terminal, at one link. Pooled. */
final class ForwardTrack {
    long key;
    /** Entries that refer to this track. */
    int users;
    final ForwardList lane = new ForwardList(Forward.LANE);
    final ForwardList unwritten;

    ForwardTrack(int kind) {
        unwritten = new ForwardList(kind);
    }
}
