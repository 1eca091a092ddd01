package dev.turnpike.codec.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The JSON Schema says what the loader accepts: same words, and every shipped file is valid under it. */
class DialectSchemaTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final JsonNode schema = read("/dialects/dialect.schema.json");

    static List<String> names() {
        return Dialects.names();
    }

    private static JsonNode read(String resource) {
        try (InputStream stream = DialectSchemaTest.class.getResourceAsStream(resource)) {
            return MAPPER.readTree(stream);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode yaml(String text) {
        return MAPPER.valueToTree(stringKeys(new Load(LoadSettings.builder().build()).loadFromString(text)));
    }

    private static Object stringKeys(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> result = new java.util.LinkedHashMap<>();
            map.forEach((key, member) -> result.put(String.valueOf(key), stringKeys(member)));
            return result;
        }
        return value instanceof List<?> list ? list.stream().map(DialectSchemaTest::stringKeys).toList() : value;
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldAcceptShippedDialectWhenValidatedByTheSchema(String name) throws IOException {
        try (InputStream stream = DialectSchemaTest.class.getResourceAsStream("/dialects/" + name + ".yaml")) {
            List<String> problems = new ArrayList<>();
            validate(schema, yaml(new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)), name, problems);
            assertEquals(List.of(), problems);
        }
    }

    @Test
    void shouldRefuseMistakesWhenTheLoaderRefusesThem() {
        for (String text : List.of("dialect: x\ncolour: red\n", "dialect: x\nmti: asci\n",
            "dialect: x\nfields: {200: {kind: n}}\n",
            "dialect: x\nfields: {2: {kind: q}}\n", "dialect: x\nfields: {2: {prefix: bin9}}\n",
            "dialect: x\nstructures: {a: {kind: ber, colour: red}}\n", "dialect: x\nheaders: [{bytes: 0}]\n")) {
            List<String> problems = new ArrayList<>();
            validate(schema, yaml(text), "x", problems);
            assertFalse(problems.isEmpty(), text);
        }
    }

    @Test
    void shouldUseTheSameWordsWhenLoaderAndSchemaAreCompared() {
        assertKeys(Vocabulary.FILE, schema);
        assertKeys(Vocabulary.FRAME, schema.at("/properties/frame"));
        assertKeys(Vocabulary.BITMAP, schema.at("/properties/bitmap"));
        assertKeys(Vocabulary.HEADER, schema.at("/$defs/header"));
        assertKeys(Vocabulary.FIELD, schema.at("/$defs/field"));
        assertKeys(Vocabulary.STRUCTURE, schema.at("/$defs/structure"));
        assertKeys(Vocabulary.PRESENCE, schema.at("/$defs/row"));
        assertKeys(Vocabulary.SELECTOR, schema.at("/$defs/structure/properties/on/anyOf/1"));
        assertWords(ContentKind.values(), ContentKind::label, "kind");
        assertWords(ContentEncoding.values(), ContentEncoding::label, "enc");
        assertWords(LengthUnit.values(), LengthUnit::label, "unit");
        assertWords(Sensitivity.values(), Sensitivity::label, "sensitive");
        assertWords(ValueForm.values(), ValueForm::label, "form");
        assertEquals(Arrays.stream(StructureKind.values()).map(StructureKind::label).toList(),
            words(schema.at("/$defs/structure/properties/kind/enum")));
        assertEquals(Arrays.stream(HeaderSpec.Response.values()).map(HeaderSpec.Response::label).toList(),
            words(schema.at("/$defs/header/properties/response/enum")));
    }

    private <T> void assertWords(T[] constants, Function<T, String> label, String key) {
        assertEquals(Arrays.stream(constants).map(label).toList(), words(schema.at("/$defs/field/properties/" + key + "/enum")));
    }

    private static void assertKeys(List<String> keys, JsonNode object) {
        Set<String> inSchema = new TreeSet<>();
        object.get("properties").fieldNames().forEachRemaining(inSchema::add);
        assertEquals(new TreeSet<>(keys), inSchema);
    }

    private static List<String> words(JsonNode array) {
        List<String> result = new ArrayList<>();
        array.forEach(node -> result.add(node.asText()));
        return result;
    }

    /** As much of JSON Schema as the file uses. */
    private void validate(JsonNode rule, JsonNode value, String path, List<String> problems) {
        if (rule.has("$ref")) {
            validate(schema.at(rule.get("$ref").asText().substring(1)), value, path, problems);
            return;
        }
        if (rule.has("anyOf")) {
            for (JsonNode option : rule.get("anyOf")) {
                List<String> inner = new ArrayList<>();
                validate(option, value, path, inner);
                if (inner.isEmpty()) {
                    return;
                }
            }
            problems.add(path + " fits no alternative");
            return;
        }
        if (rule.has("enum") && !words(rule.get("enum")).contains(value.asText())) {
            problems.add(path + " is " + value);
        }
        if (rule.has("type") && !typeFits(rule.get("type"), value)) {
            problems.add(path + " is not " + rule.get("type"));
            return;
        }
        if (rule.has("pattern") && !value.asText().matches(rule.get("pattern").asText())) {
            problems.add(path + " is " + value);
        }
        if (value.isInt() && (rule.has("minimum") && value.asInt() < rule.get("minimum").asInt()
            || rule.has("maximum") && value.asInt() > rule.get("maximum").asInt())) {
            problems.add(path + " is " + value);
        }
        if (value.isArray() && rule.has("items")) {
            value.forEach(item -> validate(rule.get("items"), item, path + "[]", problems));
        }
        if (value.isObject()) {
            validateMembers(rule, value, path, problems);
        }
    }

    private void validateMembers(JsonNode rule, JsonNode value, String path, List<String> problems) {
        for (JsonNode required : rule.path("required")) {
            if (!value.has(required.asText())) {
                problems.add(path + " has no " + required);
            }
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            JsonNode inner = rule.path("properties").get(member.getKey());
            for (Map.Entry<String, JsonNode> pattern : rule.path("patternProperties").properties()) {
                inner = inner == null && member.getKey().matches(pattern.getKey()) ? pattern.getValue() : inner;
            }
            JsonNode additional = rule.path("additionalProperties");
            if (inner == null && additional.isObject()) {
                inner = additional;
            }
            if (inner != null) {
                validate(inner, member.getValue(), path + "." + member.getKey(), problems);
            } else if (additional.isBoolean()) {
                problems.add(path + "." + member.getKey() + " is not known");
            }
        }
    }

    private static boolean typeFits(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode option : type) {
                if (typeFits(option, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isInt();
            case "boolean" -> value.isBoolean();
            default -> value.isNull();
        };
    }
}
