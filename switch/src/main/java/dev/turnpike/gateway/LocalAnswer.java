package dev.turnpike.gateway;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Builds the refusal that an event loop sends when the ring takes no more. One instance per event loop; not thread safe. */
public interface LocalAnswer {
    /**
     * Builds the answer to one frame.
     *
     * @param request frame without its length prefix, in {@code request} from {@code offset}, {@code length} bytes
     * @param answer  buffer for the answer without its length prefix, from {@code answerOffset}, at most {@code capacity} bytes
     * @return bytes written, or a negative number when the frame cannot be answered
     */
    int build(DirectBuffer request, int offset, int length, MutableDirectBuffer answer, int answerOffset, int capacity);
}
