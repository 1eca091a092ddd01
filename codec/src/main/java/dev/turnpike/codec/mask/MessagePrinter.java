package dev.turnpike.codec.mask;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

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
 * its end the fields before the error are printed, and a clear value that may hold a card number is hidden then. One thread at
 * a time.
 */
public final class MessagePrinter {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int CONTEXT_BYTES = 8;
    private static final int HEADER_SHOWN_MAX = 8;
    private static final Pattern DIGITS_IN_A_ROW = Pattern.compile("[0-9]{12}");
    private static final String ROW = "%6s  %-12s  %-34s  %s%n";

    private final SubfieldDecoder parts = new SubfieldDecoder();
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
                row(out, Integer.toString(bitmapOffset), "bitmap", "fields present", shown(message, bitmaps));
            }
        }
        for (int field = message.nextField(0); field > 0; field = message.nextField(field)) {
            FieldSpec spec = message.dialect().field(field);
            row(out, Integer.toString(message.start(field) - message.startOffset()), Integer.toString(field), spec.name(),
                value(message, field));
            if (spec.structure() != null && showsParts(spec)) {
                parts.wrap(message, field);
                printParts(out, message, SubfieldDecoder.ROOT, Integer.toString(field), 1);
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
        out.append(String.format(Locale.ROOT, ROW, offset, field, name, value));
    }

    private boolean showsParts(FieldSpec spec) {
        return showSensitive || spec.sensitivity() == Sensitivity.CLEAR || spec.sensitivity() == Sensitivity.STRUCTURED;
    }

    private void printHeader(StringBuilder out, MessageDecoder message, int index) {
        HeaderSpec header = message.dialect().header(index);
        row(out, Integer.toString(message.headerOffset(index) - message.startOffset()), "header", header.name(), header(message,
            index));
        if (header.spec().structure() != null && headerShown(message, index)) {
            parts.wrapHeader(message, index);
            printParts(out, message, SubfieldDecoder.ROOT, header.name(), 1);
        }
    }

    /** A long header of a message with an error may be the body of a message in another dialect. */
    private boolean headerShown(MessageDecoder message, int index) {
        return showSensitive || message.errorCode() == 0 && message.headerLength(index) <= message.dialect().header(index).bytes()
            || message.headerLength(index) <= HEADER_SHOWN_MAX;
    }

    private String header(MessageDecoder message, int index) {
        int length = message.headerLength(index);
        return headerShown(message, index) ? hex(message.buffer(), message.headerOffset(index), length) : Masks.HIDDEN;
    }

    private void printParts(StringBuilder out, MessageDecoder message, int parent, String path, int level) {
        int first = parts.firstChild(parent);
        boolean hidden = parts.broken(parent) && !showSensitive;
        for (int i = first; i < first + parts.childCount(parent); i++) {
            String id = path + "." + parts.id(i);
            String value = hidden ? Masks.HIDDEN : partValue(message, i);
            row(out, "", "  ".repeat(level) + id, parts.spec(i).name(), value);
            if (!hidden) {
                printParts(out, message, i, id, level + 1);
            }
        }
        if (parts.broken(parent)) {
            row(out, "", "  ".repeat(level) + path + ".?", "not understood", Masks.HIDDEN);
        }
    }

    private String partValue(MessageDecoder message, int element) {
        FieldSpec spec = parts.spec(element);
        if (showSensitive) {
            return parts.text(element);
        }
        if (!parts.contentRight(element)) {
            return Masks.HIDDEN;
        }
        return guarded(message, Masks.of(spec.sensitivity(), parts.text(element)));
    }

    /** The value of one field for people, masked by its class; empty when absent. */
    public String value(MessageDecoder message, int field) {
        if (!message.has(field)) {
            return "";
        }
        FieldSpec spec = message.dialect().field(field);
        if (showSensitive) {
            return message.text(field);
        }
        return message.contentRight(field) ? guarded(message, Masks.of(spec.sensitivity(), message.text(field))) : Masks.HIDDEN;
    }

    private static String guarded(MessageDecoder message, String shown) {
        return message.errorCode() != 0 && Masks.mayHoldPan(shown) ? Masks.HIDDEN : shown;
    }

    private String unparsed(DirectBuffer buffer, int offset, int length) {
        return showSensitive ? hex(buffer, offset, length) : Masks.HIDDEN + " (" + length + " bytes)";
    }

    /** One line for logs: MTI, then the fields that may be seen, such as {@code 0200 2=621483******1319 3=000000 11=000053}. */
    public String line(MessageDecoder message) {
        StringBuilder out = new StringBuilder(256).append(mti(message));
        for (int field = message.nextField(0); field > 0; field = message.nextField(field)) {
            Sensitivity sensitivity = message.dialect().field(field).sensitivity();
            if (sensitivity == Sensitivity.CLEAR || sensitivity == Sensitivity.PAN) {
                out.append(' ').append(field).append('=').append(value(message, field));
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
                Json.member(out, Integer.toString(field), value(message, field));
            }
        }
        out.append("},\"subfields\":{");
        for (int field = message.nextField(0); field > 0; field = message.nextField(field)) {
            FieldSpec spec = message.dialect().field(field);
            if (spec.structure() != null && showsParts(spec)) {
                parts.wrap(message, field);
                Json.key(out, Integer.toString(field));
                tree(message, SubfieldDecoder.ROOT).json(out, Json::quote);
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

    private SubfieldTree tree(MessageDecoder message, int parent) {
        if (showSensitive) {
            return SubfieldTree.of(parts, parent);
        }
        SubfieldTree tree = new SubfieldTree();
        boolean hidden = parts.broken(parent);
        int first = parts.firstChild(parent);
        for (int i = first; i < first + parts.childCount(parent); i++) {
            if (!hidden && (parts.childCount(i) > 0 || parts.broken(i))) {
                tree.putTree(parts.id(i), tree(message, i));
            } else {
                tree.put(parts.id(i), hidden ? Masks.HIDDEN : partValue(message, i));
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

    /** In another dialect the bitmap of a broken message may be digits of a card number. */
    private String shown(MessageDecoder message, String bitmaps) {
        return showSensitive || message.errorCode() == 0 || !DIGITS_IN_A_ROW.matcher(bitmaps).find() ? bitmaps : Masks.HIDDEN;
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
