package dev.turnpike.codec.message;

import java.util.Arrays;

import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.mask.MessagePrinter;

/**
 * What fuzzing does with some bytes: they are decoded, checked, split, printed with and without masks, encoded from what was printed,
 * written again in the same and in another dialect, and structured fields are built again from their sub-fields; nothing throws but what is declared. The system property {@code fuzz.dialect}
 * names the dialect of a fuzzer that runs outside of JUnit.
 */
public final class FuzzTarget {
    private static final int TARGET_BYTES = 1 << 16;
    private static final Dialect DIALECT = Dialects.shipped(System.getProperty("fuzz.dialect", "unionpay-pos"));
    private static final FuzzTarget TARGET = new FuzzTarget();

    private final HostileBytesTest hostile = new HostileBytesTest();
    private final MessageDecoder decoder = new MessageDecoder();
    private final MessageEncoder encoder = new MessageEncoder();
    private final SubfieldDecoder parts = new SubfieldDecoder();
    private final MessagePrinter printer = new MessagePrinter();
    private final MessagePrinter open = new MessagePrinter().showSensitive(true);
    private final Dialect other = Dialects.shipped("iso87a-hex");
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[TARGET_BYTES]);

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        TARGET.run(DIALECT, bytes);
    }

    /** Does all that with some bytes. */
    void run(Dialect dialect, byte[] bytes) {
        hostile.consume(dialect, bytes);
        boolean walkable = decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length) == 0;
        if (walkable) {
            encoder.wrap(dialect, target, 0, TARGET_BYTES).copyAll(decoder).finish();
            encoder.wrap(other, target, 0, TARGET_BYTES).copyAll(decoder).finish();
            build(dialect);
            decoder.validate();
        }
        // printing is much slower than all the rest: every sixteenth input, always the same ones
        if ((Arrays.hashCode(bytes) & 15) == 0) {
            printer.table(decoder);
            printer.json(decoder);
            printer.line(decoder);
            open.table(decoder);
            String json = open.json(decoder);
            if (walkable) {
                encode(dialect, json);
            }
        }
    }

    private static void encode(Dialect dialect, String json) {
        try {
            JsonMessageEncoder.encode(dialect, json);
        } catch (JsonMessageException e) {
            // declared: content that a field does not allow is refused
        }
    }

    private void build(Dialect dialect) {
        for (int field = decoder.nextField(0); field > 0; field = decoder.nextField(field)) {
            if (dialect.field(field).structure() != null && parts.wrap(decoder, field) == 0) {
                try {
                    encoder.wrap(dialect, target, 0, TARGET_BYTES).mti(200);
                    SubfieldEncoder.put(encoder, dialect, field, SubfieldTree.of(parts, SubfieldDecoder.ROOT), decoder);
                } catch (SubfieldException e) {
                    // declared: tags of other than printable characters have no identifier
                }
            }
        }
    }
}
