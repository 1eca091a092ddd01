package dev.turnpike.codec.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.agrona.concurrent.UnsafeBuffer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.json.JsonException;
import dev.turnpike.codec.json.JsonReader;

/**
 * Encodes {@code {"mti": "0200", "headers": {"tpdu": "6000000001"}, "fields": {"3": "000000", "55": {"9F26": "…"}}}}, the JSON that
 * the message printer writes when nothing is masked: binary values and headers are hexadecimal, {@code {"hex": "…"}} gives the canonical
 * bytes of any value. A structured field is a text, or an object of its sub-fields; one that is missing in {@code fields} is taken from
 * {@code subfields}, and one that is in both must say the same. Keys of other names are ignored. For people and tests; problem lists
 * never show values.
 */
public final class JsonMessageEncoder {
    /** Keys of an object that is a value, not sub-fields. */
    static final Set<String> VALUE_FORMS = Set.of("hex", "raw");

    private static final int MESSAGE_MAX = 1 << 17;
    private static final String SUBFIELDS = "subfields";

    private final Dialect dialect;
    private final Map<Integer, Node> fields = new TreeMap<>();
    private final Map<Integer, SubfieldTree> built = new TreeMap<>();
    private final Map<Integer, SubfieldTree> said = new TreeMap<>();
    private final Map<Integer, Node> saidAt = new TreeMap<>();
    private int mti;
    private final List<String> problems = new ArrayList<>();

    private JsonMessageEncoder(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The bytes of a message, headers included and without frame; the exception lists everything that is wrong with the JSON. */
    public static byte[] encode(Dialect dialect, String json) throws JsonMessageException {
        return new JsonMessageEncoder(dialect).encode(json);
    }

    /** True when putting the canonical value of a present field does not give the bytes it has in the message (pads, separators). */
    public static boolean needsRaw(MessageDecoder message, int field) {
        byte[] value = message.canonicalBytes(field);
        FieldSpec spec = message.dialect().field(field);
        if (value == null || spec.unitsOf(value.length) != message.units(field)) {
            return true;
        }
        byte[] wire = new byte[message.length(field)];
        byte[] again = new byte[wire.length];
        message.buffer().getBytes(message.offset(field), wire);
        int written = FieldCodec.fromCanonical(spec, new UnsafeBuffer(value), 0, value.length, message.units(field),
            new UnsafeBuffer(again), 0);
        return written != wire.length || !Arrays.equals(wire, again);
    }

    private byte[] encode(String json) throws JsonMessageException {
        Map<String, Node> top = Map.of();
        try {
            top = members(JsonReader.read(json));
        } catch (JsonException e) {
            throw new JsonMessageException(List.of(e.getMessage()));
        }
        if (top.containsKey("error")) {
            problem(top.get("error"), "this is a message that could not be read to its end", "a whole message, or the JSON without \"error\"");
        }
        mti(top.get("mti"), top.containsKey("mti"));
        collect(top);
        MessageDecoder selectors = built.isEmpty() ? null : selectors(top);
        byte[] message = write(top, selectors);
        if (problems.isEmpty()) {
            check(message);
        }
        if (!problems.isEmpty()) {
            throw new JsonMessageException(problems);
        }
        return message;
    }

    private void mti(Node node, boolean given) {
        String text = given ? scalar(node) : "";
        if (text == null || !text.matches("[0-9]{4}")) {
            problem(node, "no \"mti\" of four digits", "a text such as \"0200\"");
        } else {
            mti = Integer.parseInt(text);
        }
    }

    /** Sorts the fields into those that are values and those that are built from sub-fields. */
    private void collect(Map<String, Node> top) {
        (top.containsKey("fields") ? members(top.get("fields")) : Map.<String, Node>of()).forEach((key, node) -> {
            if (!known(key)) {
                problem(node, "field " + key, "a field of dialect " + dialect.name());
                return;
            }
            int number = Integer.parseInt(key);
            fields.put(number, node);
            if (dialect.field(number).structure() != null && JsonSubfields.lists(node)) {
                built.put(number, JsonSubfields.tree(node, this::problem));
            }
        });
        (top.containsKey(SUBFIELDS) ? members(top.get(SUBFIELDS)) : Map.<String, Node>of()).forEach((key, node) -> {
            if (!known(key) || dialect.field(Integer.parseInt(key)).structure() == null) {
                problem(node, "sub-fields of field " + key, "a field of dialect " + dialect.name() + " that has sub-fields");
                return;
            }
            int number = Integer.parseInt(key);
            SubfieldTree tree = JsonSubfields.tree(node, this::problem);
            if (fields.putIfAbsent(number, node) == null) {
                built.put(number, tree);
            } else {
                said.put(number, tree);
                saidAt.put(number, node);
            }
        });
    }

    private boolean known(String key) {
        return key.matches("[0-9]{1,3}") && dialect.field(Integer.parseInt(key)) != null;
    }

    /** The message without mistakes: what selects the layouts is read from it. Built fields may select, too, hence twice. */
    private MessageDecoder selectors(Map<String, Node> top) {
        List<String> kept = List.copyOf(problems);
        MessageDecoder decoder = null;
        for (int round = 0; round < 2; round++) {
            byte[] message = write(top, decoder);
            decoder = new MessageDecoder();
            decoder.wrap(dialect, new UnsafeBuffer(message), 0, message.length);
        }
        problems.clear();
        problems.addAll(kept);
        return decoder;
    }

    private byte[] write(Map<String, Node> top, MessageDecoder selectors) {
        byte[] target = new byte[MESSAGE_MAX];
        MessageEncoder encoder = new MessageEncoder().wrap(dialect, new UnsafeBuffer(target), 0, MESSAGE_MAX);
        if (top.containsKey("headers")) {
            members(top.get("headers")).forEach((name, node) -> header(encoder, name, node));
        }
        encoder.mti(mti);
        fields.forEach((number, node) -> {
            if (built.containsKey(number)) {
                subfields(encoder, number, node, selectors);
            } else {
                field(encoder, number, node);
            }
        });
        int length = encoder.finish();
        if (length < 0 && problems.isEmpty()) {
            problem(null, "message: " + DecodeError.of(length).text(), "a message of at most " + MESSAGE_MAX + " bytes");
        }
        return Arrays.copyOf(target, Math.max(0, length));
    }

    private void subfields(MessageEncoder encoder, int number, Node node, MessageDecoder selectors) {
        try {
            SubfieldEncoder.put(encoder, dialect, number, built.get(number), selectors);
            report(encoder, node, "field " + number + " (" + dialect.field(number).name() + ")", "sub-fields that fit its length");
        } catch (SubfieldException e) {
            problems.add(place(node) + ": " + e.getMessage());
        }
    }

    /** A text must be what its field may hold; {@code hex} and {@code raw} may be anything. */
    private void check(byte[] message) {
        MessageDecoder decoder = new MessageDecoder();
        decoder.wrap(dialect, new UnsafeBuffer(message), 0, message.length);
        fields.forEach((number, node) -> {
            FieldSpec spec = dialect.field(number);
            if (node instanceof ScalarNode && spec.checked() && decoder.has(number) && !decoder.contentRight(number)) {
                problem(node, "field " + number + " (" + spec.name() + "): " + DecodeError.CONTENT.text(), ErrorText.content(spec));
            }
        });
        compare(decoder);
    }

    /** A field that is given twice must say the same twice, or a change of one of them would be lost without a word. */
    private void compare(MessageDecoder decoder) {
        SubfieldDecoder parts = new SubfieldDecoder();
        said.forEach((number, tree) -> {
            parts.wrap(decoder, number);
            if (!JsonSubfields.agree(tree, SubfieldTree.of(parts, SubfieldDecoder.ROOT))) {
                problem(saidAt.get(number), "field " + number + " and its sub-fields differ",
                    "only one of them, or both to say the same");
            }
        });
    }

    private void header(MessageEncoder encoder, String name, Node node) {
        for (int i = 0; i < dialect.headerCount(); i++) {
            if (dialect.header(i).name().equals(name)) {
                byte[] bytes = JsonSubfields.lists(node) ? headerParts(i, node) : hex(node, scalar(node));
                if (bytes != null) {
                    encoder.header(i, new UnsafeBuffer(bytes), 0, bytes.length);
                    report(encoder, node, "header " + name, dialect.header(i).bytes() + " bytes in hexadecimal");
                }
                return;
            }
        }
        problem(node, "header \"" + name + "\"", "a header of dialect " + dialect.name());
    }

    private byte[] headerParts(int header, Node node) {
        try {
            return SubfieldEncoder.header(dialect, header, JsonSubfields.tree(node, this::problem));
        } catch (SubfieldException e) {
            problems.add(place(node) + ": " + e.getMessage());
            return null;
        }
    }

    private void field(MessageEncoder encoder, int number, Node node) {
        FieldSpec spec = dialect.field(number);
        byte[] value;
        if (node instanceof MappingNode) {
            Map<String, Node> members = members(node);
            if (members.containsKey("raw")) {
                raw(encoder, number, node, members);
                return;
            }
            value = hex(node, members.containsKey("hex") ? scalar(members.get("hex")) : null);
        } else {
            String text = scalar(node);
            boolean holds = text == null || FieldText.holds(dialect, spec, text);
            value = text == null || !holds ? null : FieldText.canonical(dialect, spec, text);
            if (!holds) {
                problem(node, "field " + number + " (" + spec.name() + "): " + DecodeError.CHARSET.text(),
                    "characters of " + FieldText.charset(dialect, spec).name());
            } else if (value == null) {
                problem(node, "field " + number + " (" + spec.name() + ")", "hexadecimal bytes");
            }
        }
        if (value != null) {
            encoder.put(number, value);
            report(encoder, node, "field " + number + " (" + spec.name() + ") of length " + value.length,
                spec.kind().label() + ", " + spec.minUnits() + " to " + spec.maxUnits() + " " + spec.unit().label());
        }
    }

    private void raw(MessageEncoder encoder, int number, Node node, Map<String, Node> members) {
        byte[] value = hex(node, scalar(members.get("raw")));
        String units = members.containsKey("units") ? scalar(members.get("units")) : null;
        if (units == null || !units.matches("[0-9]{1,5}")) {
            problem(node, "field " + number + ": \"raw\" without \"units\"", "its length as a number");
        } else if (value != null) {
            encoder.putRaw(number, Integer.parseInt(units), new UnsafeBuffer(value), 0, value.length);
            report(encoder, node, "field " + number + " (" + dialect.field(number).name() + ") of " + units + " units in "
                + value.length + " bytes", "as many bytes as that length has on the wire");
        }
    }

    private void report(MessageEncoder encoder, Node node, String what, String expected) {
        if (encoder.errorCode() != 0 && problems.isEmpty()) {
            problem(node, what + ": " + DecodeError.of(encoder.errorCode()).text(), expected);
        }
    }

    private byte[] hex(Node node, String text) {
        try {
            if (text != null) {
                return HexFormat.of().parseHex(text);
            }
        } catch (IllegalArgumentException e) {
            // reported below, without the text
        }
        problem(node, "value is not hexadecimal", "an even number of hexadecimal digits");
        return null;
    }

    private Map<String, Node> members(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            return problem(node, "not an object", "{\"name\": value, …}");
        }
        Map<String, Node> result = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = scalar(tuple.getKeyNode());
            if (key != null && result.put(key, tuple.getValueNode()) != null) {
                problem(tuple.getKeyNode(), "key \"" + key + "\" is given twice", "it once");
            }
        }
        return result;
    }

    private String scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        problem(node, "not a text", "a text in quotes");
        return null;
    }

    private Map<String, Node> problem(Node node, String what, String expected) {
        problems.add(place(node) + ": " + what + ", expected " + expected);
        return Map.of();
    }

    private static String place(Node node) {
        return node == null ? "1:1" : node.getStartMark().map(JsonMessageEncoder::place).orElse("1:1");
    }

    private static String place(Mark mark) {
        return mark.getLine() + 1 + ":" + (mark.getColumn() + 1);
    }
}
