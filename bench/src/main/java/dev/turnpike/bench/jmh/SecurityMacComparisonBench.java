package dev.turnpike.bench.jmh;

import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** MACs over the same 250 bytes by kept ciphers of SunJCE and by Bouncy Castle, without the checks of a security module. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SecurityMacComparisonBench {
    private SecurityLibrary jce;
    private SecurityLibrary bouncy;

    /** JMH makes the state. */
    public SecurityMacComparisonBench() {
    }

    /** Makes the ciphers, and checks that both libraries give the same. */
    @Setup
    public void load() throws GeneralSecurityException {
        SecurityInputs in = new SecurityInputs();
        jce = new JceSecurity(in);
        bouncy = new BouncySecurity(in);
        boolean same = jce.retailMac() == bouncy.retailMac() && jce.unionPayMac() == bouncy.unionPayMac() && jce.tdesCmac() == bouncy.tdesCmac()
            && jce.aesCmac() == bouncy.aesCmac();
        SecurityInputs.require(same, "the libraries differ");
    }

    /** X9.19 by SunJCE. */
    @Benchmark
    public long jceRetailMac() {
        return jce.retailMac();
    }

    /** The UnionPay ECB MAC by SunJCE. */
    @Benchmark
    public long jceUnionPayMac() {
        return jce.unionPayMac();
    }

    /** CMAC with triple DES by SunJCE. */
    @Benchmark
    public long jceTdesCmac() {
        return jce.tdesCmac();
    }

    /** CMAC with AES-128 by SunJCE. */
    @Benchmark
    public long jceAesCmac() {
        return jce.aesCmac();
    }

    /** X9.19 by Bouncy Castle. */
    @Benchmark
    public long bouncyRetailMac() {
        return bouncy.retailMac();
    }

    /** The UnionPay ECB MAC by Bouncy Castle. */
    @Benchmark
    public long bouncyUnionPayMac() {
        return bouncy.unionPayMac();
    }

    /** CMAC with triple DES by Bouncy Castle. */
    @Benchmark
    public long bouncyTdesCmac() {
        return bouncy.tdesCmac();
    }

    /** CMAC with AES-128 by Bouncy Castle. */
    @Benchmark
    public long bouncyAesCmac() {
        return bouncy.aesCmac();
    }

    /** CMAC with SM4 by Bouncy Castle. */
    @Benchmark
    public long bouncySm4Cmac() {
        return bouncy.sm4Cmac();
    }
}
