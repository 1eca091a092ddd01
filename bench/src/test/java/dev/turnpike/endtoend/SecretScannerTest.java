package dev.turnpike.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.simulator.wire.Hex;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/** A scan that finds nothing proves something only when it finds what is there. */
final class SecretScannerTest {
    private static final String PAN = "6222020012345678";
    private static final String ODD_PAN = "6222020012345678903";
    private static final String TRACK = PAN + "=30122010000098765";
    private static final byte[] KEY = Hex.bytes("0123456789ABCDEFFEDCBA9876543210");

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertFound(String what, byte[] planted) {
        SplittableRandom random = new SplittableRandom(42);
        for (int before = 0; before < 5; before++) {
            byte[] noise = new byte[before + 64];
            random.nextBytes(noise);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes(noise);
            file.writeBytes(planted);
            file.writeBytes(noise);
            SecretScanner scanner = new SecretScanner();
            scanner.digits("pan", PAN);
            scanner.digits("odd pan", ODD_PAN);
            scanner.digits("track", TRACK);
            scanner.bytes("key", KEY);
            scanner.scan("file", file.toByteArray());
            assertTrue(!scanner.hits().isEmpty(), what + " behind " + noise.length + " bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PAN, ODD_PAN, TRACK})
    void shouldFindDigitsInEveryForm(String digits) {
        String packed = digits.replace('=', 'D');
        assertFound("characters", ascii(digits));
        assertFound("packed", Hex.bytes(packed + (packed.length() % 2 == 0 ? "" : "0")));
        assertFound("packed from the second nibble", Hex.bytes("0" + packed + (packed.length() % 2 == 0 ? "F" : "")));
        assertFound("hex of characters", ascii(Hex.of(ascii(digits))));
        assertFound("lower hex of characters", ascii(Hex.of(ascii(digits)).toLowerCase(Locale.ROOT)));
        for (int shift = 0; shift < 3; shift++) {
            assertFound("base64 of characters +" + shift, base64("x".repeat(shift) + digits + "tail"));
        }
    }

    private static byte[] base64(String text) {
        return Base64.getEncoder().encode(ascii(text));
    }

    @Test
    void shouldFindBytesInEveryForm() {
        assertFound("raw", KEY);
        assertFound("upper hex", ascii(Hex.of(KEY)));
        assertFound("lower hex", ascii(Hex.of(KEY).toLowerCase(Locale.ROOT)));
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + KEY.length + 2];
            System.arraycopy(KEY, 0, shifted, shift, KEY.length);
            assertFound("base64 +" + shift, Base64.getEncoder().encode(shifted));
            assertFound("base64url +" + shift, Base64.getUrlEncoder().encode(shifted));
        }
    }

    @Test
    void shouldFindNothingInMaskedFormsAndNoise() {
        SecretScanner scanner = new SecretScanner();
        scanner.digits("pan", PAN);
        scanner.bytes("key", KEY);
        byte[] noise = new byte[1 << 20];
        new SplittableRandom(7).nextBytes(noise);
        scanner.scan("noise", noise);
        scanner.scan("masked", ascii("622202******5678 and key 01234567..."));
        assertEquals(0, scanner.hits().size(), scanner.hits().toString());
    }
}
