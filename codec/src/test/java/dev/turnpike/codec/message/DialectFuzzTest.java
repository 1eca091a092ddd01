package dev.turnpike.codec.message;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.turnpike.codec.dialect.Dialects;

/** A fuzzing target for each shipped dialect. The normal build runs its corpus; docs/TESTING.md has the command that searches. */
class DialectFuzzTest {
    private final FuzzTarget target = new FuzzTarget();

    private void run(String name, byte[] bytes) {
        target.run(Dialects.shipped(name), bytes);
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
