package dev.turnpike.security.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnpike.security.keyblock.KeyBlockException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Evaluates a file of vectors: an array of {@code {family, name, inputs, expected | "error": true}}, or of vectors of terminals
 * ({@code {id, algorithm, ...}}, whose sample messages are in {@code messages.json} beside the file). Prints one line per vector that
 * disagrees or is not known, then {@code N passed, N failed, N unsupported}. One thread.
 */
public final class CryptoCheck {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Map<String, Family> families = new HashMap<>();
    private final CheckModule module = new CheckModule();
    private final PrintWriter out;
    private int passed;
    private int failed;
    private int unsupported;

    /** Prints to {@code out}. */
    public CryptoCheck(PrintWriter out) {
        this.out = out;
        PinFamilies.register(families, module);
        DukptFamilies.register(families);
        KeyBlockFamilies.register(families);
        KeyFamilies.register(families);
        MacFamilies.register(families, module);
        CardFamilies.register(families);
        EmvFamilies.register(families);
        GmFamilies.register(families);
    }

    /**
     * Evaluates every vector of {@code file}; true when none failed and none is unsupported.
     *
     * @throws IOException of one sentence when the file cannot be read, or is not one array with at least one vector
     */
    public boolean check(Path file) throws IOException {
        JsonNode root = read(file);
        if (!root.isArray()) {
            throw new IOException(file + " is no file of vectors: expected a JSON array");
        }
        if (root.isEmpty()) {
            throw new IOException(file + " holds no vectors: the array is empty");
        }
        TerminalVectors terminal = new TerminalVectors(module, Samples.beside(file, JSON));
        for (JsonNode vector : root) {
            if (TerminalVectors.knows(vector)) {
                evaluate(vector.path("id").asText(), terminal::evaluate, new Inputs(vector), vector, expectedOfTerminal(vector));
            } else {
                evaluate(vector);
            }
        }
        out.println(passed + " passed, " + failed + " failed, " + unsupported + " unsupported");
        return failed == 0 && unsupported == 0;
    }

    private static JsonNode read(Path file) throws IOException {
        try {
            return JSON.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
            throw new IOException(file + place + ": no file of vectors: expected one JSON array and nothing after it", e);
        }
    }

    /** Vectors that agreed so far. */
    public int passed() {
        return passed;
    }

    /** Vectors that disagreed so far. */
    public int failed() {
        return failed;
    }

    /** Vectors that were not known so far. */
    public int unsupported() {
        return unsupported;
    }

    /** Names of the families, for {@link #calculate}. */
    public Set<String> families() {
        return new TreeSet<>(families.keySet());
    }

    /**
     * Evaluates one call of a family.
     *
     * @param inputs the family's inputs by name; hex and digits as text
     * @return everything that follows from them, by name
     * @throws IllegalArgumentException of one sentence when the family, an input or the operation is not known, or the call is refused
     */
    public Map<String, Object> calculate(String family, Map<String, ?> inputs) {
        Family f = families.get(family);
        if (f == null) {
            throw new IllegalArgumentException("there is no family " + family + ", expected one of " + families());
        }
        try {
            Inputs in = new Inputs(JSON.valueToTree(inputs));
            Map<String, Object> outputs = f.evaluate(in);
            if (!in.unused().isEmpty()) {
                throw new IllegalArgumentException("input " + in.unused().get(0) + " means nothing here");
            }
            return outputs;
        } catch (KeyBlockException | UnsupportedVectorException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Evaluates one vector; prints when it disagrees. */
    void evaluate(JsonNode vector) {
        String label = vector.path("family").asText() + ": " + vector.path("name").asText();
        Family family = families.get(vector.path("family").asText());
        if (family == null) {
            unsupported++;
            out.println("UNSUPPORTED " + label + ": unknown family");
            return;
        }
        evaluate(label, family, new Inputs(vector.path("inputs")), vector, vector.path("expected"));
    }

    /** What a vector of a terminal states beside its inputs; a key that comes encrypted must be the one stated, too. */
    private static JsonNode expectedOfTerminal(JsonNode vector) {
        ObjectNode expected = JSON.createObjectNode();
        boolean encrypted = vector.has("tak_encrypted_hex");
        for (Iterator<String> names = vector.fieldNames(); names.hasNext();) {
            String name = names.next();
            boolean stated = name.equals("expected_mac_ascii") || name.equals("xor_fold_of_mab_hex") || name.equals("key_hex") && encrypted
                || vector.has("f62") && (name.endsWith("_clear") || name.endsWith("_kcv"));
            if (stated) {
                expected.set(name, vector.get(name));
            }
        }
        return expected;
    }

    private void evaluate(String label, Family family, Inputs inputs, JsonNode vector, JsonNode expected) {
        boolean refusalExpected = vector.path("error").asBoolean(false);
        try {
            Map<String, Object> outputs = family.evaluate(inputs);
            if (refusalExpected) {
                fail(label, "accepted, expected a refusal");
            } else {
                compare(label, expected, outputs);
            }
        } catch (IllegalArgumentException | KeyBlockException e) {
            if (refusalExpected || e instanceof NotVerifiableException && expectsInvalid(expected)) {
                passed++;
            } else {
                fail(label, "refused: " + e.getMessage());
            }
        } catch (UnsupportedVectorException e) {
            if (refusalExpected && e.refuses()) {
                passed++;
            } else {
                unsupported++;
                out.println("UNSUPPORTED " + label + ": " + e.getMessage());
            }
        } catch (RuntimeException e) {
            fail(label, "broke: " + e);
        }
    }

    /** Whether nothing but a verification that fails is expected. */
    private static boolean expectsInvalid(JsonNode expected) {
        return expected.size() == 1 && expected.path("valid").isBoolean() && !expected.path("valid").booleanValue();
    }

    private void compare(String label, JsonNode expected, Map<String, Object> outputs) {
        ObjectNode got = JSON.valueToTree(outputs);
        StringBuilder difference = new StringBuilder();
        for (Iterator<String> names = expected.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!got.has(name)) {
                throw new UnsupportedVectorException("output " + name + " is not known");
            }
            if (!same(got.get(name), expected.get(name))) {
                difference.append(difference.isEmpty() ? "" : "; ").append(name).append(" is ").append(got.get(name)).append(", expected ")
                    .append(expected.get(name));
            }
        }
        if (expected.isEmpty()) {
            throw new UnsupportedVectorException("nothing is expected");
        }
        if (difference.isEmpty()) {
            passed++;
        } else {
            fail(label, difference.toString());
        }
    }

    /** Equal as values: a number may be written as text, hex in either case; a key block is what it is, to the letter. */
    private static boolean same(JsonNode got, JsonNode wanted) {
        if (got.equals(wanted)) {
            return true;
        }
        if (!got.isValueNode() || !wanted.isValueNode()) {
            return got.isArray() && wanted.isArray() && sameElements(got, wanted);
        }
        return got.asText().equals(wanted.asText())
            || got.asText().equalsIgnoreCase(wanted.asText()) && Inputs.isHex(got.asText()) && Inputs.isHex(wanted.asText());
    }

    private static boolean sameElements(JsonNode got, JsonNode wanted) {
        boolean same = got.size() == wanted.size();
        for (int i = 0; same && i < got.size(); i++) {
            same = same(got.get(i), wanted.get(i));
        }
        return same;
    }

    private void fail(String label, String what) {
        failed++;
        out.println("FAILED " + label + ": " + what);
    }
}
