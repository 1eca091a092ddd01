package dev.turnpike.codec.mask;

import java.util.HexFormat;
import java.util.Locale;

import org.agrona.DirectBuffer;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.HeaderSpec;
import dev.turnpike.codec.dialect.Sensitivity;
import dev.turnpike.codec.message.DecodeError;
import dev.turnpike.codec.message.JsonMessageEncoder;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.SubfieldDecoder;
import dev.turnpike.codec.message.SubfieldTree;

/**
 * Prints decoded messages as a table, as JSON or as one line, masked unless told otherwise. Of a message that could not be
 * walked to
 * its end the fields before the error are printed, but no value of more than six characters and no more than ten digits in a row: after
 * an
 * error a value need not be what its place says. One thread at a time.
 */
public final class MessagePrinter {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int CONTEXT_BYTES = 8;
    private static final String ROW = "%6s  %-12s  %-34s  %s%n";

    private final SubfieldDecoder parts = new SubfieldDecoder();
    private final ShownValues guard = new ShownValues();
    private boolean showSensitive;

    /** A printer that masks. */
    public MessagePrinter() {
        showSensitive = false;
    }

    /** True prints everything as it is: for test data only. */
    public MessagePrinter showSensitive(boolean show) {
        showSensitive = show;
        return this;
    }

    /**
     * A table of offset in the message, field, name and value, sub-fields indented; after an error {@link #errorReport}
     * follows.
     */
    public String table(MessageDecoder message) {
        guard(message);
        StringBuilder out = new StringBuilder(2048);
        row(out, "offset", "field", "name", "value");
        for (int i = 0; i < message.headerCount(); i++) {
            printHeader(out, message, i);
        }
        if (message.mti() >= 0) {
            Dialect dialect = message.dialect();
            int bitmapOffset = message.bodyOffset() + dialect.mtiBytes() - message.startOffset();
            row(out, Integer.toString(message.bodyOffset() - message.startOffset()), "MTI", "message type", mti(message));
            String bitmaps = bitmaps(message);
            if (!bitmaps.isEmpty()) {
                row(out, Integer.toString(bitmapOffset), "bitmap", "fields present", showSensitive || guard.bitmap() ? bitmaps : Masks.HIDDEN);
            }
        }
        for (int field = message.nextField(0); field > 0; field = message.nextField(field)) {
            FieldSpec spec = message.dialect().field(field);
            row(out, Integer.toString(message.start(field) - message.startOffset()), Integer.toString(field), spec.name(),
                shownValue(message, field));
            if (spec.structure() != null && showsParts(spec)) {
                parts.wrap(message, field);
                printParts(out, field, SubfieldDecoder.ROOT, Integer.toString(field), 1);
            }
        }
        if (message.walkedOffset() < message.limit()) {
            row(out, Integer.toString(message.walkedOffset() - message.startOffset()), "-", "not understood",
                unparsed(message.buffer(), message.walkedOffset(), message.limit() - message.walkedOffset()));
        }
        if (message.errorCode() != 0) {
            out.append(errorReport(message));
        }
        return out.toString();
    }

    private static void row(StringBuilder out, String offset, String field, String name, String value) {
        out.append(String.format(Locale.ROOT, ROW, offset, Masks.escaped(field), name, Masks.escaped(value)));
    }

    private boolean showsParts(FieldSpec spec) {
        return showSensitive || spec.sensitivity() == Sensitivity.CLEAR || spec.sensitivity() == Sensitivity.STRUCTURED;
    }

    private void printHeader(StringBuilder out, MessageDecoder message, int index) {
        HeaderSpec header = message.dialect().header(index);
        row(out, Integer.toString(message.headerOffset(index) - message.startOffset()), "header", header.name(), header(message,
            index));
        if (header.spec().structure() != null && headerShown(index)) {
            parts.wrapHeader(message, index);
            printParts(out, -1 - index, SubfieldDecoder.ROOT, header.name(), 1);
        }
    }

    private boolean headerShown(int index) {
        return showSensitive || guard.header(index);
    }

    private String header(MessageDecoder message, int index) {
        int length = message.headerLength(index);
        return headerShown(index) ? hex(message.buffer(), message.headerOffset(index), length) : Masks.HIDDEN;
    }

    private void printParts(StringBuilder out, int owner, int parent, String path, int level) {
        int first = parts.firstChild(parent);
        boolean hidden = parts.broken(parent) && !showSensitive;
        for (int i = first; i < first + parts.childCount(parent); i++) {
            String id = path + "." + parts.id(i);
            String value = hidden ? Masks.HIDDEN : partValue(owner, i);
            row(out, "", "  ".repeat(level) + id, parts.spec(i).name(), value);
            if (!hidden) {
                printParts(out, owner, i, id, level + 1);
            }
        }
        if (parts.broken(parent)) {
            row(out, "", "  ".repeat(level) + path + ".?", "not understood", Masks.HIDDEN);
        }
    }

    /** The value of a sub-field; the owner is the number of a field, or -1 and less for headers. */
    private String partValue(int owner, int element) {
        FieldSpec spec = parts.spec(element);
        if (showSensitive) {
            return parts.text(element);
        }
        return guard.element(owner, element) ? ShownValues.masked(spec, parts.contentRight(element), parts.text(element)) : Masks.HIDDEN;
    }

    /** The value of one field for people, masked by its class; empty when absent. */
    public String value(MessageDecoder message, int field) {
        guard(message);
        return message.has(field) ? shownValue(message, field) : "";
    }

    private String shownValue(MessageDecoder message, int field) {
        if (showSensitive) {
            return message.text(field);
        }
        return guard.field(field) ? ShownValues.masked(message.dialect().field(field), message.contentRight(field), message.text(field))
            : Masks.HIDDEN;
    }

    private void guard(MessageDecoder message) {
        if (!showSensitive) {
            guard.decide(message, message.mti() < 0 ? "" : bitmaps(message));
        }
    }

    private String unparsed(DirectBuffer buffer, int offset, int length) {
        return showSensitive ? hex(buffer, offset, length) : Masks.HIDDEN + " (" + length + " bytes)";
    }

    /** One line for logs: MTI, then the fields that may be seen, such as {@code 0200 2=621483******1319 3=000000 11=000053}. */
    public String line(MessageDecoder message) {
        guard(message);
        StringBuilder out = new StringBuilder(256).append(mti(message));
        for (int field = message.nextField(0); field > 0; field = message.nextField(field)) {
            Sensitivity sensitivity = message.dialect().field(field).sensitivity();
            if (sensitivity == Sensitivity.CLEAR || sensitivity == Sensitivity.PAN) {
                out.append(' ').append(field).append('=').append(Masks.escaped(shownValue(message, field)));
            }
        }
        if (message.errorCode() != 0) {
            out.append(" error: ").append(message.errorText());
        }
        return out.toString();
    }

    /**
     * A JSON object: {@code dialect}, {@code headers}, {@code mti}, {@code fields} by number, {@code subfields} by field number and
     * identifier, nested (an array of objects with one member each where an identifier occurs again; bytes that no sub-field takes as
     * {@code "?"}), and {@code error} when there is one. Values are strings; binary ones hexadecimal; text that its charset does not give back
     * exactly is {@code {"hex": …}}, and a value whose usual encoding is not what the message has is
     * {@code {"text": …, "raw": bytes, "units": length}}. With everything shown it is what the encoder of JSON messages reads.
     */
    public String json(MessageDecoder message) {
        guard(message);
        StringBuilder out = new StringBuilder(1024).append("{\"dialect\":");
        Json.quote(out, message.dialect().name());
        if (message.headerCount() > 0) {
            out.append(",\"headers\":{");
            for (int i = 0; i < message.headerCount(); i++) {
                Json.member(out, message.dialect().header(i).name(), header(message, i));
            }
            out.append('}');
        }
        if (message.mti() >= 0) {
            out.append(",\"mti\":\"").append(mti(message)).append('"');
        }
        out.append(",\"fields\":{");
        for (int field = message.nextField(0); field > 0; field = message.nextField(field)) {
            if (showSensitive && !message.textIsExact(field)) {
                Json.key(out, Integer.toString(field));
                out.append("{\"hex\":\"").append(HEX.formatHex(message.canonicalBytes(field))).append("\"}");
            } else if (showSensitive && JsonMessageEncoder.needsRaw(message, field)) {
                Json.key(out, Integer.toString(field));
                out.append('{');
                Json.member(out, "text", message.text(field));
                Json.member(out, "raw", hex(message.buffer(), message.offset(field), message.length(field)));
                out.append(",\"units\":").append(message.units(field)).append('}');
            } else {
                Json.member(out, Integer.toString(field), shownValue(message, field));
            }
        }
        out.append("},\"subfields\":{");
        for (int field = message.nextField(0); field > 0; field = message.nextField(field)) {
            FieldSpec spec = message.dialect().field(field);
            if (spec.structure() != null && showsParts(spec)) {
                parts.wrap(message, field);
                Json.key(out, Integer.toString(field));
                tree(field, SubfieldDecoder.ROOT).json(out, Json::quote);
            }
        }
        out.append('}');
        if (message.errorCode() != 0) {
            out.append(",\"error\":{");
            Json.member(out, "code", DecodeError.of(message.errorCode()).name());
            Json.member(out, "text", message.errorText());
            out.append(",\"field\":").append(message.errorField()).append(",\"offset\":")
                .append(message.errorOffset() - message.startOffset()).append('}');
        }
        return out.append('}').toString();
    }

    private SubfieldTree tree(int owner, int parent) {
        if (showSensitive) {
            return SubfieldTree.of(parts, parent);
        }
        SubfieldTree tree = new SubfieldTree();
        boolean hidden = parts.broken(parent);
        int first = parts.firstChild(parent);
        for (int i = first; i < first + parts.childCount(parent); i++) {
            if (!hidden && (parts.childCount(i) > 0 || parts.broken(i))) {
                tree.putTree(parts.id(i), tree(owner, i));
            } else {
                tree.put(parts.id(i), hidden ? Masks.HIDDEN : partValue(owner, i));
            }
        }
        return hidden || parts.hasRest(parent) ? tree.put(SubfieldTree.REST, Masks.HIDDEN) : tree;
    }

    /**
     * The error in one sentence, then the bytes around it in hexadecimal with a caret under the place. Masked, only the bytes
     * of a wrong
     * length, MTI or bitmap are shown, the others are stars.
     */
    public String errorReport(MessageDecoder message) {
        if (message.errorCode() == 0) {
            return "";
        }
        int at = message.errorOffset();
        int from = Math.max(message.startOffset(), at - CONTEXT_BYTES);
        int to = Math.min(message.limit(), at + CONTEXT_BYTES);
        DecodeError error = DecodeError.of(message.errorCode());
        boolean structural = error == DecodeError.LENGTH_NOT_DIGITS || error == DecodeError.LENGTH_TOO_LONG
            || error == DecodeError.MTI
            || error == DecodeError.BITMAP || error == DecodeError.BITMAP_LEVEL;
        int shownEnd = structural ? at + shownBytes(message) : at;
        StringBuilder line = new StringBuilder("  ");
        int caret = line.length();
        for (int i = from; i < to; i++) {
            caret = i == at ? line.length() : caret;
            boolean shown = showSensitive || i >= at && i < shownEnd;
            line.append(shown ? HEX.toHexDigits(message.buffer().getByte(i)) : "**").append(' ');
        }
        caret = at >= to ? line.length() : caret;
        return message.errorText() + System.lineSeparator() + line + System.lineSeparator() + " ".repeat(caret) + "^"
            + System.lineSeparator();
    }

    private static int shownBytes(MessageDecoder message) {
        FieldSpec spec = message.dialect().field(message.errorField());
        return message.errorField() > 1 && spec != null ? spec.prefixBytes() : 1;
    }

    private static String mti(MessageDecoder message) {
        return message.mti() < 0 ? "????" : String.format(Locale.ROOT, "%04d", message.mti());
    }

    /** The bitmaps that were read, of an unreadable one nothing. */
    private static String bitmaps(MessageDecoder message) {
        Dialect dialect = message.dialect();
        int read = message.errorCode() != 0 && message.errorField() == MessageDecoder.FIELD_BITMAP
            ? (message.walkedOffset() - message.bodyOffset() - dialect.mtiBytes()) / dialect.bitmap().wireBytes() : 3;
        StringBuilder out = new StringBuilder(48);
        for (int level = 0; level < read && (level == 0 || message.bitmap(level - 1) < 0 || message.bitmap(level) != 0); level++) {
            out.append(HEX.toHexDigits(message.bitmap(level)));
        }
        return out.toString();
    }

    private static String hex(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return HEX.formatHex(bytes);
    }

}
