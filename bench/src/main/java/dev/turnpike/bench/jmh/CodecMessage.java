package dev.turnpike.bench.jmh;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** The purchase in one dialect with what reads and writes it, reused for every call. */
final class CodecMessage {
    final Dialect dialect;
    final MessageDecoder decoder = new MessageDecoder();
    private final MessageEncoder encoder = new MessageEncoder();
    private final UnsafeBuffer message;
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[2 * 1024]);
    private final UnsafeBuffer values = new UnsafeBuffer(new byte[2 * 1024]);
    private final int[] fields;
    private final int[] offsets;
    private final int[] lengths;

    CodecMessage(String name, byte[] bytes, int fieldCount) {
        dialect = Dialects.shipped(name);
        fields = new int[fieldCount];
        offsets = new int[fieldCount];
        lengths = new int[fieldCount];
        message = new UnsafeBuffer(bytes);
        PurchaseMessages.require(index() == 0 && decoder.validate() == 0, decoder.errorText());
        int at = 0;
        int count = 0;
        PurchaseMessages.require(decoder.walkedFields() == fieldCount, "message has " + decoder.walkedFields() + " fields");
        for (int field = decoder.nextField(0); field > 0; field = decoder.nextField(field)) {
            fields[count] = field;
            offsets[count] = at;
            lengths[count] = decoder.canonical(field, values, at);
            at += lengths[count++];
        }
        int length = encode();
        PurchaseMessages.require(length == bytes.length && Arrays.equals(bytes, Arrays.copyOf(target.byteArray(), length)),
                "encoding gives another message");
    }

    int index() {
        return decoder.wrap(dialect, message, 0, message.capacity());
    }

    int decode() {
        int code = index();
        return code != 0 ? code : decoder.validate();
    }

    /** Headers, MTI and all fields from canonical values. */
    int encode() {
        encoder.wrap(dialect, target, 0, target.capacity());
        for (int i = 0; i < decoder.headerCount(); i++) {
            encoder.header(i, message, decoder.headerOffset(i), decoder.headerLength(i));
        }
        encoder.mti(200);
        for (int i = 0; i < fields.length; i++) {
            encoder.put(fields[i], values, offsets[i], lengths[i]);
        }
        return encoder.finish();
    }

    /** MTI and all fields of the decoded message in another dialect. */
    int encodeIn(Dialect other) {
        return encoder.wrap(other, target, 0, target.capacity()).copyAll(decoder).finish();
    }
}
