package dev.turnpike.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * What surrounds each body in the file, little-endian, 48 bytes:
 * <pre>
 *  0 int  magic and layout version ("TPJ1")
 *  4 int  CRC32C of the bytes from 8 to the end of the body
 *  8 int  length of the body in bytes
 * 12 int  epoch
 * 16 long sequence
 * 24 long wall time in milliseconds
 * 32 long highest sequence known to be durable when this record was appended
 * 40 int  CRC32C of the previous record (0 before the first)
 * 44 int  flags
 * 48 body
 * </pre>
 * The chained checksum makes a removed, repeated or exchanged record visible; the durable sequence lets recovery tell a torn tail
 * from damage: what a later record calls durable must be there.
 */
final class Envelope {
    static final int MAGIC = 0x314A5054;
    static final int LENGTH = 48;
    static final int CRC_OFFSET = 4;
    static final int CRC_FROM = 8;
    static final int BODY_LENGTH_OFFSET = 8;
    static final int EPOCH_OFFSET = 12;
    static final int SEQUENCE_OFFSET = 16;
    static final int WALL_OFFSET = 24;
    static final int DURABLE_OFFSET = 32;
    static final int PREVIOUS_CRC_OFFSET = 40;
    static final int FLAGS_OFFSET = 44;
    /** Flag: the wall time is smaller than that of the record before. */
    static final int CLOCK_REGRESSED = 1;
    /** Flag: the body is a seal, written by the journal itself. */
    static final int SEAL = 2;
    /** Largest body that can be written and read, in bytes. */
    static final int MAX_BODY = 512 * 1024;

    static {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("the journal's file layout needs a little-endian machine");
        }
    }

    private Envelope() {
    }

    /** The checksum of the envelope with {@code bodyLength} at {@code at}. Leaves position and limit of the buffer anywhere. */
    static int crc(CRC32C crc, ByteBuffer buffer, int at, int bodyLength) {
        crc.reset();
        buffer.limit(at + LENGTH + bodyLength).position(at + CRC_FROM);
        crc.update(buffer);
        return (int) crc.getValue();
    }

    /** True when a whole envelope with a matching checksum lies in the {@code available} bytes at {@code at}. */
    static boolean isValid(CRC32C crc, ByteBuffer buffer, int at, int available) {
        buffer.clear();
        if (available < LENGTH || buffer.getInt(at) != MAGIC) {
            return false;
        }
        int bodyLength = buffer.getInt(at + BODY_LENGTH_OFFSET);
        if (bodyLength < 0 || bodyLength > MAX_BODY || bodyLength > available - LENGTH) {
            return false;
        }
        int stored = buffer.getInt(at + CRC_OFFSET);
        boolean valid = crc(crc, buffer, at, bodyLength) == stored;
        buffer.clear();
        return valid;
    }
}
