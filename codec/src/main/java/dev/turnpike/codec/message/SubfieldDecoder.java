package dev.turnpike.codec.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.ElementKey;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.StructureSpec;
import dev.turnpike.codec.encoding.Digits;
import dev.turnpike.codec.tlv.BerTlv;

/**
 * Reusable index over the sub-fields of one field (or header), nested ones included. Elements are numbered from 0; the
 * children of an
 * element are consecutive; {@link #ROOT} is the field itself. What cannot be walked is marked {@link #broken} and stays unparsed.
 * At most {@link #ELEMENTS_MAX} elements and {@link #DEPTH_MAX} levels; no recursion by input. No allocation but for text. One
 * thread.
 */
public final class SubfieldDecoder {
    /** Parent of the elements of the first level. */
    public static final int ROOT = -1;
    /** Most elements of one field. */
    public static final int ELEMENTS_MAX = 1000;
    /** Deepest nesting. */
    public static final int DEPTH_MAX = 8;

    private final FieldSpec[] specs = new FieldSpec[ELEMENTS_MAX];
    private final StructureSpec[] owners = new StructureSpec[ELEMENTS_MAX];
    private final long[] keys = new long[ELEMENTS_MAX];
    private final boolean[] ber = new boolean[ELEMENTS_MAX];
    private final int[] offsets = new int[ELEMENTS_MAX];
    private final int[] nibbles = new int[ELEMENTS_MAX];
    private final int[] lengths = new int[ELEMENTS_MAX];
    private final int[] units = new int[ELEMENTS_MAX];
    private final int[] depths = new int[ELEMENTS_MAX];
    private final int[] firstChildren = new int[ELEMENTS_MAX + 1];
    private final int[] childCounts = new int[ELEMENTS_MAX + 1];
    private final boolean[] brokenElements = new boolean[ELEMENTS_MAX + 1];
    private final int[] restOffsets = new int[ELEMENTS_MAX + 1];
    private final int[] restLengths = new int[ELEMENTS_MAX + 1];
    private final int[] restBases = new int[ELEMENTS_MAX + 1];
    private final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer(256);
    private final StructureWalker walker = new StructureWalker(this);

    private Dialect dialect;
    private DirectBuffer buffer;
    private int fieldNumber;
    private int rootOffset;
    private int rootLength;
    private int rootNibble;
    private int count;
    private int depth;
    private int errorCode;
    private int errorOffset;

    /** A decoder of nothing yet. */
    public SubfieldDecoder() {
        dialect = null;
    }

    /**
     * Indexes the sub-fields of a field of a decoded message.
     *
     * @return 0, also for a field without structure (which then has no elements); or the code of the first {@link DecodeError}
     */
    public int wrap(MessageDecoder message, int field) {
        reset(message.dialect(), message.buffer(), field);
        if (!message.has(field)) {
            errorCode = DecodeError.FIELD_ABSENT.code();
            return errorCode;
        }
        FieldSpec spec = message.dialect().field(field);
        if (spec.structure() == null) {
            return 0;
        }
        int offset = message.offset(field);
        int length = message.length(field);
        if (spec.encoding() == ContentEncoding.HEX || spec.encoding() == ContentEncoding.HEX_EBCDIC) {
            length = message.canonicalLength(field);
            FieldCodec.toCanonical(spec, buffer, offset, message.length(field), message.units(field), scratch, 0);
            buffer = scratch;
            offset = 0;
        }
        return index(message, spec, offset, length, message.units(field));
    }

    /** Indexes the parts of a header block of a decoded message. */
    public int wrapHeader(MessageDecoder message, int header) {
        reset(message.dialect(), message.buffer(), 0);
        FieldSpec spec = message.dialect().header(header).spec();
        if (spec.structure() == null || header >= message.headerCount()) {
            return 0;
        }
        int length = message.headerLength(header);
        return index(message, spec, message.headerOffset(header), length, length);
    }

    private void reset(Dialect d, DirectBuffer b, int field) {
        dialect = d;
        buffer = b;
        fieldNumber = field;
        count = 0;
        depth = 1;
        errorCode = 0;
        errorOffset = 0;
        firstChildren[0] = 0;
        childCounts[0] = 0;
        brokenElements[0] = false;
        clearRest(0);
    }

    private void clearRest(int at) {
        restLengths[at] = 0;
        restOffsets[at] = 0;
        restBases[at] = -1;
    }

    private int index(MessageDecoder message, FieldSpec spec, int offset, int length, int unitCount) {
        boolean digits = spec.encoding() == ContentEncoding.BCD;
        rootNibble = digits ? spec.leadingNibbles(unitCount) : -1;
        rootOffset = offset;
        rootLength = digits ? spec.canonicalLength(unitCount, length) : length;
        expand(message, ROOT, spec.structure(), offset, length, rootNibble, rootLength);
        // children are appended behind, so this loop reaches every level without recursion
        for (int i = 0; i < count; i++) {
            boolean object = ber[i] && BerTlv.constructed((int) keys[i]);
            if (specs[i].structure() == null && !object) {
                continue;
            }
            depth = depths[i] + 1;
            if (depth > DEPTH_MAX) {
                breakElement(i, DecodeError.STRUCTURE_LIMIT, offsets[i]);
            } else if (object) {
                expandBer(i);
            } else if (nibbles[i] < 0 && specs[i].encoding() == ContentEncoding.BCD) {
                expand(message, i, specs[i].structure(), offsets[i], lengths[i], specs[i].leadingNibbles(units[i]),
                    canonicalLength(i));
            } else {
                expand(message, i, specs[i].structure(), offsets[i], lengths[i], nibbles[i], units[i]);
            }
        }
        return errorCode;
    }

    private void expand(MessageDecoder message, int parent, StructureSpec structure, int offset, int length, int nibble,
        int digits) {
        int first = count;
        DecodeError error = walker.walk(message, structure, buffer, offset, length, nibble, digits);
        finish(parent, first, error);
        rest(parent, nibble >= 0 ? offset : -1, error);
    }

    /** Remembers what the walk of a parent left alone: for digits the nibble it begins at. */
    private void rest(int parent, int digitsBase, DecodeError error) {
        restOffsets[parent + 1] = walker.restAt();
        restLengths[parent + 1] = error == DecodeError.OK ? walker.end() - walker.restAt() : 0;
        restBases[parent + 1] = digitsBase;
    }

    private void expandBer(int parent) {
        int first = count;
        DecodeError error = walker.walkBer(specs[parent].structure() == null ? owners[parent] : specs[parent].structure(),
            buffer, offsets[parent], lengths[parent]);
        finish(parent, first, error);
        rest(parent, -1, error);
    }

    private void finish(int parent, int first, DecodeError error) {
        firstChildren[parent + 1] = first;
        childCounts[parent + 1] = count - first;
        if (error != DecodeError.OK) {
            breakElement(parent, error, walker.errorOffset());
        }
    }

    private void breakElement(int element, DecodeError error, int offset) {
        brokenElements[element + 1] = true;
        if (errorCode == 0) {
            errorCode = error.code();
            errorOffset = offset;
        }
    }

    /** Adds an element; false when there are too many. A start nibble of -1 means whole bytes. */
    boolean add(FieldSpec spec, long key, boolean berObject, int offset, int length, int unitCount, int nibble) {
        if (count == ELEMENTS_MAX) {
            return false;
        }
        specs[count] = spec;
        keys[count] = key;
        ber[count] = berObject;
        offsets[count] = offset;
        lengths[count] = length;
        units[count] = unitCount;
        nibbles[count] = nibble;
        depths[count] = depth;
        firstChildren[count + 1] = 0;
        childCounts[count + 1] = 0;
        brokenElements[count + 1] = false;
        clearRest(count + 1);
        count++;
        return true;
    }

    /** The BER structure whose tags also hold inside the element that was added last. */
    void lastObjectOf(StructureSpec structure) {
        owners[count - 1] = structure;
    }

    /** 0, or the code of the first {@link DecodeError}. */
    public int errorCode() {
        return errorCode;
    }

    /** Where the first error was noticed, an offset in {@link #elementBuffer()}. */
    public int errorOffset() {
        return errorOffset;
    }

    /** Number of elements on all levels. */
    public int count() {
        return count;
    }

    /** Index of the first child of an element or {@link #ROOT}. */
    public int firstChild(int parent) {
        return firstChildren[parent + 1];
    }

    /** Number of children of an element or {@link #ROOT}. */
    public int childCount(int parent) {
        return childCounts[parent + 1];
    }

    /** True when the structure of an element or {@link #ROOT} could not be walked to its end. */
    public boolean broken(int element) {
        return brokenElements[element + 1];
    }

    /** Level of an element, 1 for those right below the field. */
    public int depth(int element) {
        return depths[element];
    }

    /** Specification of an element; for tags that the dialect does not list that of the others. */
    public FieldSpec spec(int element) {
        return specs[element];
    }

    /** Identifier of an element, as in paths. Allocates. */
    public String id(int element) {
        return ElementKey.text(keys[element], ber[element]);
    }

    /** The buffer that element offsets refer to: that of the message, or decoded hexadecimal text. */
    public DirectBuffer elementBuffer() {
        return buffer;
    }

    /** Offset of the first byte of an element; for digits inside BCD the byte that holds its first digit. */
    public int offset(int element) {
        return nibbles[element] < 0 ? offsets[element] : offsets[element] + (nibbles[element] >> 1);
    }

    /** Bytes of an element that is not digits inside BCD. */
    public int length(int element) {
        return lengths[element];
    }

    /** The element of a path in the wrapped field, or -1. A path of the field alone has no element. */
    public int find(FieldPath path) {
        if (path.field() != fieldNumber || path.depth() == 0) {
            return -1;
        }
        int element = ROOT;
        for (int step = 0; step < path.depth(); step++) {
            element = child(element, path.key(step), path.berKey(step));
            if (element < 0) {
                return -1;
            }
        }
        return element;
    }

    private int child(int parent, long key, long berKey) {
        int first = firstChildren[parent + 1];
        for (int i = first; i < first + childCounts[parent + 1]; i++) {
            if (keys[i] == (ber[i] ? berKey : key)) {
                return i;
            }
        }
        return -1;
    }

    /** Length of the canonical value of an element. */
    public int canonicalLength(int element) {
        return nibbles[element] >= 0 ? units[element] : specs[element].canonicalLength(units[element], lengths[element]);
    }

    /** Writes the canonical value of an element; returns its length, or -1 when the target is too small. */
    public int canonical(int element, MutableDirectBuffer dst, int dstOffset) {
        int length = canonicalLength(element);
        if (dstOffset < 0 || length > dst.capacity() - dstOffset) {
            return -1;
        }
        if (nibbles[element] >= 0) {
            Digits.nibblesToCanonical(buffer, offsets[element], nibbles[element], length, dst, dstOffset);
            return length;
        }
        return FieldCodec.toCanonical(specs[element], buffer, offsets[element], lengths[element], units[element], dst, dstOffset);
    }

    /** The number in the digits of an element, or -1 when it is not digits or above 18. */
    public long asLong(int element) {
        if (nibbles[element] >= 0) {
            return Digits.nibblesAsLong(buffer, offsets[element], nibbles[element], units[element]);
        }
        FieldSpec spec = specs[element];
        if (spec.kind() == ContentKind.X) {
            return FieldCodec.digits(spec, buffer, offsets[element], units[element], 1, canonicalLength(element) - 1);
        }
        return FieldCodec.digits(spec, buffer, offsets[element], units[element], 0, canonicalLength(element));
    }

    /** True when the content of an element is what its specification allows. */
    public boolean contentRight(int element) {
        if (nibbles[element] >= 0) {
            for (int i = 0; i < units[element]; i++) {
                if (Digits.nibble(buffer, offsets[element], nibbles[element] + i) > 9) {
                    return false;
                }
            }
            return true;
        }
        return ContentCheck.error(specs[element], buffer, offsets[element], lengths[element], units[element]) < 0;
    }

    /** Length of an element in its own unit. */
    int units(int element) {
        return units[element];
    }

    /** The bytes of an element as they travel, without length; not for digits inside BCD. Allocates. */
    byte[] wire(int element) {
        byte[] wire = new byte[lengths[element]];
        buffer.getBytes(offsets[element], wire);
        return wire;
    }

    /** True when the bytes of the element can be had again from {@link #text}. Allocates. */
    boolean textIsExact(int element) {
        if (nibbles[element] >= 0) {
            return true;
        }
        byte[] value = new byte[canonicalLength(element)];
        canonical(element, new UnsafeBuffer(value), 0);
        FieldSpec spec = specs[element];
        if (!FieldText.exact(dialect, spec, value) || spec.unitsOf(value.length) != units[element]) {
            return false;
        }
        byte[] again = new byte[lengths[element]];
        int written = FieldCodec.fromCanonical(spec, new UnsafeBuffer(value), 0, value.length, units[element],
            new UnsafeBuffer(again), 0);
        return written == again.length && Arrays.equals(wire(element), again);
    }

    /** True when the structure of an element or {@link #ROOT} was walked and left bytes or digits alone. */
    public boolean hasRest(int parent) {
        return restLengths[parent + 1] > 0;
    }

    /** What the walk of an element or {@link #ROOT} left alone: hexadecimal, or digits inside BCD. Allocates. */
    String restText(int parent) {
        return span(restBases[parent + 1], restOffsets[parent + 1], restLengths[parent + 1]);
    }

    /** All of an element or {@link #ROOT} in hexadecimal, or its digits inside BCD. Allocates. */
    String wholeText(int parent) {
        if (parent == ROOT) {
            return span(rootNibble < 0 ? -1 : rootOffset, rootNibble < 0 ? rootOffset : rootNibble, rootLength);
        }
        if (nibbles[parent] >= 0 || specs[parent].encoding() == ContentEncoding.BCD) {
            return text(parent);
        }
        return span(-1, offsets[parent], lengths[parent]);
    }

    private String span(int digitsBase, int from, int length) {
        if (length <= 0) {
            return "";
        }
        byte[] bytes = new byte[length];
        if (digitsBase >= 0) {
            Digits.nibblesToCanonical(buffer, digitsBase, from, bytes.length, new UnsafeBuffer(bytes), 0);
            return new String(bytes, StandardCharsets.US_ASCII);
        }
        buffer.getBytes(from, bytes);
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    /** Value for people, unmasked: binary as upper-case hexadecimal. Allocates. */
    public String text(int element) {
        byte[] value = new byte[canonicalLength(element)];
        canonical(element, new UnsafeBuffer(value), 0);
        return FieldText.of(dialect, specs[element], value);
    }
}
