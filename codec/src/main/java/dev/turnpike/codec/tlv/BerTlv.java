package dev.turnpike.codec.tlv;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Steps through BER-TLV objects (EMV data) without allocation. Tags have 1 to 4 bytes and are given as their bytes in an
 * {@code int}
 * ({@code 0x9F26}); lengths are definite, 1 to 4 bytes. Bytes 00 and FF before a tag are filler. Nothing throws on any bytes.
 */
public final class BerTlv {
    /** Deepest nesting of constructed objects. */
    public static final int DEPTH_MAX = 8;
    /** Most objects in one value. */
    public static final int OBJECTS_MAX = 1000;

    private static final int CONSTRUCTED = 0x20;

    private BerTlv() {
    }

    /** Offset of the first byte that is not filler, at most {@code end}. */
    public static int skipFiller(DirectBuffer buffer, int offset, int end) {
        int at = offset;
        while (at < end && (buffer.getByte(at) == 0 || buffer.getByte(at) == (byte) 0xFF)) {
            at++;
        }
        return at;
    }

    /** The tag at {@code offset}, or 0 when it is cut off or has more than 4 bytes. */
    public static int tag(DirectBuffer buffer, int offset, int end) {
        if (offset >= end) {
            return 0;
        }
        int tag = buffer.getByte(offset) & 0xFF;
        if ((tag & 0x1F) != 0x1F) {
            return tag;
        }
        for (int i = 1; i < 4 && offset + i < end; i++) {
            int octet = buffer.getByte(offset + i) & 0xFF;
            tag = tag << 8 | octet;
            if ((octet & 0x80) == 0) {
                return tag;
            }
        }
        return 0;
    }

    /** Bytes of a tag, 1 to 4. */
    public static int tagBytes(int tag) {
        return (tag & 0xFF000000) != 0 ? 4 : (tag & 0xFF0000) != 0 ? 3 : (tag & 0xFF00) != 0 ? 2 : 1;
    }

    /** True when the value of the tag is objects again. */
    public static boolean constructed(int tag) {
        return (tag >>> 8 * (tagBytes(tag) - 1) & CONSTRUCTED) != 0;
    }

    /** Bytes of the length at {@code offset}, 1 to 4, or 0 when it is cut off, indefinite or longer. */
    public static int lengthBytes(DirectBuffer buffer, int offset, int end) {
        if (offset >= end) {
            return 0;
        }
        int octet = buffer.getByte(offset) & 0xFF;
        int more = octet < 0x80 ? 0 : octet & 0x7F;
        return octet == 0x80 || more > 3 || more > end - offset - 1 ? 0 : 1 + more;
    }

    /** The length at {@code offset} that takes {@code bytes} (of {@link #lengthBytes}). */
    public static int length(DirectBuffer buffer, int offset, int bytes) {
        if (bytes == 1) {
            return buffer.getByte(offset) & 0xFF;
        }
        int value = 0;
        for (int i = 1; i < bytes; i++) {
            value = value << 8 | buffer.getByte(offset + i) & 0xFF;
        }
        return value;
    }

    /**
     * Walks all objects of a value, constructed ones included.
     *
     * @param ends work space of {@link #DEPTH_MAX} elements
     * @return -1 when all of it is well formed and within the limits, else the offset of the first byte that is not
     */
    public static int error(DirectBuffer buffer, int offset, int length, int[] ends) {
        int depth = 0;
        int end = offset + length;
        int at = offset;
        int objects = 0;
        ends[0] = end;
        while (at < end || depth > 0) {
            if (at == end) {
                end = ends[--depth];
                continue;
            }
            int first = buffer.getByte(at) & 0xFF;
            if (first == 0 || first == 0xFF) {
                at++;
                continue;
            }
            int lengthAt = at + ((first & 0x1F) == 0x1F ? longTagBytes(buffer, at, end) : 1);
            if (lengthAt == at || lengthAt >= end || ++objects > OBJECTS_MAX) {
                return at;
            }
            int valueLength = buffer.getByte(lengthAt);
            int value = lengthAt + 1;
            if (valueLength < 0) {
                int lengthBytes = lengthBytes(buffer, lengthAt, end);
                if (lengthBytes == 0) {
                    return at;
                }
                valueLength = length(buffer, lengthAt, lengthBytes);
                value = lengthAt + lengthBytes;
            }
            if (valueLength > end - value) {
                return lengthAt;
            }
            if ((first & CONSTRUCTED) != 0) {
                if (depth + 1 == DEPTH_MAX) {
                    return at;
                }
                end = value + valueLength;
                ends[++depth] = end;
                at = value;
            } else {
                at = value + valueLength;
            }
        }
        return -1;
    }

    private static int longTagBytes(DirectBuffer buffer, int offset, int end) {
        if (offset + 1 < end && buffer.getByte(offset + 1) >= 0) {
            return 2;
        }
        int tag = tag(buffer, offset, end);
        return tag == 0 ? 0 : tagBytes(tag);
    }

    /**
     * Offset of the value of the first top-level object with this tag in the high half, its length in the low half of the result;
     * -1 when there is none or the bytes before it are not well formed.
     */
    public static long find(DirectBuffer buffer, int offset, int length, int tag) {
        int end = offset + length;
        int at = skipFiller(buffer, offset, end);
        while (at < end) {
            int found = tag(buffer, at, end);
            int lengthAt = at + tagBytes(found);
            int lengthBytes = found == 0 ? 0 : lengthBytes(buffer, lengthAt, end);
            if (lengthBytes == 0) {
                return -1;
            }
            int value = lengthAt + lengthBytes;
            int valueLength = length(buffer, lengthAt, lengthBytes);
            if (valueLength > end - value) {
                return -1;
            }
            if (found == tag) {
                return (long) value << 32 | valueLength;
            }
            at = skipFiller(buffer, value + valueLength, end);
        }
        return -1;
    }

    /**
     * Copies the top-level objects whose tag is listed ({@code keep}) or is not listed, in their order, without filler. A
     * constructed
     * object is judged by its own tag and, when tags are left out, dropped whole if its first level holds a listed tag.
     *
     * @return bytes written, or -1 when the source is not well formed or the target too small
     */
    public static int copy(DirectBuffer source, int offset, int length, MutableDirectBuffer target, int targetOffset, int[] tags,
                           boolean keep) {
        int end = offset + length;
        int at = skipFiller(source, offset, end);
        int written = targetOffset;
        while (at < end) {
            int tag = tag(source, at, end);
            int lengthAt = at + tagBytes(tag);
            int lengthBytes = tag == 0 ? 0 : lengthBytes(source, lengthAt, end);
            if (lengthBytes == 0) {
                return -1;
            }
            int value = lengthAt + lengthBytes;
            int valueLength = length(source, lengthAt, lengthBytes);
            if (valueLength > end - value) {
                return -1;
            }
            boolean listed = contains(tags, tag);
            if (!keep && !listed && constructed(tag)) {
                listed = holdsAny(source, value, valueLength, tags);
            }
            if (listed == keep) {
                int bytes = value + valueLength - at;
                if (bytes > target.capacity() - written) {
                    return -1;
                }
                target.putBytes(written, source, at, bytes);
                written += bytes;
            }
            at = skipFiller(source, value + valueLength, end);
        }
        return written - targetOffset;
    }

    private static boolean holdsAny(DirectBuffer source, int offset, int length, int[] tags) {
        for (int tag : tags) {
            if (find(source, offset, length, tag) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(int[] tags, int tag) {
        for (int listed : tags) {
            if (listed == tag) {
                return true;
            }
        }
        return false;
    }
}
