package dev.turnpike.codec.message;

/** What can be wrong with a message, as read or as written. The code of an error is its position here; 0 is none. */
public enum DecodeError {
    /** No error. */
    OK("no error"),
    /** The range given is not inside the buffer. */
    RANGE("range outside the buffer"),
    /** The message ends inside a header block, or the block does not say its own length rightly. */
    HEADER("header cut off or wrong"),
    /** The message ends inside the MTI, or the MTI is not four digits. */
    MTI("MTI cut off or not four digits"),
    /** The message ends inside a bitmap, or its hexadecimal text is not. */
    BITMAP("bitmap cut off or not hexadecimal"),
    /** A bit announces a further bitmap that the dialect does not have. */
    BITMAP_LEVEL("bitmap not in this dialect"),
    /** The dialect has no such field. */
    FIELD_UNKNOWN("field not in this dialect"),
    /** The length indicator is not made of digits. */
    LENGTH_NOT_DIGITS("length is not decimal"),
    /** The length is above the greatest. */
    LENGTH_TOO_LONG("length above the greatest"),
    /** The length is below the least. */
    LENGTH_TOO_SHORT("length below the least"),
    /** The message ends inside the field. */
    FIELD_CUT_OFF("message ends inside the field"),
    /** Bytes follow after the last field. */
    BYTES_AFTER_END("bytes after the last field"),
    /** The content has characters, nibbles or dates that the field does not allow. */
    CONTENT("content not allowed"),
    /** Fields were not put in ascending order (encoder). */
    FIELD_ORDER("field not in ascending order"),
    /** The buffer is too small (encoder). */
    CAPACITY("buffer too small"),
    /** A field to be copied is not present in the source (encoder). */
    FIELD_ABSENT("field absent in the source"),
    /** A sub-field or structure cannot be walked. */
    STRUCTURE("structure not readable"),
    /** Too many elements or nesting too deep. */
    STRUCTURE_LIMIT("too many or too deeply nested elements"),
    /** The text has a character that the charset of the field does not have, or is not text in the charset of its source. */
    CHARSET("character that the charset does not have"),
    /** The second bitmap, which is always sent, has bits though bit 1 does not announce it. */
    BITMAP_NOT_ANNOUNCED("second bitmap has bits, but bit 1 is off");

    private static final DecodeError[] ALL = values();

    private final String text;

    DecodeError(String text) {
        this.text = text;
    }

    /** The code, 0 for {@link #OK}. */
    public int code() {
        return ordinal();
    }

    /** A few words for people. */
    public String text() {
        return text;
    }

    /** The error of a code (its sign does not matter), {@link #RANGE} for a code that is none. */
    public static DecodeError of(int code) {
        int index = Math.abs(code);
        return index >= 0 && index < ALL.length ? ALL[index] : RANGE;
    }
}
