package dev.turnpike.journal;

/**
 * What a linear verification of a journal found.
 *
 * @param intact         no record that was called durable is missing or damaged
 * @param records        valid records in the unbroken chain
 * @param firstSequence  sequence of the first record, 0 when there is none
 * @param lastSequence   sequence of the last valid record, 0 when there is none
 * @param lastEpoch      epoch of that record, 0 when there is none
 * @param lastWallMs     wall time of that record in milliseconds since 1970
 * @param durable        the sequence up to which the journal must be whole
 * @param tornBytes      bytes behind the last valid record that do not belong to the chain and were never durable
 * @param tornRecords    whole records among them
 * @param tornFile       segment in which they begin, or null
 * @param tornOffset     byte offset there
 * @param problem        one sentence naming segment, offset and sequence when not intact, otherwise null
 * @param seals          seals among the records
 * @param sinceSeal      records behind the last seal, or all when there is none
 * @param damage         where the chain breaks and what lies behind, when not intact, otherwise null
 */
public record VerifyReport(boolean intact, long records, long firstSequence, long lastSequence, int lastEpoch, long lastWallMs,
        long durable, long tornBytes, long tornRecords, String tornFile, long tornOffset, String problem, long seals, long sinceSeal, Damage damage) {
    /**
     * A break in the chain that is not a torn end.
     *
     * @param file           the segment, by epoch directory and name
     * @param offset         byte offset there, behind the last valid record
     * @param sequence       the record that should be there
     * @param recordsBehind  whole records with valid checksums found behind the break
     * @param firstBehind    the smallest sequence among them, 0 when there is none
     */
    public record Damage(String file, long offset, long sequence, long recordsBehind, long firstBehind) {
    }
}
