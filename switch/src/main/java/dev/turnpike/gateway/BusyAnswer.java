package dev.turnpike.gateway;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.HeaderSpec;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The refusal 96 for a frame that finds no place in the ring: headers as the dialect wants them in an answer, MTI of the answer, the
 * fields by which a terminal knows its request, F39 and no MAC (the request's was not verified). Not thread safe, no allocation.
 */
public final class BusyAnswer implements LocalAnswer {
    private static final int RESPONSE_CODE = 39;
    private static final int TERMINAL = 41;
    private static final int[] ECHOED = {3, 4, 11, RESPONSE_CODE, TERMINAL, 42, 60};
    private static final int RESPONSE = 10;
    private static final int SWAPPED_PAIR = 2;

    private final Dialect dialect;
    private final byte[] code;
    private final MessageDecoder decoder = new MessageDecoder();
    private final MessageEncoder encoder = new MessageEncoder();
    private final UnsafeBuffer header = new UnsafeBuffer(new byte[256]);

    /** Answers {@code 96} to messages of {@code dialect}. */
    public BusyAnswer(Dialect dialect) {
        this(dialect, "96");
    }

    /** Answers {@code code}, two characters, to messages of {@code dialect}. */
    public BusyAnswer(Dialect dialect, String code) {
        this.dialect = dialect;
        this.code = code.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public int build(DirectBuffer request, int offset, int length, MutableDirectBuffer answer, int answerOffset, int capacity) {
        decoder.wrap(dialect, request, offset, length);
        int mti = decoder.mti();
        boolean isRequest = mti > 0 && mti / RESPONSE % 2 == 0;
        if (!isRequest || !decoder.has(TERMINAL)) {
            return -1;
        }
        encoder.wrap(dialect, answer, answerOffset, capacity);
        for (int i = 0; i < decoder.headerCount(); i++) {
            putHeader(i);
        }
        encoder.mti(mti - mti % RESPONSE + RESPONSE);
        for (int field : ECHOED) {
            if (field == RESPONSE_CODE) {
                encoder.put(RESPONSE_CODE, code);
            } else if (decoder.has(field)) {
                encoder.copy(field, decoder);
            }
        }
        return encoder.finish();
    }

    private void putHeader(int i) {
        int length = Math.min(decoder.headerLength(i), header.capacity());
        header.putBytes(0, decoder.buffer(), decoder.headerOffset(i), length);
        HeaderSpec spec = dialect.header(i);
        if (spec.response() == HeaderSpec.Response.SWAP && length == 1 + 2 * SWAPPED_PAIR) {
            // TPDU: one byte of identity, then destination and origin of two bytes each.
            for (int k = 1; k <= SWAPPED_PAIR; k++) {
                byte b = header.getByte(k);
                header.putByte(k, header.getByte(k + SWAPPED_PAIR));
                header.putByte(k + SWAPPED_PAIR, b);
            }
        }
        encoder.header(i, header, 0, length);
    }
}
