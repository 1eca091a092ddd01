package dev.turnpike.codec.dialect;

import java.util.List;
import java.util.Set;

/** The keys of a dialect file; the JSON Schema lists the same. */
final class Vocabulary {
    /** Keys of the file. */
    static final List<String> FILE = List.of("dialect", "title", "extends", "frame", "headers", "mti", "bitmap", "charset",
        "ebcdic",
        "remainder", "types", "structures", "fields",
        "presence");
    /** Keys of {@code frame}. */
    static final List<String> FRAME = List.of("length", "inclusive", "max");
    /** Keys of a header block. */
    static final List<String> HEADER = List.of("name", "bytes", "selfLength", "text", "response", "sub");
    /** Keys of {@code bitmap}. */
    static final List<String> BITMAP = List.of("encoding", "levels", "always", "tertiary");
    /** Keys of a field, and of a type (which has no name). */
    static final List<String> FIELD = List.of("type", "name", "kind", "enc", "length", "prefix", "unit", "inclusive", "min",
        "max",
        "align", "pad", "sensitive", "form", "check", "sub");
    /** Keys of a type. */
    static final List<String> TYPE = FIELD.stream().filter(key -> !key.equals("type")).toList();
    /** Keys of a structure. */
    static final List<String> STRUCTURE = List.of("kind", "lead", "elements", "other", "count", "tag", "length", "tagPrefix",
        "lengthFirst",
        "inclusive", "mark", "gap", "bitmap", "id", "on", "cases", "default", "rest");
    /** Keys of a row of {@code presence}. */
    static final List<String> PRESENCE = List.of("name", "mti", "match", "mandatory", "conditional", "optional");
    /** Keys of {@code on} in a selected structure. */
    static final List<String> SELECTOR = List.of("field", "from", "count");
    /** Properties that a field keeps from the parent dialect although it states another type or kind. */
    static final Set<String> KEPT = Set.of("name", "sensitive", "form", "sub");

    private Vocabulary() {
    }
}
