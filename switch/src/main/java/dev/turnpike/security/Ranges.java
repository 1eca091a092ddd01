package dev.turnpike.security;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Whether a range that a caller names lies inside its buffer, asked before anything is read or written. Stateless; any thread. */
final class Ranges {
    private Ranges() {
    }

    /** For bytes to be read; none may be read from no buffer. */
    static boolean readable(DirectBuffer buffer, int offset, int length) {
        return buffer == null ? length == 0 : inside(buffer, offset, length);
    }

    /** For bytes to be written; a buffer that grows takes any. */
    static boolean writable(MutableDirectBuffer buffer, int offset, int length) {
        return buffer != null && (inside(buffer, offset, length) || buffer.isExpandable() && offset >= 0 && length >= 0);
    }

    private static boolean inside(DirectBuffer buffer, int offset, int length) {
        return offset >= 0 && length >= 0 && offset <= buffer.capacity() - length;
    }
}
