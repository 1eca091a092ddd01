package dev.turnpike.journal;

/** Sees every record of a scan in order; checks the seals among them. */
interface SealChecker {
    /** The walker stands on a valid record. Throws {@link JournalException} 65 when it is a seal that does not match. */
    void onRecord(SegmentWalker walker);
}
