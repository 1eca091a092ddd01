package dev.turnpike.security.mac;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC with SHA-256 (RFC 2104) by the Java platform. Cold path: allocates. Stateless; any thread. */
public final class HmacSha256 {
    private HmacSha256() {
    }

    /** The 32 bytes of the MAC; the key has at least one byte. */
    public static byte[] mac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java platform has no HmacSHA256", e);
        }
    }
}
