package dev.turnpike.bench.jmh;

import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacBatch;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.SoftwareSecurityModule;
import java.nio.ByteOrder;
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

/**
 * MACs over 250 bytes through the security module, checks of key, usage and mode included: one message at a time, and messages of one
 * batch. "Interleaved" figures are per message.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SecurityMacBench {
    private static final int MAC_AT = 256;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[MAC_AT + 64]);
    private final int[] keys = new int[MacAlgorithm.values().length];
    private final MacBatch batch = new MacBatch(8);
    private SoftwareSecurityModule module;

    /** JMH makes the state. */
    public SecurityMacBench() {
    }

    /** Loads keys, and checks every algorithm against another library. */
    @Setup
    public void load() {
        SecurityInputs in = new SecurityInputs();
        SecurityLibrary other = new BouncySecurity(in);
        module = in.module();
        message.putBytes(0, in.message);
        key(in, MacAlgorithm.X9_19, 'T', other.retailMac());
        key(in, MacAlgorithm.UNIONPAY_ECB, 'T', other.unionPayMac());
        key(in, MacAlgorithm.CMAC_TDES, 'T', other.tdesCmac());
        key(in, MacAlgorithm.CMAC_AES, 'A', other.aesCmac());
        key(in, MacAlgorithm.CMAC_SM4, '4', other.sm4Cmac());
    }

    private void key(SecurityInputs in, MacAlgorithm algorithm, char cipher, long expected) {
        keys[algorithm.ordinal()] = in.load(module, KeyUsage.MAC, cipher, 'C', in.key);
        generate(algorithm);
        SecurityInputs.require(message.getLong(MAC_AT + 8, ByteOrder.BIG_ENDIAN) == expected, algorithm + " differs");
    }

    private int generate(MacAlgorithm algorithm) {
        return module.generateMac(keys[algorithm.ordinal()], algorithm, MacOutput.RAW_8, message, 0, SecurityInputs.LENGTH, message, MAC_AT + 8);
    }

    private int verify(MacAlgorithm algorithm) {
        return module.verifyMac(keys[algorithm.ordinal()], algorithm, MacOutput.RAW_8, message, 0, SecurityInputs.LENGTH, message, MAC_AT, 8);
    }

    private int verifyBatch(MacAlgorithm algorithm, int count) {
        batch.clear();
        for (int i = 0; i < count; i++) {
            batch.verify(keys[algorithm.ordinal()], algorithm, MacOutput.RAW_8, message, 0, SecurityInputs.LENGTH, message, MAC_AT, 8);
        }
        module.macs(batch);
        return batch.status(count - 1);
    }

    /** Verifies X9.19. */
    @Benchmark
    public int verifyRetailMac() {
        return verify(MacAlgorithm.X9_19);
    }

    /** Verifies the UnionPay ECB MAC. */
    @Benchmark
    public int verifyUnionPayMac() {
        return verify(MacAlgorithm.UNIONPAY_ECB);
    }

    /** Verifies CMAC with triple DES. */
    @Benchmark
    public int verifyTdesCmac() {
        return verify(MacAlgorithm.CMAC_TDES);
    }

    /** Verifies CMAC with AES-128. */
    @Benchmark
    public int verifyAesCmac() {
        return verify(MacAlgorithm.CMAC_AES);
    }

    /** Verifies CMAC with SM4. */
    @Benchmark
    public int verifySm4Cmac() {
        return verify(MacAlgorithm.CMAC_SM4);
    }

    /** Generates X9.19. */
    @Benchmark
    public int generateRetailMac() {
        return generate(MacAlgorithm.X9_19);
    }

    /** Generates CMAC with AES-128. */
    @Benchmark
    public int generateAesCmac() {
        return generate(MacAlgorithm.CMAC_AES);
    }

    /** Verifies X9.19, two messages at a time. */
    @Benchmark
    @OperationsPerInvocation(2)
    public int interleavedRetailMac2() {
        return verifyBatch(MacAlgorithm.X9_19, 2);
    }

    /** Verifies X9.19 in a batch of four. */
    @Benchmark
    @OperationsPerInvocation(4)
    public int interleavedRetailMac4() {
        return verifyBatch(MacAlgorithm.X9_19, 4);
    }

    /** Verifies X9.19 in a batch of eight. */
    @Benchmark
    @OperationsPerInvocation(8)
    public int interleavedRetailMac8() {
        return verifyBatch(MacAlgorithm.X9_19, 8);
    }

    /** Verifies the UnionPay ECB MAC in a batch of eight. */
    @Benchmark
    @OperationsPerInvocation(8)
    public int interleavedUnionPayMac8() {
        return verifyBatch(MacAlgorithm.UNIONPAY_ECB, 8);
    }

    /** Verifies CMAC with triple DES in a batch of eight. */
    @Benchmark
    @OperationsPerInvocation(8)
    public int interleavedTdesCmac8() {
        return verifyBatch(MacAlgorithm.CMAC_TDES, 8);
    }

    /** Verifies CMAC with SM4 in a batch of eight. */
    @Benchmark
    @OperationsPerInvocation(8)
    public int interleavedSm4Cmac8() {
        return verifyBatch(MacAlgorithm.CMAC_SM4, 8);
    }
}
