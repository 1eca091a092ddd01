package dev.turnpike.simulator.terminal;

import dev.turnpike.simulator.wire.Hex;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what a terminal keeps about cards, as its secure memory would: AES-GCM under a key made from the terminal's own key,
 * a random 12-byte nonce in front. So no file of a simulated terminal holds a clear card number. One thread.
 */
final class Sealer {
    private static final int NONCE_BYTES = 12;
    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    Sealer(TerminalIdentity identity) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("turnpike simulated terminal".getBytes(StandardCharsets.US_ASCII));
            digest.update(identity.signsOn() ? identity.masterKey() : identity.macKey());
            key = new SecretKeySpec(Arrays.copyOf(digest.digest(), 16), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** The text, sealed, as hexadecimal characters. */
    String seal(String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, text.getBytes(StandardCharsets.ISO_8859_1));
        return Hex.of(nonce) + Hex.of(sealed);
    }

    /** The text again; {@link IllegalStateException} when the file was tampered with or belongs to another terminal. */
    String open(String sealed) {
        byte[] bytes = Hex.bytes(sealed.trim());
        byte[] text = run(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES),
            Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length));
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private byte[] run(int mode, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(128, nonce));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a file of the simulated terminal is not its own", e);
        }
    }
}
