package dev.turnpike.codec.message;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.dialect.ContentKind;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.FieldSpec;
import dev.turnpike.codec.dialect.LengthForm;
import dev.turnpike.codec.dialect.StructureKind;
import dev.turnpike.codec.dialect.ValueForm;

/** A random message that its dialect allows: MTI and canonical values. */
record RandomMessage(int mti, Map<Integer, byte[]> fields) {
    private static final byte[] TLV = HexFormat.of().parseHex("9F360200119F2608010203040506070895050000000000");
    private static final int VARIABLE_MAX = 40;

    static RandomMessage of(Dialect dialect, RandomGenerator random) {
        Map<Integer, byte[]> fields = new TreeMap<>();
        int wanted = random.nextInt(25);
        for (int i = 0; i < wanted; i++) {
            int number = 2 + random.nextInt(64 * dialect.bitmap().levels() - 1);
            FieldSpec spec = dialect.field(number);
            if (spec != null) {
                fields.put(number, value(spec, random));
            }
        }
        return new RandomMessage(random.nextInt(10_000), fields);
    }

    /** Writes the message; returns its length or a negative code. */
    int encode(Dialect dialect, UnsafeBuffer target, int capacity) {
        MessageEncoder encoder = new MessageEncoder().wrap(dialect, target, 0, capacity).mti(mti);
        fields.forEach(encoder::put);
        return encoder.finish();
    }

    private static byte[] value(FieldSpec spec, RandomGenerator random) {
        if (spec.structure() != null && spec.structure().kind() == StructureKind.BER) {
            return TLV.clone();
        }
        int length = spec.lengthForm() == LengthForm.FIXED ? spec.canonicalLength(spec.maxUnits(), spec.fixedBytes())
            : random.nextInt(VARIABLE_MAX);
        while (spec.unitsOf(length) > spec.maxUnits()) {
            length--;
        }
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = character(spec.kind(), i, length, random);
        }
        if (spec.valueForm() != ValueForm.NONE) {
            byte[] zero = "0".repeat(length).getBytes();
            System.arraycopy(zero, 0, value, 0, length);
            for (int part = 0; random.nextBoolean() && part < spec.valueForm().partCount(); part++) {
                for (int all = 0; all < spec.valueForm().partCount(); all++) {
                    int least = spec.valueForm().partMin(all);
                    int number = least + random.nextInt(spec.valueForm().partMax(all) - least + 1);
                    value[2 * all] = (byte) ('0' + number / 10);
                    value[2 * all + 1] = (byte) ('0' + number % 10);
                }
            }
        }
        return value;
    }

    private static byte character(ContentKind kind, int index, int length, RandomGenerator random) {
        return switch (kind) {
            case N -> (byte) ('0' + random.nextInt(10));
            case Z -> (byte) (index == length / 2 ? '=' : '0' + random.nextInt(10));
            case X -> (byte) (index == 0 ? 'C' + random.nextInt(2) : '0' + random.nextInt(10));
            case A, AN -> (byte) ('A' + random.nextInt(26));
            case ANS -> (byte) (' ' + random.nextInt(0x7F - ' '));
            case B -> (byte) random.nextInt(256);
        };
    }
}
