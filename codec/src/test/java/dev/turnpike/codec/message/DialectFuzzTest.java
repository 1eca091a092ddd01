package dev.turnpike.codec.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.agrona.concurrent.UnsafeBuffer;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.mask.MessagePrinter;

/**
 * A fuzzing target for each shipped dialect: any bytes are decoded, checked, split, printed, and written again in the same and in
 * another dialect, and nothing throws. The normal build runs the corpus of this class; docs/TESTING.md has the command that searches.
 */
class DialectFuzzTest {
    private static final int TARGET_BYTES = 1 << 16;

    private final HostileBytesTest hostile = new HostileBytesTest();
    private final MessageDecoder decoder = new MessageDecoder();
    private final MessageEncoder encoder = new MessageEncoder();
    private final MessagePrinter printer = new MessagePrinter();
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[TARGET_BYTES]);

    private void run(String name, byte[] bytes) {
        Dialect dialect = Dialects.shipped(name);
        hostile.consume(dialect, bytes);
        if (decoder.wrap(dialect, new UnsafeBuffer(bytes), 0, bytes.length) == 0) {
            encoder.wrap(dialect, target, 0, TARGET_BYTES).copyAll(decoder).finish();
            encoder.wrap(Dialects.shipped("iso87a-hex"), target, 0, TARGET_BYTES).copyAll(decoder).finish();
            decoder.validate();
        }
        printer.table(decoder);
        printer.json(decoder);
    }

    @FuzzTest(maxDuration = "24h")
    void unionpayPos(byte[] bytes) {
        run("unionpay-pos", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void posBcdHdr2(byte[] bytes) {
        run("pos-bcd-hdr2", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void cups(byte[] bytes) {
        run("cups", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void iso87aHex(byte[] bytes) {
        run("iso87a-hex", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void iso87aBin(byte[] bytes) {
        run("iso87a-bin", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void iso87b(byte[] bytes) {
        run("iso87b", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void iso93a(byte[] bytes) {
        run("iso93a", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void iso93b(byte[] bytes) {
        run("iso93b", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void iso2003b(byte[] bytes) {
        run("iso2003b", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void visaBase1(byte[] bytes) {
        run("visa-base1", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void mastercard(byte[] bytes) {
        run("mastercard", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void jcb(byte[] bytes) {
        run("jcb", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void base24(byte[] bytes) {
        run("base24", bytes);
    }

    @FuzzTest(maxDuration = "24h")
    void postilion(byte[] bytes) {
        run("postilion", bytes);
    }
}
