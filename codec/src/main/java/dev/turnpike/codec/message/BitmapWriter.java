package dev.turnpike.codec.message;

import java.nio.ByteOrder;

import org.agrona.MutableDirectBuffer;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.encoding.Digits;
import dev.turnpike.codec.encoding.Octets;

/** Writes one bitmap in the encoding of its dialect. No state. */
final class BitmapWriter {
    private BitmapWriter() {
    }

    /** Writes 64 bits at an offset that has room for them. */
    static void write(Dialect dialect, long bits, MutableDirectBuffer target, int offset) {
        ContentEncoding encoding = dialect.bitmap().encoding();
        if (encoding == ContentEncoding.BINARY) {
            target.putLong(offset, bits, ByteOrder.BIG_ENDIAN);
        } else if (encoding == ContentEncoding.HEX) {
            Octets.toHex(bits, target, offset);
        } else {
            for (int i = 0; i < 16; i++) {
                byte character = Digits.hexCharacter((int) (bits >>> 60 - 4 * i));
                target.putByte(offset + i, dialect.ebcdic().fromCanonical(character));
            }
        }
    }
}
