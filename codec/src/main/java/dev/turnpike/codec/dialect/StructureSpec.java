package dev.turnpike.codec.dialect;

import java.util.Arrays;
import java.util.Map;

/** How a field divides into sub-fields. Immutable; look-ups do not allocate. */
public final class StructureSpec {
    /** {@link #selectorField()} of a structure that is selected by an identifier at its start. */
    public static final int SELECT_BY_ID = -1;
    /** {@link #selectorField()} of a structure that is selected by the MTI. */
    public static final int SELECT_BY_MTI = 0;

    private final StructureKind kind;
    private final FieldSpec[] lead;
    private final FieldSpec[] ordered;
    private final long[] keys;
    private final FieldSpec[] byKey;
    private final FieldSpec other;
    private final FieldSpec countSpec;
    private final FieldSpec tag;
    private final FieldSpec length;
    private final String tagPrefix;
    private final boolean lengthFirst;
    private final boolean inclusive;
    private final String mark;
    private final String gap;
    private final int bitmapBytes;
    private final int selectorField;
    private final int selectorFrom;
    private final int selectorCount;
    private final int idCharacters;
    private final long[] caseKeys;
    private final StructureSpec[] caseStructures;
    private final StructureSpec defaultCase;
    private final boolean ignoreRest;

    StructureSpec(StructureBuilder b) {
        kind = b.kind;
        lead = b.lead.toArray(new FieldSpec[0]);
        ordered = b.elements.values().toArray(new FieldSpec[0]);
        keys = sorted(b.elements);
        byKey = Arrays.stream(keys).mapToObj(b.elements::get).toArray(FieldSpec[]::new);
        other = b.other;
        countSpec = b.countSpec;
        tag = b.tag;
        length = b.length;
        tagPrefix = b.tagPrefix;
        lengthFirst = b.lengthFirst;
        inclusive = b.inclusive;
        mark = b.mark;
        gap = b.gap;
        bitmapBytes = b.bitmapBytes;
        selectorField = b.selectorField;
        selectorFrom = b.selectorFrom;
        selectorCount = b.selectorCount;
        idCharacters = b.idCharacters;
        caseKeys = sorted(b.cases);
        caseStructures = Arrays.stream(caseKeys).mapToObj(b.cases::get).toArray(StructureSpec[]::new);
        defaultCase = b.defaultCase;
        ignoreRest = b.ignoreRest;
    }

    private static long[] sorted(Map<Long, ?> map) {
        return map.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** How the sub-fields are found. */
    public StructureKind kind() {
        return kind;
    }

    /** Number of sub-fields before the structure proper. */
    public int leadCount() {
        return lead.length;
    }

    /** A sub-field before the structure proper. */
    public FieldSpec lead(int index) {
        return lead[index];
    }

    /** Number of listed sub-fields. */
    public int elementCount() {
        return ordered.length;
    }

    /** A sub-field in the order of the file. */
    public FieldSpec element(int index) {
        return ordered[index];
    }

    /** The sub-field of a key, or {@link #other()} when it is not listed (null: unknown ones are an error). */
    public FieldSpec elementOf(long key) {
        int index = Arrays.binarySearch(keys, key);
        return index >= 0 ? byKey[index] : other;
    }

    /** Specification of sub-fields that are not listed, or null. */
    public FieldSpec other() {
        return other;
    }

    /** Specification of the number of groups before a repeating structure, or null when it runs to the end. */
    public FieldSpec countSpec() {
        return countSpec;
    }

    /** Specification of the tag of a tagged or table structure. */
    public FieldSpec tag() {
        return tag;
    }

    /** Specification whose length form is that of each value. */
    public FieldSpec length() {
        return length;
    }

    /** Characters written before a tag in paths, such as {@code SE}. */
    public String tagPrefix() {
        return tagPrefix;
    }

    /** True when the length stands before the tag (and then counts the tag too if {@link #inclusive()}). */
    public boolean lengthFirst() {
        return lengthFirst;
    }

    /** True when the length counts tag and value. */
    public boolean inclusive() {
        return inclusive;
    }

    /** Fixed characters before each tag. */
    public String mark() {
        return mark;
    }

    /** Fixed characters between length and value. */
    public String gap() {
        return gap;
    }

    /** Bytes of the bitmap of a bitmap-led structure. */
    public int bitmapBytes() {
        return bitmapBytes;
    }

    /** {@link #SELECT_BY_ID}, {@link #SELECT_BY_MTI}, or the number of the field whose digits select. */
    public int selectorField() {
        return selectorField;
    }

    /** First digit of the selecting slice. */
    public int selectorFrom() {
        return selectorFrom;
    }

    /** Digits of the selecting slice. */
    public int selectorCount() {
        return selectorCount;
    }

    /** Characters of the identifier at the start. */
    public int idCharacters() {
        return idCharacters;
    }

    /** The structure of a case: key of the identifier, or the number that was read; null when there is none. */
    public StructureSpec caseOf(long key) {
        int index = Arrays.binarySearch(caseKeys, key);
        return index >= 0 ? caseStructures[index] : defaultCase;
    }

    /** True when bytes that no sub-field takes are left alone; otherwise they are an error. */
    public boolean ignoreRest() {
        return ignoreRest;
    }
}
