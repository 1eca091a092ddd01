package dev.turnpike.codec.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

class JsonReaderTest {
    private static String wrong(String text) {
        return assertThrows(JsonException.class, () -> JsonReader.read(text)).getMessage();
    }

    @Test
    void shouldGiveValuesWithPlacesWhenAnyCharacterOccurs() throws JsonException {
        MappingNode root = (MappingNode) JsonReader.read("\uFEFF{\t\"a\"\r\n :\"\u0085\u009B\u2028\uD83D\uDE00\uFFFF\\u0080\\ud83d\\/\",\n\t\"b\": [1, -2.5e3, null, {}, []]}");
        assertEquals("\u0085\u009B\u2028\uD83D\uDE00\uFFFF\u0080\uD83D/",
            ((ScalarNode) root.getValue().getFirst().getValueNode()).getValue());
        SequenceNode list = (SequenceNode) root.getValue().get(1).getValueNode();
        assertEquals(5, list.getValue().size());
        assertEquals("-2.5e3", ((ScalarNode) list.getValue().get(1)).getValue());
        assertEquals(2, list.getStartMark().orElseThrow().getLine());
        assertEquals(6, list.getStartMark().orElseThrow().getColumn());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{\"a\": 01}|1:7", "{\"a\" 1}|1:6", "{a: 1}|1:2", "[1,]|1:4", "[1 2]|1:4", "{} x|1:4",
        "\"\\x\"|1:2", "\"\\u12\"|1:2", "\"abc|1:5", "`[`|1:2", "{\"a\":1,}|1:8", "nul|1:1", "``|1:1"})
    void shouldSayLineAndColumnWhenTextIsNotJson(String text, String place) {
        assertTrue(wrong(text == null ? "" : text).startsWith(place + ": this is not JSON ("), () -> text + ": " + wrong(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void shouldRefuseWhenNestedTooDeep(String open) throws JsonException {
        assertTrue(wrong(open.repeat(100_000)).startsWith("1:" + (64 * open.length() + 1) + ": this is not JSON (objects nest too deep)"));
        JsonReader.read("[".repeat(64) + "]".repeat(64));
    }
}
