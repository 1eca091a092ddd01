package dev.turnpike.bench.jmh;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The codec on one purchase, as a terminal sends it in BCD and as an acquirer gets it in ASCII. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBench {
    private CodecMessage terminal;
    private CodecMessage withoutPin;
    private CodecMessage ascii;
    private Dialect asciiHex;
    private Dialect asciiBinary;

    /** JMH makes the state. */
    public CodecBench() {
    }

    /** Makes the messages and checks that encoding gives them back. */
    @Setup
    public void messages() {
        terminal = new CodecMessage("unionpay-pos", PurchaseMessages.terminal(), PurchaseMessages.FIELDS);
        withoutPin = new CodecMessage("unionpay-pos", PurchaseMessages.terminalWithoutPin(), PurchaseMessages.FIELDS_WITHOUT_PIN);
        asciiHex = Dialects.shipped("iso87a-hex");
        asciiBinary = Dialects.shipped("iso87a-bin");
        ascii = new CodecMessage("iso87a-hex", PurchaseMessages.in(asciiHex), PurchaseMessages.FIELDS);
        PurchaseMessages.require(terminal.encodeIn(asciiBinary) > 0 && terminal.encodeIn(asciiHex) > 0, "cannot be encoded in ASCII");
    }

    /** Offsets and lengths of the BCD message; contents not looked at. */
    @Benchmark
    public int indexBcd() {
        return terminal.index();
    }

    /** Index and check of all contents of the BCD message. */
    @Benchmark
    public int decodeBcd() {
        return terminal.decode();
    }

    /** The BCD message from canonical values. */
    @Benchmark
    public int encodeBcd() {
        return terminal.encode();
    }

    /** Index and check of all contents of the BCD message without PIN: 17 fields with chip data. */
    @Benchmark
    public int decodeBcdWithoutPin() {
        return withoutPin.decode();
    }

    /** The BCD message without PIN from canonical values. */
    @Benchmark
    public int encodeBcdWithoutPin() {
        return withoutPin.encode();
    }

    /** An indexed BCD message into ASCII with binary fields as bytes. */
    @Benchmark
    public int reencodeBcdToAscii() {
        return terminal.encodeIn(asciiBinary);
    }

    /** An indexed BCD message into ASCII with binary fields as hexadecimal text. */
    @Benchmark
    public int reencodeBcdToAsciiHex() {
        return terminal.encodeIn(asciiHex);
    }

    /** Offsets and lengths of the ASCII message. */
    @Benchmark
    public int indexAscii() {
        return ascii.index();
    }

    /** Index and check of all contents of the ASCII message. */
    @Benchmark
    public int decodeAscii() {
        return ascii.decode();
    }

    /** The ASCII message from canonical values. */
    @Benchmark
    public int encodeAscii() {
        return ascii.encode();
    }
}
