package dev.turnpike.codec.message;

import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.LengthForm;

/** Work space of an encoder for canonical values that are made from something else. Grows with the longest value. */
final class CanonicalScratch {
    private static final int FIRST_BYTES = 1024;
    private static final int NUMBER_END = 64;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[FIRST_BYTES]);

    /** The buffer with room for {@code length} bytes. */
    UnsafeBuffer room(int length) {
        if (length > buffer.capacity()) {
            buffer.wrap(new byte[2 * length]);
        }
        return buffer;
    }

    /** Takes over text of 7 bits from offset 0 on; false when there are other characters. */
    boolean take(CharSequence text) {
        int length = text.length();
        room(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c > 0x7F) {
                return false;
            }
            buffer.putByte(i, (byte) c);
        }
        return true;
    }

    /** Writes a number, filled with zeros to the length of a fixed field, up to {@link #numberEnd}; returns where it begins. */
    int take(FieldSpec spec, long number) {
        int least = spec != null && spec.lengthForm() == LengthForm.FIXED ? Math.min(spec.maxUnits(), NUMBER_END) : 1;
        int at = NUMBER_END;
        long rest = number;
        while (rest > 0 || NUMBER_END - at < least) {
            buffer.putByte(--at, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        return at;
    }

    /** Offset after the last digit of a number. */
    int numberEnd() {
        return NUMBER_END;
    }
}
