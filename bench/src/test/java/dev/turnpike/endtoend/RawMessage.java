package dev.turnpike.endtoend;

import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.simulator.wire.MessageMac;
import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireWriter;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A message of a terminal as bytes, field by field, so that any part can be made wrong. One thread. */
final class RawMessage {
    static final int HEADERS = 11;
    private static final int FIRST_FIELD = HEADERS + 2 + 8;

    private final TreeMap<Integer, byte[]> fields;
    private byte[] headers = Hex.bytes("6000060000" + "603100310000");
    private byte[] mti;
    private byte[] bitmap;
    private byte[] tail = new byte[0];

    private RawMessage(TreeMap<Integer, byte[]> fields, byte[] mti) {
        this.fields = fields;
        this.mti = mti;
    }

    /** A message without fields; {@code mti} is four hexadecimal digits. */
    static RawMessage of(String mti) {
        return new RawMessage(new TreeMap<>(), Hex.bytes(mti));
    }

    /** The same again, to be changed. */
    RawMessage copy() {
        RawMessage copy = new RawMessage(new TreeMap<>(fields), mti);
        copy.headers = headers;
        return copy;
    }

    /** A value as the dialect has it: digits or characters. */
    RawMessage put(int field, String value) {
        WireWriter writer = new WireWriter(WireLayout.POS, 2048);
        writer.begin(200, false).put(field, value);
        fields.put(field, Arrays.copyOfRange(writer.buffer(), FIRST_FIELD, writer.finish()));
        return this;
    }

    /** Bytes of a binary field. */
    RawMessage put(int field, byte[] value) {
        WireWriter writer = new WireWriter(WireLayout.POS, 2048);
        writer.begin(200, false).put(field, value);
        fields.put(field, Arrays.copyOfRange(writer.buffer(), FIRST_FIELD, writer.finish()));
        return this;
    }

    /** Bytes on the wire, length indicator included, whatever they are; the bit is set. */
    RawMessage raw(int field, String hex) {
        fields.put(field, Hex.bytes(hex));
        return this;
    }

    RawMessage without(int... absent) {
        for (int field : absent) {
            fields.remove(field);
        }
        return this;
    }

    RawMessage mti(String hex) {
        mti = Hex.bytes(hex);
        return this;
    }

    RawMessage headers(String hex) {
        headers = Hex.bytes(hex);
        return this;
    }

    /** Another bitmap than the fields have. */
    RawMessage bitmap(String hex) {
        bitmap = Hex.bytes(hex);
        return this;
    }

    /** Bytes behind the last field. */
    RawMessage tail(int count) {
        tail = new byte[count];
        return this;
    }

    /** Wire bytes of a field. */
    byte[] field(int number) {
        return fields.get(number);
    }

    /** The message without length prefix; field 64 by {@code mac}, or as it was put when that is {@code null}. */
    byte[] body(MessageMac mac) {
        if (mac != null) {
            fields.put(64, new byte[8]);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(headers);
        out.writeBytes(mti);
        out.writeBytes(bitmap == null ? map() : bitmap);
        fields.values().forEach(out::writeBytes);
        byte[] body = out.toByteArray();
        if (mac != null) {
            mac.compute(body, HEADERS, body.length - 8 - HEADERS, body, body.length - 8);
        }
        return tail.length == 0 ? body : Arrays.copyOf(body, body.length + tail.length);
    }

    private byte[] map() {
        byte[] map = new byte[8];
        for (Map.Entry<Integer, byte[]> field : fields.entrySet()) {
            int bit = field.getKey() - 1;
            map[bit >> 3] |= (byte) (0x80 >> (bit & 7));
        }
        return map;
    }

    /** The message with its length prefix. */
    byte[] frame(MessageMac mac) {
        return frame(body(mac));
    }

    /** Bytes behind the length that they have. */
    static byte[] frame(byte[] body) {
        return frame(body, body.length);
    }

    /** Bytes behind any length. */
    static byte[] frame(byte[] body, int announced) {
        byte[] frame = new byte[2 + body.length];
        frame[0] = (byte) (announced >> 8);
        frame[1] = (byte) announced;
        System.arraycopy(body, 0, frame, 2, body.length);
        return frame;
    }
}
