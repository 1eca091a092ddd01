package dev.turnpike.codec.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the properties of one structure while a dialect file is read. */
final class StructureBuilder {
    StructureKind kind = StructureKind.OPAQUE;
    final List<FieldSpec> lead = new ArrayList<>();
    final Map<Long, FieldSpec> elements = new LinkedHashMap<>();
    FieldSpec other;
    FieldSpec countSpec;
    FieldSpec tag;
    FieldSpec length;
    String tagPrefix = "";
    boolean lengthFirst;
    boolean inclusive;
    String mark = "";
    String gap = "";
    int bitmapBytes;
    int selectorField = -1;
    int selectorFrom;
    int selectorCount;
    int idCharacters;
    final Map<Long, StructureSpec> cases = new LinkedHashMap<>();
    StructureSpec defaultCase;
    boolean ignoreRest;

    StructureSpec build() {
        return new StructureSpec(this);
    }
}
