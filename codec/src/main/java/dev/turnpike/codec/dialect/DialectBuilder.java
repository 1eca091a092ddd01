package dev.turnpike.codec.dialect;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import dev.turnpike.codec.encoding.Ebcdic;

/** Interprets a {@link DialectDocument}. */
final class DialectBuilder {
    String name = "";
    String title = "";
    FrameSpec frame = new FrameSpec(LengthForm.REST, 0, false, 2048);
    final List<HeaderSpec> headers = new ArrayList<>();
    ContentEncoding mtiEncoding = ContentEncoding.ASCII;
    BitmapSpec bitmap = new BitmapSpec(ContentEncoding.BINARY, 1, 1, false);
    Charset charset = StandardCharsets.ISO_8859_1;
    Ebcdic ebcdic = Ebcdic.CP037;
    boolean keepRemainder;
    final List<PresenceRow> presence = new ArrayList<>();
    final FieldSpec[] fields = new FieldSpec[Dialect.FIELD_MAX + 1];

    private final DialectDocument document;
    private final Problems problems;

    DialectBuilder(DialectDocument document) {
        this.document = document;
        this.problems = document.problems;
    }

    /** Builds the dialect or reports why not. */
    Dialect build() throws DialectException {
        Properties top = document.top;
        if (top.entries().isEmpty()) {
            throw new DialectException(problems.lines());
        }
        for (String key : List.of("dialect", "mti", "bitmap", "fields")) {
            if (!top.has(key) && !document.orphan) {
                problems.add(top.origin(), "the file has no \"" + key + "\"", "it once, here or in the dialect it extends");
            }
        }
        name = top.text("dialect", "");
        title = top.text("title", name);
        mtiEncoding = top.label("mti", new ContentEncoding[] {ContentEncoding.ASCII, ContentEncoding.BCD, ContentEncoding.EBCDIC},
            ContentEncoding::label, ContentEncoding.ASCII);
        keepRemainder = "keep".equals(top.label("remainder", new String[] {"error", "keep"}, s -> s, "error"));
        readCharsets(top);
        readFrame(top);
        FieldReader reader = new FieldReader(problems, document.types, document.structures, ebcdic, charset);
        readHeaders(top, reader);
        readBitmap(top);
        document.fields.forEach((number, properties) -> fields[number] = reader.read(number, Integer.toString(number),
            properties));
        checkFieldNumbers();
        reader.checkSelectors(document.fields.keySet());
        document.types.values().forEach(reader::checkType);
        document.structures.forEach(reader::checkStructure);
        if (top.has("presence")) {
            presence.addAll(new PresenceReader(problems, fields).read(top.node("presence")));
        }
        if (!problems.isEmpty()) {
            throw new DialectException(problems.lines());
        }
        return new Dialect(this);
    }

    private void readCharsets(Properties top) {
        String charsetName = top.text("charset", "ISO-8859-1");
        try {
            charset = Charset.forName(charsetName);
        } catch (IllegalArgumentException e) {
            problems.add(top.at("charset"), "charset " + charsetName, "a charset such as GBK, GB18030, UTF-8 or US-ASCII");
        }
        String page = top.text("ebcdic", "cp037");
        ebcdic = Ebcdic.of(page);
        if (ebcdic == null) {
            problems.add(top.at("ebcdic"), "code page " + page, "cp037, cp500 or cp1047");
            ebcdic = Ebcdic.CP037;
        }
    }

    private void readFrame(Properties top) {
        if (!top.has("frame")) {
            return;
        }
        Properties p = Properties.of(top.node("frame"), problems);
        p.restrict(Vocabulary.FRAME);
        String[] forms = {"none", "bin2", "bin4", "bcd2", "ascii4", "hex4"};
        String length = p.label("length", forms, s -> s, "none");
        LengthForm form = switch (length) {
            case "bin2", "bin4" -> LengthForm.BINARY;
            case "bcd2" -> LengthForm.BCD;
            case "ascii4" -> LengthForm.ASCII;
            case "hex4" -> LengthForm.HEX;
            default -> LengthForm.REST;
        };
        int digits = form == LengthForm.REST ? 0 : length.charAt(length.length() - 1) - '0';
        // bcd2 names two bytes, as the other forms do, and holds four digits
        frame = new FrameSpec(form, form == LengthForm.BCD ? 4 : digits, p.flag("inclusive", false), p.integer("max", 2048, 21,
            1 << 20));
    }

    private void readHeaders(Properties top, FieldReader reader) {
        if (!top.has("headers")) {
            return;
        }
        if (!(top.node("headers") instanceof SequenceNode sequence)) {
            problems.add(top.node("headers"), "\"headers\" is not a list", "a list of blocks");
            return;
        }
        if (sequence.getValue().size() > Dialect.HEADER_MAX) {
            problems.add(sequence, sequence.getValue().size() + " header blocks", "at most " + Dialect.HEADER_MAX);
        }
        for (Node node : sequence.getValue()) {
            Properties p = Properties.of(node, problems);
            p.restrict(Vocabulary.HEADER);
            String text = p.text("text", "");
            int bytes = p.integer("bytes", Math.max(1, text.length()), 1, 255);
            if (!p.has("bytes") && text.isEmpty()) {
                problems.add(node, "header without \"bytes\"", "its length in bytes");
            }
            if (text.length() > bytes) {
                problems.add(p.at("text"), "header text of " + text.length() + " characters", "at most " + bytes);
            }
            headers.add(new HeaderSpec(p.text("name", "header " + headers.size()), bytes, p.flag("selfLength", false), text,
                p.label("response", HeaderSpec.Response.values(), HeaderSpec.Response::label, HeaderSpec.Response.ECHO),
                reader.header(p)));
        }
    }

    private void readBitmap(Properties top) {
        if (!top.has("bitmap")) {
            return;
        }
        Properties p = Properties.of(top.node("bitmap"), problems);
        p.restrict(Vocabulary.BITMAP);
        ContentEncoding encoding = p.label("encoding",
            new ContentEncoding[] {ContentEncoding.BINARY, ContentEncoding.HEX, ContentEncoding.HEX_EBCDIC},
                ContentEncoding::label,
            ContentEncoding.BINARY);
        // a wrong number is reported once, not again for each field above it
        int levels = p.integer("levels", p.has("levels") ? 3 : 1, 1, 3);
        int always = p.integer("always", 1, 1, Math.min(2, levels));
        boolean inPlace = "field".equals(p.label("tertiary", new String[] {"after", "field"}, s -> s, "after"));
        bitmap = new BitmapSpec(encoding, levels, always, inPlace);
    }

    private void checkFieldNumbers() {
        for (int number = 1; number < fields.length; number++) {
            Properties properties = document.fields.get(number);
            if (properties == null) {
                continue;
            }
            if (number > 64 * bitmap.levels()) {
                problems.add(properties.origin(), "field " + number + " with " + bitmap.levels() + " bitmap(s)",
                    "fields up to " + 64 * bitmap.levels());
            }
            if (number == 65 && bitmap.levels() == 3) {
                problems.add(properties.origin(), "field 65 with three bitmaps",
                    "no field 65: its bit announces the third bitmap");
            }
        }
    }
}
