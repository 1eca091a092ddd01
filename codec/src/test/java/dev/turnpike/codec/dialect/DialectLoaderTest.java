package dev.turnpike.codec.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialectLoaderTest {
    private static List<String> problems(String yaml) {
        return assertThrows(DialectException.class, () -> DialectLoader.load("x", yaml)).problems();
    }

    @Test
    void shouldLoadEveryShippedDialectWhenAskedByName() {
        for (String name : Dialects.names()) {
            assertEquals(name, Dialects.shipped(name).name());
        }
        assertThrows(IllegalArgumentException.class, () -> Dialects.shipped("nonsense"));
    }

    @Test
    void shouldReportAllMistakesWithPositionWhenSeveralAreMade() {
        List<String> problems = problems("""
            dialect: x
            mti: asci
            bitmap: {encoding: binary, levels: 2}
            colour: red
            fields:
              2: {kind: n, enc: bcd, prefix: bcd2, unit: digits, max: 190, align: left}
              3: {kind: b, enc: bcd, length: 6}
              4: {kind: n, enc: bcd, length: 3}
              5: {kind: ans, enc: ascii, prefix: ascii2}
              5: {kind: ans, enc: ascii}
              200: {kind: n, enc: ascii, length: 1}
              6: {type: foo}
            """);
        assertTrue(problems.contains("x:2:6: \"mti\" is asci, expected one of ascii, bcd, ebcdic"), problems::toString);
        assertTrue(problems.contains("x:6:59: field 2 may be 190 long, expected at most 99, as the prefix bcd2 can say"),
            problems::toString);
        assertTrue(problems.contains("x:7:21: field 3 of kind b is encoded as bcd, expected binary, hex or hex-ebcdic"),
            problems::toString);
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("x:8:6: field 4 can have an odd number of BCD digits")),
            problems::toString);
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("x:9:6: variable field 5 has no \"max\"")), problems::toString);
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("x:10:3: \"5\" is given twice")), problems::toString);
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("x:11:8: field number 200")), problems::toString);
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("x:12:13: unknown type \"foo\"")), problems::toString);
        assertTrue(problems.stream().anyMatch(p -> p.startsWith("x:4:9: unknown key \"colour\"")), problems::toString);
        assertEquals(9, problems.size(), problems::toString);
    }

    @Test
    void shouldReportMistakesOfTypesAndStructuresWhenNoFieldUsesThem() {
        assertEquals(List.of("x:6:14: \"kind\" is q, expected one of n, a, an, ans, b, z, x",
            "x:7:24: unknown key \"name2\", expected one of [name, kind, enc, length, prefix, unit, inclusive, min, max, align, pad, "
                + "sensitive, form, check, sub]",
            "x:8:7: not a mapping, expected name: value pairs",
            "x:10:15: selected structure has no \"cases\", expected identifier: structure pairs",
            "x:10:15: selected structure has neither \"id\" nor \"on\", expected the characters of an identifier, or what selects",
            "x:11:56: \"1\" is given twice, expected each key once").stream().sorted().toList(), problems("""
                dialect: x
                extends: iso87a-bin
                mti: ascii
                fields: {}
                types:
                  t1: {kind: q, enc: ascii}
                  t2: {kind: n, name2: x, enc: ascii}
                  t3: text
                structures:
                  unfinished: {kind: selected}
                  twice: {kind: positional, elements: {1: {length: 2}, 1: {length: 3}}}
                  date: {kind: positional, elements: {1: {length: 4, form: MMDD}}}
                """).stream().sorted().toList());
    }

    @Test
    void shouldReportOneMistakeOnceWhenOthersFollowFromIt() {
        assertEquals(List.of("x:2:10: no dialect \"iso87b.yaml\", expected the name of a dialect file, without .yaml"),
            problems("dialect: x\nextends: iso87b.yaml\n"));
        assertEquals(List.of("x:3:38: \"levels\" is 5, expected a whole number from 1 to 3"),
            problems("dialect: x\nextends: iso87a-hex\nbitmap: {encoding: binary, levels:   5}\n"));
        assertEquals(1, problems("dialect: x\nextends: iso87a-hex\nfields:\n  13: {type: n}\n").size());
    }

    @Test
    void shouldReportPositionWhenYamlIsBroken() {
        assertTrue(problems("dialect: [x\nmti: ascii\n").getFirst().matches("x:[12]:\\d+: .*"));
        assertTrue(problems("").getFirst().startsWith("x:1:1: the file is empty"));
        assertTrue(problems("- 1\n").getFirst().startsWith("x:1:1: not a mapping"));
    }

    @Test
    void shouldReportPlaceWhenListsNestTooDeep() {
        assertEquals(List.of("x:2:72: lists and mappings nest too deep, expected at most 64 levels"),
            problems("dialect: x\nfields: " + "[".repeat(3_000)));
    }

    @Test
    void shouldReportPlaceWhenStructuresContradictTheDialect() {
        assertEquals(List.of("x:4:37: sub-fields are selected by field 60, which the dialect does not have, expected a field of the dialect, "
            + "or another \"sub\" where this one is used",
            "x:4:84: case \"1\" is given twice: leading zeros do not count, expected each number once"), problems("""
                dialect: x
                extends: iso87a-hex
                structures:
                  sel: {kind: selected, on: {field: 60, from: 8, count: 3}, cases: {"001": a, "1": b}}
                  a: {kind: positional, elements: {1: {length: 2}}}
                  b: {kind: positional, elements: {1: {length: 2}}}
                fields:
                  60: null
                  48: {type: private-lll, max: 999, sub: sel}
                """));
    }

    @Test
    void shouldReportTagWhenItIsNotWhole() {
        for (String tag : new String[] {"9F", "9F82", "5A01", "9F0101", "9F8101FF"}) {
            assertTrue(problems("dialect: x\nextends: iso87a-bin\nstructures:\n  t: {kind: ber, elements: {\"" + tag + "\": {}}}\n").getFirst()
                .contains("sub-field id \"" + tag + "\", expected a whole BER tag"), tag);
        }
    }

    @Test
    void shouldReportCircleWhenDialectsExtendEachOther(@TempDir Path directory) throws Exception {
        Path a = Files.writeString(directory.resolve("a.yaml"), "dialect: a\nextends: b\n");
        Files.writeString(directory.resolve("b.yaml"), "dialect: b\nextends: a\n");
        List<String> problems = assertThrows(DialectException.class, () -> DialectLoader.load(a)).problems();
        assertTrue(problems.stream().anyMatch(p -> p.startsWith(directory.resolve("b.yaml")
            + ":2:10: \"extends\" goes in a circle")),
            problems::toString);
    }

    @Test
    void shouldOverlayPropertiesWhenExtendingAShippedDialect(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("mine.yaml"), """
            dialect: mine
            extends: iso87a-bin
            fields:
              4: null
              37: {sensitive: secret}
              39: {type: n, length: 3}
            """);
        Dialect dialect = DialectLoader.load(file);
        assertEquals(null, dialect.field(4));
        assertEquals(Sensitivity.SECRET, dialect.field(37).sensitivity());
        assertEquals(12, dialect.field(37).maxUnits());
        assertEquals(Sensitivity.CLEAR, dialect.field(39).sensitivity());
        assertEquals("response code", dialect.field(39).name());
        assertEquals(ContentKind.N, dialect.field(39).kind());
        assertEquals(ContentEncoding.BINARY, dialect.bitmap().encoding());
    }
}
