package dev.turnpike;

import dev.turnpike.security.KeyAudit;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.status.SystemClock;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** Components as people enter them: one after the other without echo, or, without a terminal, one in hex per line of the input. */
final class ComponentEntry {
    private ComponentEntry() {
    }

    /**
     * Reads one component per entry of {@code who}.
     *
     * @throws IllegalArgumentException of one sentence when one is missing or no hex
     */
    static List<byte[]> read(List<String> who) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        Console console = System.console() != null && System.console().isTerminal() ? System.console() : null;
        BufferedReader in = console != null ? null : new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (int i = 0; i < who.size(); i++) {
            if (console != null) {
                char[] typed = console.readPassword("Component %d of %d%s: ", i + 1, who.size(), who.get(i).isEmpty() ? "" : " (" + who.get(i) + ")");
                if (typed == null) {
                    throw new IllegalArgumentException("component " + (i + 1) + " of " + who.size() + " is missing");
                }
                parts.add(Hex.decode(CharBuffer.wrap(typed)));
                Wiping.wipe(typed);
            } else {
                String line = in.readLine();
                if (line == null || line.isBlank()) {
                    throw new IllegalArgumentException("component " + (i + 1) + " of " + who.size() + " is missing, expected one in hex per line");
                }
                parts.add(Hex.decode(line.strip()));
            }
        }
        return parts;
    }

    /**
     * Reads a local master key from the components of {@code custodians}, who are at least two different people, and prints each
     * component's check value.
     *
     * @param expected check value of the whole key, or null
     * @throws UserMistakeException when a component or the check value is wrong
     */
    static Entered localMasterKey(List<String> custodians, String expected, PrintWriter out) {
        if (custodians.size() < 2 || new HashSet<>(custodians).size() != custodians.size() || custodians.stream().anyMatch(String::isBlank)) {
            throw new UserMistakeException(ExitCode.USAGE, "a local master key is entered by at least two people, expected two or more different names");
        }
        List<byte[]> parts = List.of();
        try {
            parts = read(custodians);
            List<String> values = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                values.add(LocalMasterKey.componentCheckValue(parts.get(i)));
                out.println("component of " + custodians.get(i) + " kcv " + values.get(i));
            }
            out.flush();
            LocalMasterKey key = LocalMasterKey.fromComponents(parts);
            if (expected != null && (expected.length() < 4 || !key.checkValue().startsWith(expected.toUpperCase(Locale.ROOT)))) {
                key.close();
                throw new UserMistakeException(ExitCode.DATA, "refused: the check value of the local master key does not agree");
            }
            return new Entered(key, custodians, values);
        } catch (IllegalArgumentException e) {
            throw new UserMistakeException(ExitCode.DATA, "refused: " + e.getMessage());
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "the components cannot be read: " + e.getMessage());
        } finally {
            parts.forEach(Wiping::wipe);
        }
    }

    /**
     * A key and who entered it.
     *
     * @param key         the key
     * @param custodians  names
     * @param checkValues of their components, in the same order
     */
    record Entered(LocalMasterKey key, List<String> custodians, List<String> checkValues) {
        /** One audit record per custodian, then one for {@code action} with the key's check value. */
        void audit(Path keyFile, String action) {
            Path file = keyFile.toAbsolutePath().resolveSibling("audit.log");
            try {
                for (int i = 0; i < custodians.size(); i++) {
                    new KeyAudit(file, SystemClock.INSTANCE, custodians.get(i)).record("lmk-component", KeyAudit.LOCAL_MASTER_KEY, null,
                        checkValues.get(i));
                }
                new KeyAudit(file, SystemClock.INSTANCE, String.join("_", custodians)).record(action, KeyAudit.LOCAL_MASTER_KEY, null,
                    key.checkValue());
            } catch (IOException e) {
                throw new UserMistakeException(ExitCode.IO, "the audit record cannot be written: " + e.getMessage());
            }
        }
    }
}
