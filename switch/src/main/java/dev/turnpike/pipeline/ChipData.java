package dev.turnpike.pipeline;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Field 55 without the elements that may not be kept: card number, track equivalents, cardholder name, track discretionary data. */
final class ChipData {
    private ChipData() {
    }

    /**
     * Copies the top-level elements that may be kept.
     *
     * @return bytes written, or -1 when the data cannot be walked (nothing may be kept then)
     */
    static int copyKept(DirectBuffer source, int offset, int length, MutableDirectBuffer target, int targetOffset) {
        int at = offset;
        int end = offset + length;
        int written = 0;
        while (at < end) {
            int start = at;
            int tag = source.getByte(at++) & 0xFF;
            if ((tag & 0x1F) == 0x1F) {
                int more;
                do {
                    if (at >= end || tag > 0xFFFF) {
                        return -1;
                    }
                    more = source.getByte(at++) & 0xFF;
                    tag = tag << 8 | more;
                } while ((more & 0x80) != 0);
            }
            if (at >= end) {
                return -1;
            }
            int size = source.getByte(at++) & 0xFF;
            if (size > 0x80) {
                int bytes = size & 0x7F;
                size = 0;
                if (bytes > 2 || at + bytes > end) {
                    return -1;
                }
                for (int i = 0; i < bytes; i++) {
                    size = size << 8 | source.getByte(at++) & 0xFF;
                }
            } else if (size == 0x80) {
                return -1;
            }
            if (size > end - at) {
                return -1;
            }
            at += size;
            if (!isSensitive(tag)) {
                target.putBytes(targetOffset + written, source, start, at - start);
                written += at - start;
            }
        }
        return written;
    }

    private static boolean isSensitive(int tag) {
        return switch (tag) {
            case 0x56, 0x57, 0x5A, 0x5F20, 0x9F1F, 0x9F20, 0x9F6B -> true;
            default -> false;
        };
    }
}
