package dev.turnpike.codec.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Words against one digit at a time: any length, any offset, any byte, room for more or none. */
class PackedDigitsTest {
    private static final int FILL = 0x5A;
    private static final int MOST = 44;
    private static final String CHARACTERS = "0123456789ABC=EF";

    private static byte[] filled(int bytes) {
        byte[] array = new byte[bytes];
        Arrays.fill(array, (byte) FILL);
        return array;
    }

    /** Digits and separators; with {@code wrong} from 0 on one of them is replaced by {@code octet}. */
    private static byte[] characters(long seed, int count, int wrong, int octet) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] value = new byte[count];
        for (int i = 0; i < count; i++) {
            value[i] = (byte) "0123456789=".charAt(random.nextInt(11));
        }
        if (wrong >= 0) {
            value[wrong % count] = (byte) octet;
        }
        return value;
    }

    private static boolean plain(byte[] value) {
        for (byte c : value) {
            if ((c < '0' || c > '9') && c != '=') {
                return false;
            }
        }
        return true;
    }

    /** The nibbles two to a byte, with a pad before or after an odd number of them. */
    private static byte[] packed(byte[] value, boolean right, int pad) {
        byte[] bytes = new byte[value.length + 1 >> 1];
        int lead = right ? value.length & 1 : 0;
        for (int nibble = 0; nibble < 2 * bytes.length; nibble++) {
            int from = nibble - lead;
            int digit = from < 0 || from >= value.length ? pad : value[from] == '=' ? 13 : value[from] - '0';
            bytes[nibble >> 1] |= (byte) (nibble % 2 == 0 ? digit << 4 : digit & 0x0F);
        }
        return bytes;
    }

    private static UnsafeBuffer source(byte[] value, int offset, int behind) {
        byte[] all = new byte[offset + value.length + behind];
        Arrays.fill(all, (byte) 0xFF);
        System.arraycopy(value, 0, all, offset, value.length);
        return new UnsafeBuffer(all);
    }

    private static void assertOnlyInside(byte[] target, int offset, int limit) {
        for (int i = 0; i < target.length; i++) {
            if (i < offset || i >= limit) {
                assertEquals(FILL, target[i], "byte " + i + " is outside " + offset + " to " + limit);
            }
        }
    }

    @Property(tries = 20_000)
    void shouldPackLikeOneDigitAtATime(@ForAll long seed, @ForAll @IntRange(min = 0, max = MOST) int count,
        @ForAll @IntRange(max = 9) int offset, @ForAll @IntRange(max = 9) int behind, @ForAll @IntRange(max = 9) int room,
        @ForAll @IntRange(max = 15) int pad, @ForAll boolean right) {
        SplittableRandom random = new SplittableRandom(~seed);
        int wrong = count > 0 && random.nextInt(4) == 0 ? random.nextInt(count) : -1;
        byte[] value = characters(seed, count, wrong, random.nextInt(256));
        boolean odd = (count & 1) == 1;
        byte[] expected = packed(value, right, pad);
        byte[] target = filled(offset + expected.length + 16);
        int limit = offset + expected.length + room;
        UnsafeBuffer from = source(value, offset, behind);
        boolean done = right && odd
            ? PackedDigits.packRight(from, offset, count, new UnsafeBuffer(target), offset, limit, pad)
            : PackedDigits.pack(from, offset, count, new UnsafeBuffer(target), offset, limit, pad);
        assertEquals(plain(value), done);
        assertOnlyInside(target, offset, limit);
        if (done) {
            assertArrayEquals(expected, Arrays.copyOfRange(target, offset, offset + expected.length));
        }
        if (count > 0 && !(right && odd)) {
            byte[] longer = filled(offset + expected.length + 24);
            boolean all = PackedDigits.packLong(source(value, offset, 16), offset, count, new UnsafeBuffer(longer), offset, pad);
            assertEquals(plain(value), all);
            assertOnlyInside(longer, offset, offset + expected.length + 8);
            assertTrue(!all || Arrays.equals(expected, Arrays.copyOfRange(longer, offset, offset + expected.length)));
        }
        if (count > 0 && count <= 16 && !(right && odd)) {
            byte[] few = filled(offset + expected.length + 16);
            UnsafeBuffer roomy = source(value, offset, 16);
            assertEquals(plain(value), PackedDigits.packShort(roomy, offset, count, new UnsafeBuffer(few), offset, pad));
            assertOnlyInside(few, offset, offset + 8);
            assertTrue(!done || Arrays.equals(expected, Arrays.copyOfRange(few, offset, offset + expected.length)));
        }
    }

    @Property(tries = 20_000)
    void shouldFindTheFirstWrongByteLikeOneAtATime(@ForAll long seed, @ForAll @IntRange(min = 0, max = MOST) int length,
        @ForAll @IntRange(max = 9) int offset, @ForAll @IntRange(max = 17) int behind) {
        SplittableRandom random = new SplittableRandom(seed);
        int at = length == 0 ? 0 : random.nextInt(length);
        int octet = random.nextInt(256);
        String[] sets = {"0123456789", "0123456789abcdefABCDEF", "09az AZ~"};
        int[] found = new int[sets.length];
        for (int set = 0; set < sets.length; set++) {
            byte[] value = new byte[length];
            int wrong = -1;
            for (int i = 0; i < length; i++) {
                value[i] = (byte) (i == at ? octet : sets[set].charAt(random.nextInt(sets[set].length())));
                int c = value[i] & 0xFF;
                boolean allowed = set == 2 ? c >= 0x20 && c != 0x7F : sets[set].indexOf(c) >= 0;
                wrong = wrong < 0 && !allowed ? offset + i : wrong;
            }
            UnsafeBuffer buffer = source(value, offset, behind);
            found[set] = set == 0 ? Octets.firstNotDigit(buffer, offset, length)
                : set == 1 ? Octets.firstNotHex(buffer, offset, length) : Octets.firstControl(buffer, offset, length);
            assertEquals(wrong, found[set], "set " + set);
        }
    }

    @Property(tries = 20_000)
    void shouldFindTheFirstWrongNibbleLikeOneAtATime(@ForAll long seed, @ForAll @IntRange(min = 0, max = MOST) int nibbles,
        @ForAll @IntRange(max = 9) int offset, @ForAll @IntRange(max = 17) int behind) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] value = new byte[nibbles + 1 >> 1];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (random.nextInt(10) << 4 | random.nextInt(10));
        }
        if (value.length > 0 && random.nextBoolean()) {
            value[random.nextInt(value.length)] = (byte) random.nextInt(256);
        }
        int wrong = -1;
        for (int i = 0; i < 2 * value.length && wrong < 0; i++) {
            wrong = (value[i >> 1] >> (i % 2 == 0 ? 4 : 0) & 0x0F) > 9 ? i : -1;
        }
        UnsafeBuffer buffer = source(value, offset, behind);
        assertEquals(wrong < 0 ? -1 : offset + (wrong >> 1), Octets.firstNotDecimal(buffer, offset, value.length));
        boolean decimal = wrong < 0 || wrong >= nibbles;
        boolean few = nibbles > 0 && nibbles <= 16 && value.length + behind >= 8;
        assertEquals(decimal && few, Octets.fewDecimal(buffer, offset, nibbles));
    }

    @Test
    void shouldGiveTheBitsThatHexadecimalCharactersWereMadeOf() {
        SplittableRandom random = new SplittableRandom(7);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[20]);
        for (int i = 0; i < 1_000; i++) {
            long bits = random.nextLong();
            Octets.toHex(bits, buffer, 3);
            assertEquals(String.format("%016X", bits), buffer.getStringWithoutLengthAscii(3, 16));
            assertEquals(bits, Octets.hexBits(buffer, 3));
            buffer.putStringWithoutLengthAscii(3, String.format("%016x", bits));
            assertEquals(bits, Octets.hexBits(buffer, 3));
        }
    }

    @Property(tries = 20_000)
    void shouldUnpackLikeOneNibbleAtATime(@ForAll long seed, @ForAll @IntRange(min = 0, max = MOST) int count,
        @ForAll @IntRange(max = 9) int offset, @ForAll @IntRange(max = 9) int behind, @ForAll @IntRange(max = 9) int room,
        @ForAll boolean right) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[count + 1 >> 1];
        random.nextBytes(bytes);
        boolean simple = random.nextBoolean();
        for (int i = 0; simple && i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(10) << 4 | (random.nextInt(5) == 0 ? 13 : random.nextInt(10)));
        }
        int position = right ? count & 1 : 0;
        byte[] expected = new byte[count];
        boolean plain = true;
        for (int i = 0; i < count; i++) {
            int nibble = bytes[position + i >> 1] >> ((position + i) % 2 == 0 ? 4 : 0) & 0x0F;
            expected[i] = (byte) CHARACTERS.charAt(nibble);
            plain &= nibble < 10 || nibble == 13;
        }
        byte[] target = filled(offset + count + 16);
        int limit = offset + count + room;
        boolean done = PackedDigits.unpack(source(bytes, offset, behind), offset, position, count, new UnsafeBuffer(target),
            offset, limit);
        assertEquals(plain, done);
        assertOnlyInside(target, offset, limit);
        if (done) {
            assertArrayEquals(expected, Arrays.copyOfRange(target, offset, offset + count));
        }
        byte[] exact = filled(offset + count + 16);
        Digits.nibblesToCanonical(source(bytes, offset, behind), offset, position, count, new UnsafeBuffer(exact), offset);
        assertOnlyInside(exact, offset, offset + count);
        assertArrayEquals(expected, Arrays.copyOfRange(exact, offset, offset + count));
    }

    @Property(tries = 10_000)
    void shouldCopyNothingElseWhenValuesAreShort(@ForAll long seed, @ForAll @IntRange(min = 0, max = 90) int length,
        @ForAll @IntRange(max = 9) int offset) {
        byte[] value = new byte[length];
        new SplittableRandom(seed).nextBytes(value);
        byte[] target = filled(offset + length + 24);
        if (length <= 16) {
            Octets.copyShort(source(value, offset, 16), offset, length, new UnsafeBuffer(target), offset);
            assertArrayEquals(value, Arrays.copyOfRange(target, offset, offset + length));
            assertOnlyInside(target, offset, offset + 16);
        }
        byte[] exact = filled(offset + length + 24);
        Octets.copy(source(value, offset, 0), offset, length, new UnsafeBuffer(exact), offset);
        assertArrayEquals(value, Arrays.copyOfRange(exact, offset, offset + length));
        assertOnlyInside(exact, offset, offset + length);
    }

    @Test
    void shouldRefuseEachOtherByteWhenItIsAnywhereAmongDigits() {
        for (int octet = 0; octet < 256; octet++) {
            for (int count = 1; count <= 18; count++) {
                for (int at = 0; at < count; at++) {
                    byte[] value = characters(count, count, at, octet);
                    UnsafeBuffer target = new UnsafeBuffer(new byte[16]);
                    boolean done = PackedDigits.pack(source(value, 0, 0), 0, count, target, 0, 9, 0);
                    assertEquals(plain(value), done, "byte " + octet);
                }
            }
        }
    }

    @Test
    void shouldGiveTheDigitsOfEveryNumber() {
        for (int number = 0; number < 10_000; number++) {
            String digits = String.format("%04d", number);
            assertEquals(Integer.parseInt(digits, 16), PackedDigits.ofNumber(number));
            int characters = 0;
            for (int i = 0; i < 4; i++) {
                characters = characters << 8 | digits.charAt(i);
            }
            assertEquals(characters, PackedDigits.charactersOfNumber(number));
        }
    }
}
