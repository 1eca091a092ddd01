package dev.turnpike.security.gm;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** SM2 signatures over one curve. Immutable; any thread. */
public final class Sm2 {
    /** User id where the parties agreed on none. */
    public static final String DEFAULT_USER_ID = "1234567812345678";

    private final ECCurve curve;
    private final ECPoint g;
    private final BigInteger n;

    /**
     * A signature.
     *
     * @param r first number
     * @param s second number
     */
    public record Signature(BigInteger r, BigInteger s) {
    }

    private Sm2(ECCurve curve, ECPoint g, BigInteger n) {
        this.curve = curve;
        this.g = g;
        this.n = n;
    }

    /** The recommended curve sm2p256v1. */
    public static Sm2 standard() {
        X9ECParameters p = GMNamedCurves.getByName("sm2p256v1");
        return new Sm2(p.getCurve(), p.getG(), p.getN());
    }

    /** The 256-bit test curve of the algorithm's first draft; for checks alone. */
    public static Sm2 draftTestCurve() {
        BigInteger n = hex("8542D69E4C044F18E8B92435BF6FF7DD297720630485628D5AE74EE7C32E79B7");
        ECCurve c = new ECCurve.Fp(hex("8542D69E4C044F18E8B92435BF6FF7DE457283915C45517D722EDB8B08F1DFC3"),
            hex("787968B4FA32C3FD2417842E73BBFEFF2F3C848B6831D7E0EC65228B3937E498"),
            hex("63E4C6D3B23B0C849CF84241484BFE48F61D59A5B16BA06E6E12D1DA27C5249A"), n, BigInteger.ONE);
        return new Sm2(c, c.createPoint(hex("421DEBD61B62EAB6746434EBC3CC315E32220B3BADD50BDC4C4E6C147FEDD43D"),
            hex("0680512BCBB42C07D47349D2153B70C4E5D7FDFCBFA36EA1A85841B9E46E09A2")), n);
    }

    private static BigInteger hex(String s) {
        return new BigInteger(s, 16);
    }

    /** The uncompressed public key, 65 bytes, of a private key between 1 and n - 2. */
    public byte[] publicKey(BigInteger privateKey) {
        requirePrivate(privateKey);
        return multiply(privateKey).getEncoded(false);
    }

    private ECPoint multiply(BigInteger k) {
        return new FixedPointCombMultiplier().multiply(g, k).normalize();
    }

    private void requirePrivate(BigInteger key) {
        if (key.signum() <= 0 || key.compareTo(n.subtract(BigInteger.TWO)) > 0) {
            throw new IllegalArgumentException("a private key lies between 1 and n - 2");
        }
    }

    /** Digest ZA over user id, curve and public key: 32 bytes. */
    public byte[] za(byte[] userId, byte[] publicKey) {
        if (userId.length > 8191) {
            throw new IllegalArgumentException("a user id has at most 8191 bytes");
        }
        ECPoint q = point(publicKey);
        SM3Digest digest = new SM3Digest();
        int bits = userId.length * 8;
        digest.update((byte) (bits >>> 8));
        digest.update((byte) bits);
        digest.update(userId, 0, userId.length);
        update(digest, curve.getA().getEncoded());
        update(digest, curve.getB().getEncoded());
        update(digest, g.getAffineXCoord().getEncoded());
        update(digest, g.getAffineYCoord().getEncoded());
        update(digest, q.getAffineXCoord().getEncoded());
        update(digest, q.getAffineYCoord().getEncoded());
        byte[] out = new byte[32];
        digest.doFinal(out, 0);
        return out;
    }

    private static void update(SM3Digest digest, byte[] bytes) {
        digest.update(bytes, 0, bytes.length);
    }

    /** Digest e over ZA and the message: 32 bytes. */
    public byte[] e(byte[] za, byte[] message) {
        SM3Digest digest = new SM3Digest();
        update(digest, za);
        update(digest, message);
        byte[] out = new byte[32];
        digest.doFinal(out, 0);
        return out;
    }

    /** Signs with a fresh random nonce. */
    public Signature sign(BigInteger privateKey, byte[] userId, byte[] message, SecureRandom random) {
        Signature s;
        do {
            BigInteger k = new BigInteger(n.bitLength() + 64, random).mod(n.subtract(BigInteger.ONE)).add(BigInteger.ONE);
            s = signWithNonce(privateKey, userId, message, k);
        } while (s == null);
        return s;
    }

    /** Signs with a given nonce, which reveals the key when used twice: for checks alone. Null when the nonce does not do. */
    public Signature signWithNonce(BigInteger privateKey, byte[] userId, byte[] message, BigInteger nonce) {
        requirePrivate(privateKey);
        if (nonce.signum() <= 0 || nonce.compareTo(n) >= 0) {
            throw new IllegalArgumentException("a nonce lies between 1 and n - 1");
        }
        BigInteger e = new BigInteger(1, e(za(userId, publicKey(privateKey)), message));
        BigInteger r = e.add(multiply(nonce).getAffineXCoord().toBigInteger()).mod(n);
        if (r.signum() == 0 || r.add(nonce).equals(n)) {
            return null;
        }
        BigInteger s = privateKey.add(BigInteger.ONE).modInverse(n).multiply(nonce.subtract(r.multiply(privateKey))).mod(n);
        return s.signum() == 0 ? null : new Signature(r, s);
    }

    /** Whether the signature is the key owner's; false for numbers out of range. */
    public boolean verify(byte[] publicKey, byte[] userId, byte[] message, Signature signature) {
        BigInteger r = signature.r();
        BigInteger s = signature.s();
        if (r.signum() <= 0 || s.signum() <= 0 || r.compareTo(n) >= 0 || s.compareTo(n) >= 0) {
            return false;
        }
        BigInteger t = r.add(s).mod(n);
        if (t.signum() == 0) {
            return false;
        }
        ECPoint sum = ECAlgorithms.sumOfTwoMultiplies(g, s, point(publicKey), t).normalize();
        if (sum.isInfinity()) {
            return false;
        }
        BigInteger e = new BigInteger(1, e(za(userId, publicKey), message));
        return e.add(sum.getAffineXCoord().toBigInteger()).mod(n).equals(r);
    }

    /** The encoded point, uncompressed, when it is a public key of this curve; else {@link IllegalArgumentException}. */
    public byte[] requirePoint(byte[] encoded) {
        return point(encoded).getEncoded(false);
    }

    /** A point of the curve other than infinity, or {@link IllegalArgumentException}. */
    private ECPoint point(byte[] encoded) {
        ECPoint q = curve.decodePoint(encoded);
        if (q.isInfinity()) {
            throw new IllegalArgumentException("the public key is the point at infinity");
        }
        return q.normalize();
    }
}
