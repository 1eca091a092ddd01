package dev.turnpike.bench.jmh;

import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.PinBatch;
import dev.turnpike.security.PinBlockFormat;
import dev.turnpike.security.SoftwareSecurityModule;
import dev.turnpike.security.TerminalCrypto;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Translation of a PIN block from a terminal's key to a zone's: through the security module, and by the ciphers of other libraries. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SecurityPinBench {
    private final UnsafeBuffer block = new UnsafeBuffer(new byte[8]);
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[128]);
    private final PinBatch batch = new PinBatch(8);
    private UnsafeBuffer pan;
    private SoftwareSecurityModule module;
    private SecurityLibrary jce;
    private SecurityLibrary bouncy;
    private int from;
    private int to;
    private int toAes;
    private long encrypted;

    /** JMH makes the state. */
    public SecurityPinBench() {
    }

    /** Makes the PIN block, and checks that all libraries give the same. */
    @Setup
    public void load() throws GeneralSecurityException {
        SecurityInputs in = new SecurityInputs();
        module = in.module();
        from = in.load(module, KeyUsage.PIN_ENCRYPTION, 'T', 'D', in.key);
        to = in.load(module, KeyUsage.PIN_ENCRYPTION, 'T', 'E', in.zoneKey);
        toAes = in.load(module, KeyUsage.PIN_ENCRYPTION, 'A', 'E', in.zoneKey);
        pan = new UnsafeBuffer(in.pan);
        try (TerminalCrypto terminal = new TerminalCrypto(in.random()).pinKey(in.key)) {
            block.putBytes(0, terminal.pinBlock(PinBlockFormat.ISO_0, SecurityInputs.PIN, SecurityInputs.PAN));
        }
        encrypted = block.getLong(0, ByteOrder.BIG_ENDIAN);
        jce = new JceSecurity(in);
        bouncy = new BouncySecurity(in);
        SecurityInputs.require(translate0to0() == 8 && translate0to4() == 16, "a translation is refused");
        translate0to0();
        long ours = out.getLong(0, ByteOrder.BIG_ENDIAN);
        SecurityInputs.require(jce.translate(encrypted) == ours && bouncy.translate(encrypted) == ours, "translations differ");
        long wide = jce.translateToFormat4(encrypted, 1);
        SecurityInputs.require(wide == bouncy.translateToFormat4(encrypted, 1), "translations to format 4 differ");
    }

    /** Format 0 to format 0. */
    @Benchmark
    public int translate0to0() {
        return module.translatePin(from, PinBlockFormat.ISO_0, to, PinBlockFormat.ISO_0, pan, 0, SecurityInputs.PAN.length(), block, 0, 8, out, 0);
    }

    /** Format 0 to format 4, random part included. */
    @Benchmark
    public int translate0to4() {
        return module.translatePin(from, PinBlockFormat.ISO_0, toAes, PinBlockFormat.ISO_4, pan, 0, SecurityInputs.PAN.length(), block, 0, 8, out,
            0);
    }

    private int batch(int count) {
        batch.clear();
        for (int i = 0; i < count; i++) {
            batch.translate(from, PinBlockFormat.ISO_0, to, PinBlockFormat.ISO_0, pan, 0, SecurityInputs.PAN.length(), block, 0, 8, out, 8 * i);
        }
        module.translatePins(batch);
        return batch.status(count - 1);
    }

    /** Format 0 to format 0 in a batch of four; per block. */
    @Benchmark
    @OperationsPerInvocation(4)
    public int interleaved0to0of4() {
        return batch(4);
    }

    /** Format 0 to format 0 in a batch of eight; per block. */
    @Benchmark
    @OperationsPerInvocation(8)
    public int interleaved0to0of8() {
        return batch(8);
    }

    /** Format 0 to format 0 by SunJCE. */
    @Benchmark
    public long jce0to0() {
        return jce.translate(encrypted);
    }

    /** Format 0 to format 4 by SunJCE, without making the random part. */
    @Benchmark
    public long jce0to4() {
        return jce.translateToFormat4(encrypted, 0x5A5A);
    }

    /** Format 0 to format 0 by Bouncy Castle. */
    @Benchmark
    public long bouncy0to0() {
        return bouncy.translate(encrypted);
    }

    /** Format 0 to format 4 by Bouncy Castle, without making the random part. */
    @Benchmark
    public long bouncy0to4() {
        return bouncy.translateToFormat4(encrypted, 0x5A5A);
    }
}
