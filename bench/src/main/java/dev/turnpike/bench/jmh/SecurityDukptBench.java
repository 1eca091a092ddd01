package dev.turnpike.bench.jmh;

import dev.turnpike.security.cipher.BitslicedAes;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptAesChain;
import dev.turnpike.security.dukpt.DukptTdes;
import dev.turnpike.security.dukpt.DukptTdesChain;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The next working key of a DUKPT device: with kept keys, by the whole derivation, and what the ciphers of other libraries take for the
 * same step. The counter runs over the first 2^15 transactions, again and again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SecurityDukptBench {
    private static final int COUNTERS = (1 << 15) - 1;

    private final byte[] serial = new byte[10];
    private final byte[] id = new byte[8];
    private final byte[] key = new byte[32];
    private SecurityInputs in;
    private DukptTdesChain tdes;
    private DukptAesChain aes128;
    private DukptAesChain aes256;
    private SecurityLibrary jce;
    private SecurityLibrary bouncy;
    private int counter;
    private long last;

    /** JMH makes the state. */
    public SecurityDukptBench() {
    }

    /** Makes the initial keys. */
    @Setup
    public void load() throws GeneralSecurityException {
        in = new SecurityInputs();
        BitslicedAes aes = new BitslicedAes();
        tdes = new DukptTdesChain(DukptTdes.initialKey(in.key, serial), serial);
        aes128 = new DukptAesChain(DukptAes.initialKey(in.key, id), id, aes);
        byte[] wide = new byte[32];
        System.arraycopy(in.message, 0, wide, 0, 32);
        aes256 = new DukptAesChain(DukptAes.initialKey(wide, id), id, aes);
        jce = new JceSecurity(in);
        bouncy = new BouncySecurity(in);
        SecurityInputs.require(jce.tdesDukptStep(5) == bouncy.tdesDukptStep(5) && jce.aesDukptStep(5) == bouncy.aesDukptStep(5), "steps differ");
    }

    /** Counters with more than ten one bits do not occur with triple DES. */
    private int next() {
        do {
            counter = counter % COUNTERS + 1;
        } while (Integer.bitCount(counter) > 10);
        return counter;
    }

    /** TDES, PIN key. */
    @Benchmark
    public boolean nextTdes() {
        return tdes.workingKey(next(), DukptTdes.Use.PIN, key, 0);
    }

    /** AES-128, PIN key of AES-128. */
    @Benchmark
    public boolean nextAes128() {
        return aes128.workingKey(next(), DukptAes.Use.PIN, DukptAes.KeyType.AES_128, key, 0);
    }

    /** AES-256, PIN key of AES-256. */
    @Benchmark
    public boolean nextAes256() {
        return aes256.workingKey(next(), DukptAes.Use.PIN, DukptAes.KeyType.AES_256, key, 0);
    }

    /** TDES by the whole derivation from the base key. */
    @Benchmark
    public byte[] wholeTdes() {
        int n = next();
        serial[8] = (byte) (n >>> 8);
        serial[9] = (byte) n;
        return DukptTdes.use(DukptTdes.transactionKey(in.key, serial), DukptTdes.Use.PIN);
    }

    /** AES-128 by the whole derivation from the base key. */
    @Benchmark
    public byte[] wholeAes128() {
        int n = next();
        return DukptAes.workingKey(DukptAes.derivationKey(in.key, id, n), id, n, DukptAes.Use.PIN, DukptAes.KeyType.AES_128);
    }

    /** Two DES keys set and used, SunJCE. */
    @Benchmark
    public long jceTdesStep() {
        last = jce.tdesDukptStep(last);
        return last;
    }

    /** Two AES keys set and used, SunJCE. */
    @Benchmark
    public long jceAesStep() {
        last = jce.aesDukptStep(last);
        return last;
    }

    /** Two DES keys set and used, Bouncy Castle. */
    @Benchmark
    public long bouncyTdesStep() {
        last = bouncy.tdesDukptStep(last);
        return last;
    }

    /** Two AES keys set and used, Bouncy Castle. */
    @Benchmark
    public long bouncyAesStep() {
        last = bouncy.aesDukptStep(last);
        return last;
    }
}
