package dev.turnpike.security.mac;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC with SHA-256 (RFC 2104) by the Java platform. Cold path: allocates. Stateless; any thread. */
public final class HmacSha256 {
    private HmacSha256() {
    }

    /** The 32 bytes of the MAC. */
    public static byte[] mac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // Keys are filled up with zeros, so one zero is the empty key, which the platform refuses.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java platform has no HmacSHA256", e);
        }
    }
}
