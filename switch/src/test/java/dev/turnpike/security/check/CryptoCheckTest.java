package dev.turnpike.security.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CryptoCheckTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CryptoCheck check = new CryptoCheck(new PrintWriter(bytes, true, StandardCharsets.UTF_8));

    @Test
    void shouldAgreeWithEveryPublishedVector() throws IOException, URISyntaxException {
        Path file = Path.of(CryptoCheckTest.class.getResource("/vectors/crypto.json").toURI());
        boolean agreed = check.check(file);
        assertTrue(agreed, bytes.toString(StandardCharsets.UTF_8));
        assertTrue(check.passed() > 450);
    }

    @Test
    void shouldSayWhatDisagreesAndWhatItDoesNotKnow(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("v.json");
        Files.writeString(file, """
            [{"family":"sm3","name":"right","inputs":{"data":"616263"},
              "expected":{"digest":"66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0"}},
             {"family":"sm3","name":"wrong","inputs":{"data":"616264"},
              "expected":{"digest":"66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0"}},
             {"family":"sm3","name":"refused","inputs":{"data":"6162"},"error":true},
             {"family":"rot13","name":"unknown","inputs":{},"expected":{"x":"y"}}]
            """);
        assertFalse(check.check(file));
        String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("FAILED sm3: wrong: digest is"), text);
        assertTrue(text.contains("FAILED sm3: refused: accepted, expected a refusal"), text);
        assertTrue(text.contains("UNSUPPORTED rot13: unknown"), text);
        assertTrue(text.endsWith("1 passed, 2 failed, 1 unsupported" + System.lineSeparator()), text);
        assertEquals(1, check.passed());
    }
}
