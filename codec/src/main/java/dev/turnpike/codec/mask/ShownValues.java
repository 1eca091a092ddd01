package dev.turnpike.codec.mask;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.Sensitivity;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.SubfieldDecoder;

/**
 * Decides for one message which values that their class allows to be seen are shown. They are looked at in the order of the wire, for
 * after a wrong length or bitmap a card number can be spread over neighbours.
 *
 * <p>With an error, what a value means is not known: only values of at most six characters are shown, and no more than ten digits in a
 * row together with those shown right before. Without an error a value is hidden when it, alone or with its neighbours, tells of the
 * card of the message, or looks like a card number or an EMV object with one.
 */
final class ShownValues {
    private static final int SHORT_MAX = 6;
    private static final int HEADER_BYTES_MAX = 8;
    private static final int MTI_DIGITS = 4;
    private static final int NUMBERS = 193;

    private final SubfieldDecoder parts = new SubfieldDecoder();
    private final boolean[] fields = new boolean[NUMBERS];
    private final Map<Integer, boolean[]> elements = new HashMap<>();
    private boolean bitmap;
    private boolean error;
    private List<String> cards = List.of();
    /** Digits shown in a row so far; letters count as two, for their bytes may be packed digits. */
    private int run;
    private int hiddenSince;
    private String before = "";

    ShownValues() {
        bitmap = false;
    }

    /** Decides for all values of a message. */
    void decide(MessageDecoder message, String bitmaps) {
        Arrays.fill(fields, false);
        elements.clear();
        error = message.errorCode() != 0;
        cards = CardDigits.of(message, parts);
        run = 0;
        hiddenSince = 0;
        before = "";
        for (int i = 0; i < message.headerCount(); i++) {
            decideHeader(message, i);
        }
        decideBitmap(message, bitmaps);
        for (int field = message.nextField(0); field > 0; field = message.nextField(field)) {
            decideField(message, field);
        }
    }

    /** True when the bitmaps are shown. */
    boolean bitmap() {
        return bitmap;
    }

    /** True when a field is shown. */
    boolean field(int field) {
        return fields[field];
    }

    /** True when a header is shown. */
    boolean header(int header) {
        return elements.containsKey(-1 - header);
    }

    /** True when a sub-field of a field is shown. */
    boolean element(int field, int element) {
        boolean[] shown = elements.get(field);
        return shown != null && element < shown.length && shown[element];
    }

    /** True when a sub-field of a header is shown. */
    boolean headerElement(int header, int element) {
        return element(-1 - header, element);
    }

    /** A value by its class; hidden when its content is not what its specification allows. */
    static String masked(FieldSpec spec, boolean right, String text) {
        return right ? Masks.of(spec.sensitivity(), text) : Masks.HIDDEN;
    }

    private void decideHeader(MessageDecoder message, int header) {
        int length = message.headerLength(header);
        byte[] bytes = new byte[length];
        message.buffer().getBytes(message.headerOffset(header), bytes);
        FieldSpec spec = message.dialect().header(header).spec();
        // a longer one than the dialect has may be the body of a message in another dialect
        boolean usual = length <= Math.max(HEADER_BYTES_MAX, message.dialect().header(header).bytes());
        if (!usual || !next(spec, HexFormat.of().withUpperCase().formatHex(bytes), true)) {
            hidden(2 * length);
            return;
        }
        boolean[] shown = new boolean[0];
        if (spec.structure() != null) {
            parts.wrapHeader(message, header);
            shown = new boolean[parts.count()];
            decideParts(SubfieldDecoder.ROOT, shown, true);
        }
        elements.put(-1 - header, shown);
    }

    private void decideBitmap(MessageDecoder message, String bitmaps) {
        bitmap = !error || !CardDigits.digitsInARow(bitmaps, CardDigits.TELLING);
        if (!bitmap) {
            hidden(bitmaps.length());
            return;
        }
        int digits = 0;
        while (digits < bitmaps.length() && Character.isDigit(bitmaps.charAt(bitmaps.length() - 1 - digits))) {
            digits++;
        }
        run = bitmaps.isEmpty() && message.mti() >= 0 ? run + MTI_DIGITS : digits;
        hiddenSince = 0;
        before = "";
    }

    private void decideField(MessageDecoder message, int field) {
        FieldSpec spec = message.dialect().field(field);
        boolean walked = spec.structure() != null && (spec.sensitivity() == Sensitivity.CLEAR || spec.sensitivity() == Sensitivity.STRUCTURED);
        String text = masked(spec, message.contentRight(field), message.text(field));
        fields[field] = open(spec, text) && next(spec, text, true);
        if (walked) {
            parts.wrap(message, field);
            boolean[] shown = new boolean[parts.count()];
            decideParts(SubfieldDecoder.ROOT, shown, fields[field]);
            elements.put(field, shown);
        } else if (!fields[field]) {
            hidden(message.canonicalLength(field));
        }
        // stars alone tell nothing
        fields[field] |= spec.sensitivity() == Sensitivity.MASKED && message.contentRight(field);
    }

    private static boolean open(FieldSpec spec, String text) {
        return !text.equals(Masks.HIDDEN) && (spec.sensitivity() == Sensitivity.CLEAR || spec.sensitivity() == Sensitivity.PAN);
    }

    /** Sub-fields of a value that is shown itself tell nothing more, unless they are read in another way. */
    private void decideParts(int parent, boolean[] shown, boolean within) {
        if (parts.broken(parent)) {
            return;
        }
        int first = parts.firstChild(parent);
        for (int i = first; i < first + parts.childCount(parent); i++) {
            FieldSpec spec = parts.spec(i);
            boolean right = parts.contentRight(i);
            String text = masked(spec, right, parts.text(i));
            shown[i] = open(spec, text) && next(spec, text, !within);
            if (parts.childCount(i) > 0) {
                decideParts(i, shown, within || shown[i]);
            } else if (!shown[i] && !within) {
                hidden(parts.canonicalLength(i));
            }
            shown[i] |= spec.sensitivity() == Sensitivity.MASKED && right;
        }
    }

    /** True when a value may be shown, next to what was shown before it if it is {@code adjacent}. */
    private boolean next(FieldSpec spec, String text, boolean adjacent) {
        if (error) {
            boolean digits = spec.kind() == ContentKind.B || text.chars().allMatch(c -> c >= '0' && c <= '9');
            int cost = digits ? text.length() : 2 * text.length();
            boolean shown = text.length() <= SHORT_MAX && (adjacent ? run : 0) + cost < CardDigits.TELLING;
            if (shown && adjacent) {
                run += cost;
                hiddenSince = 0;
            }
            return shown;
        }
        boolean pan = spec.sensitivity() == Sensitivity.PAN;
        if (!pan && CardDigits.in(spec, text, cards) || adjacent && CardDigits.tells(before + text, cards)) {
            return false;
        }
        if (adjacent) {
            before = before.concat(text);
            before = before.substring(Math.max(0, before.length() - CardDigits.TELLING + 1));
        }
        return true;
    }

    /** Six hidden digits are a gap; fewer between shown ones could be guessed. */
    private void hidden(int length) {
        before = "";
        hiddenSince += length;
        if (hiddenSince >= SHORT_MAX) {
            run = 0;
        }
    }
}
