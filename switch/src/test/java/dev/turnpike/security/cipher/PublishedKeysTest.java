package dev.turnpike.security.cipher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedKeysTest {
    private static final Set<String> NO_KEYS = Set.of("keyBlock", "keyUsage", "keyVersion", "initialKeyId", "workingKeyType");

    private static boolean published(String hex) {
        return PublishedKeys.contains(Hex.decode(hex));
    }

    /** Every field of a vector that holds a key by its name, whatever the family. */
    private static Set<String> vectorKeys() throws IOException {
        Set<String> keys = new TreeSet<>();
        try (InputStream in = PublishedKeysTest.class.getResourceAsStream("/vectors/crypto.json")) {
            for (JsonNode vector : new ObjectMapper().readTree(in)) {
                for (String side : List.of("inputs", "expected")) {
                    for (Map.Entry<String, JsonNode> field : vector.path(side).properties()) {
                        String name = field.getKey();
                        boolean key = name.toLowerCase(java.util.Locale.ROOT).contains("key") && !NO_KEYS.contains(name)
                            || Set.of("bdk", "inBdk", "cvk", "pvk", "imk", "kek", "kbpk", "kbek", "kbak", "udk", "components").contains(name);
                        Iterable<JsonNode> values = field.getValue().isArray() ? field.getValue() : List.of(field.getValue());
                        for (JsonNode value : values) {
                            if (key && value.asText().matches("([0-9A-Fa-f]{2}){8,}")) {
                                keys.add(value.asText());
                            }
                        }
                    }
                }
            }
        }
        return keys;
    }

    @Test
    void shouldKnowEveryKeyOfThePublicVectors() throws IOException {
        Set<String> keys = vectorKeys();
        assertTrue(keys.size() > 200, "keys found: " + keys.size());
        List<String> missed = new ArrayList<>(keys);
        missed.removeIf(PublishedKeysTest::published);
        assertEquals(List.of(), missed);
    }

    @Test
    void shouldKnowAPublishedKeyInEveryFormAndParity() throws IOException {
        for (String hex : vectorKeys()) {
            byte[] key = Hex.decode(hex);
            if (key.length == 16) {
                byte[] triple = Arrays.copyOf(key, 24);
                System.arraycopy(key, 0, triple, 16, 8);
                assertTrue(PublishedKeys.contains(triple), hex + " as K1|K2|K1");
                assertTrue(PublishedKeys.contains(Arrays.copyOf(key, 8)), hex + " left half");
                assertTrue(PublishedKeys.contains(Arrays.copyOfRange(key, 8, 16)), hex + " right half");
                byte[] turned = Arrays.copyOfRange(triple, 8, 24);
                assertTrue(PublishedKeys.contains(turned), hex + " as K2|K1");
                DesParity.adjust(key, 0, 16);
                assertTrue(PublishedKeys.contains(key), hex + " with odd parity");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5555555555555555", "7777777777777777888888888888888899999999999999AA9999999999999999",
        "3333333333333333ABABABABABABABAB", "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "1010131315151616",
        "102132435465768798A9BACBDCEDFE0F", "FEDCBA9876543210", "CAFEBABECAFEBABE", "456789ABCDEF01233456789ABCDEF012"})
    void shouldRefuseKeysMadeByARule(String hex) {
        boolean rule = !hex.startsWith("7777");
        assertEquals(rule, published(hex), hex);
    }

    @Test
    void shouldLetRandomKeysPassAndOneWithAPublishedHalf() {
        Random random = new Random(4);
        for (int bytes : new int[] {8, 16, 20, 24, 32, 64}) {
            for (int i = 0; i < 20_000; i++) {
                byte[] key = new byte[bytes];
                random.nextBytes(key);
                assertFalse(PublishedKeys.contains(key));
            }
        }
        assertFalse(published("0123456789ABCDEF" + "9D2C61E07B35F48A"), "half a published key and half a secret");
    }
}
