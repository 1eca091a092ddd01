package dev.turnpike.records;

import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Views one record by the schema: its fields by name, also when it was written by an older or newer program. One thread; a record is
 * valid as long as its bytes are.
 */
public final class RecordFields {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private DirectBuffer buffer;
    private int start;
    private int end;
    private int block;
    private RecordSchema.Template template;
    private int epoch;
    private long sequence;
    private long wallMs;

    /** Views the record of {@code length} bytes at {@code offset}. */
    public RecordFields wrap(DirectBuffer source, int offset, int length) {
        buffer = source;
        header.wrap(source, offset);
        start = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        end = offset + length;
        block = length < MessageHeaderDecoder.ENCODED_LENGTH ? 0 : header.blockLength();
        template = length < MessageHeaderDecoder.ENCODED_LENGTH ? null : RecordSchema.INSTANCE.template(header.templateId());
        return this;
    }

    /** Says where the record stands in the journal. */
    public RecordFields at(int recordEpoch, long recordSequence, long recordWallMs) {
        epoch = recordEpoch;
        sequence = recordSequence;
        wallMs = recordWallMs;
        return this;
    }

    /** The epoch under which it was written. */
    public int epoch() {
        return epoch;
    }

    /** Its position in the journal. */
    public long sequence() {
        return sequence;
    }

    /** The core's time where the record has it, else the time at which it was appended; milliseconds since 1970. */
    public long wallMs() {
        return has("coreWallMs") ? number("coreWallMs") : wallMs;
    }

    /** For example REVERSAL_INTENT; RECORD_99 when this program does not know number 99. */
    public String kind() {
        return template == null ? "RECORD_" + header.templateId() : template.name();
    }

    RecordSchema.Template template() {
        return template;
    }

    RecordSchema.Field field(String name) {
        if (template != null) {
            for (RecordSchema.Field f : template.fields()) {
                if (f.name().equals(name)) {
                    return f;
                }
            }
        }
        return null;
    }

    /** True when the record has this field; one written before the field was added has not. */
    public boolean has(String name) {
        RecordSchema.Field f = field(name);
        return f != null && has(f);
    }

    boolean has(RecordSchema.Field f) {
        if (f.offset() < 0) {
            return dataAt(f) >= 0;
        }
        int behind = f.offset() + f.size() * f.count();
        return behind <= block && start + behind <= end;
    }

    /** The value of a number; 0 when the record has not this field. */
    public long number(String name) {
        RecordSchema.Field f = field(name);
        return f == null || !has(f) || f.offset() < 0 ? 0 : number(f);
    }

    long number(RecordSchema.Field f) {
        int at = start + f.offset();
        boolean signed = f.kind() == RecordSchema.Kind.SIGNED;
        return switch (f.size()) {
            case 1 -> signed ? buffer.getByte(at) : buffer.getByte(at) & 0xFF;
            case 2 -> signed ? buffer.getShort(at, ByteOrder.LITTLE_ENDIAN) : buffer.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
            case 4 -> signed ? buffer.getInt(at, ByteOrder.LITTLE_ENDIAN) : buffer.getInt(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
            default -> buffer.getLong(at, ByteOrder.LITTLE_ENDIAN);
        };
    }

    /** Characters of a field without blanks and zero bytes at its ends; whatever is not printable becomes a point. Empty when absent. */
    public String text(String name) {
        RecordSchema.Field f = field(name);
        return f == null || !has(f) ? "" : text(f);
    }

    String text(RecordSchema.Field f) {
        int at = f.offset() < 0 ? dataAt(f) : start + f.offset();
        int length = f.offset() < 0 ? dataLength(f) : f.count();
        byte[] bytes = new byte[length];
        buffer.getBytes(at, bytes);
        StringBuilder text = new StringBuilder(length);
        for (char c : new String(bytes, java.nio.charset.StandardCharsets.UTF_8).toCharArray()) {
            text.append(c == 0 ? ' ' : Character.isISOControl(c) || c == 0xFFFD ? '.' : c);
        }
        return text.toString().strip();
    }

    /** Bytes of data behind the block; 0 when absent. */
    public int dataLength(String name) {
        RecordSchema.Field f = field(name);
        return f == null || f.offset() >= 0 || dataAt(f) < 0 ? 0 : dataLength(f);
    }

    int dataLength(RecordSchema.Field f) {
        return buffer.getShort(dataAt(f) - 2, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    // Data stand one behind the other, each with its length in front.
    private int dataAt(RecordSchema.Field wanted) {
        int at = start + block;
        for (RecordSchema.Field f : template.fields()) {
            if (f.offset() >= 0) {
                continue;
            }
            if (at + 2 > end) {
                return -1;
            }
            int length = buffer.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
            if (at + 2 + length > end) {
                return -1;
            }
            if (f == wanted) {
                return at + 2;
            }
            at += 2 + length;
        }
        return -1;
    }

    /** The transactions that the record is about: none, one, or those of an ANSWERED. */
    public long[] transactions() {
        RecordSchema.Field list = field("txIds");
        if (list != null && has(list)) {
            long[] ids = new long[dataLength(list) / 8];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = buffer.getLong(dataAt(list) + 8 * i, ByteOrder.LITTLE_ENDIAN);
            }
            return ids;
        }
        long id = number("txId");
        return id == 0 ? new long[0] : new long[] {id};
    }

    /** Numbers of the fields in a field image, ascending. */
    List<Integer> imageFields(RecordSchema.Field f) {
        List<Integer> numbers = new ArrayList<>();
        FieldImage image = new FieldImage().wrap(buffer, dataAt(f), dataLength(f));
        for (int at = image.first(); at >= 0; at = image.next(at)) {
            numbers.add(image.fieldAt(at));
        }
        return numbers;
    }

    /** First six and last four digits of the card, the rest as asterisks; "none" without a card. */
    public String card() {
        long length = number("panLength");
        return length <= 0 ? "none"
            : padded(number("panFirst6"), 6) + "*".repeat((int) Math.max(0, length - 10)) + padded(number("panLast4"), 4);
    }

    /** The retrieval reference number of the record's transaction; empty for records that do not name its day. */
    public String rrn() {
        if (!has("rrnDay")) {
            return "";
        }
        String base36 = Long.toString(number("txId"), 36).toUpperCase(java.util.Locale.ROOT);
        return padded(number("rrnDay"), 4) + "0".repeat(Math.max(0, 8 - base36.length())) + base36;
    }

    static String padded(long value, int digits) {
        return String.format("%0" + digits + "d", value);
    }
}
