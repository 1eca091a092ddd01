package dev.turnpike.codec.message;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import dev.turnpike.codec.dialect.ContentEncoding;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.encoding.Digits;
import dev.turnpike.codec.encoding.Octets;
import dev.turnpike.codec.encoding.Words;

/** One bitmap in the encoding of its dialect. Callers have checked the ranges. No state. */
final class BitmapCodec {
    private BitmapCodec() {
    }

    /** Offset of the first byte of a bitmap that is not a hexadecimal digit, or -1. */
    static int error(Dialect dialect, DirectBuffer buffer, int offset) {
        ContentEncoding encoding = dialect.bitmap().encoding();
        if (encoding == ContentEncoding.BINARY) {
            return -1;
        }
        if (encoding == ContentEncoding.HEX) {
            return Octets.firstNotHex(buffer, offset, 16);
        }
        for (int i = offset; i < offset + 16; i++) {
            if (Digits.hexOf(dialect.ebcdic().toCanonical(buffer.getByte(i))) < 0) {
                return i;
            }
        }
        return -1;
    }

    /** The 64 bits of a bitmap without an {@link #error}. */
    static long read(Dialect dialect, DirectBuffer buffer, int offset) {
        ContentEncoding encoding = dialect.bitmap().encoding();
        if (encoding == ContentEncoding.BINARY) {
            return Words.readBig8(buffer, offset);
        }
        if (encoding == ContentEncoding.HEX) {
            return Octets.hexBits(buffer, offset);
        }
        long bits = 0;
        for (int i = offset; i < offset + 16; i++) {
            bits = bits << 4 | Digits.hexOf(dialect.ebcdic().toCanonical(buffer.getByte(i)));
        }
        return bits;
    }

    /** Which of the 16 characters of a bitmap in hexadecimal are small letters, the first in the highest of 16 bits. */
    static int smallLetters(Dialect dialect, DirectBuffer buffer, int offset) {
        int letters = 0;
        for (int i = 0; i < 16 && dialect.bitmap().encoding() != ContentEncoding.BINARY; i++) {
            byte octet = buffer.getByte(offset + i);
            byte character = dialect.bitmap().encoding() == ContentEncoding.HEX ? octet : dialect.ebcdic().toCanonical(octet);
            letters |= character >= 'a' ? 0x8000 >> i : 0;
        }
        return letters;
    }

    /** Makes letters of a bitmap in hexadecimal small ones. */
    static void makeSmall(Dialect dialect, int letters, MutableDirectBuffer buffer, int offset) {
        boolean ascii = dialect.bitmap().encoding() == ContentEncoding.HEX;
        for (int i = 0; letters != 0 && i < 16; i++) {
            byte octet = buffer.getByte(offset + i);
            byte character = ascii ? octet : dialect.ebcdic().toCanonical(octet);
            if ((letters & 0x8000 >> i) != 0 && character >= 'A') {
                byte small = (byte) (character | 0x20);
                buffer.putByte(offset + i, ascii ? small : dialect.ebcdic().fromCanonical(small));
            }
        }
    }

    /** Writes 64 bits. */
    static void write(Dialect dialect, long bits, MutableDirectBuffer target, int offset) {
        ContentEncoding encoding = dialect.bitmap().encoding();
        if (encoding == ContentEncoding.BINARY) {
            Words.writeBig8(target, offset, bits);
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
