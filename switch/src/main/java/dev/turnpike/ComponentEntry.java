package dev.turnpike;

import dev.turnpike.security.KeyAudit;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.cipher.CheckValues;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.status.SystemClock;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Components as people enter them: one after the other without echo, or, without a terminal, one in hex per line of the input. */
final class ComponentEntry {
    /** Longest line: a component of an HMAC key, a blank and a check value. */
    private static final int MAX_LINE = 300;

    private ComponentEntry() {
    }

    /**
     * Reads one component from each of {@code who}, and prints its check value at once. Behind a component, after a blank, its holder may
     * enter the check value on paper, which is then compared. What was typed is wiped whatever happens; so are the components unless all came.
     *
     * @param checkValue check value of a component; throws {@link IllegalArgumentException} when its length is wrong
     * @return the components, to be wiped by the caller
     * @throws IllegalArgumentException of one sentence when one is missing, no hex, or has another check value
     */
    static List<byte[]> read(List<String> who, Function<byte[], String> checkValue, PrintWriter out) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        Console console = System.console() != null && System.console().isTerminal() ? System.console() : null;
        boolean complete = false;
        try {
            for (int i = 0; i < who.size(); i++) {
                String label = "component " + (i + 1) + " of " + who.size() + " (" + who.get(i) + ")";
                char[] typed = console != null ? console.readPassword("%s, and its check value if known: ", label) : readLine(System.in);
                try {
                    String onPaper = take(typed, label, parts);
                    String value = checkValue.apply(parts.getLast());
                    out.println("component of " + who.get(i) + " kcv " + value);
                    out.flush();
                    if (!onPaper.isEmpty() && !CheckValues.agrees(onPaper, value)) {
                        throw new IllegalArgumentException("the check value of " + label + " does not agree");
                    }
                } finally {
                    if (typed != null) {
                        Wiping.wipe(typed);
                    }
                }
            }
            complete = true;
            return parts;
        } finally {
            if (!complete) {
                parts.forEach(Wiping::wipe);
            }
        }
    }

    /** Adds the typed component to {@code parts}; gives the check value behind it, or an empty text. */
    private static String take(char[] typed, String label, List<byte[]> parts) {
        int start = 0;
        int end = typed == null ? 0 : typed.length;
        while (start < end && typed[start] <= ' ') {
            start++;
        }
        while (end > start && typed[end - 1] <= ' ') {
            end--;
        }
        if (start == end) {
            throw new IllegalArgumentException(label + " is missing, expected it in hex");
        }
        int blank = start;
        while (blank < end && typed[blank] > ' ') {
            blank++;
        }
        parts.add(Hex.decode(CharBuffer.wrap(typed, start, blank - start)));
        return new String(typed, blank, end - blank).strip();
    }

    /** One line of at most {@link #MAX_LINE} characters without its end; null when there is none. Nothing behind it is read. */
    private static char[] readLine(InputStream in) throws IOException {
        char[] line = new char[MAX_LINE];
        try {
            int length = 0;
            int c = in.read();
            if (c < 0) {
                return null;
            }
            for (; c >= 0 && c != '\n'; c = in.read()) {
                if (length == MAX_LINE) {
                    throw new IllegalArgumentException("a component has more than " + MAX_LINE + " characters");
                }
                line[length++] = (char) c;
            }
            return Arrays.copyOf(line, length);
        } finally {
            Wiping.wipe(line);
        }
    }

    /** Refuses one person, names twice and names that do not fit an audit record. */
    static void requirePeople(List<String> custodians) {
        Set<String> different = new HashSet<>();
        custodians.forEach(c -> different.add(c.toLowerCase(Locale.ROOT)));
        if (different.size() < 2 || different.size() != custodians.size() || !custodians.stream().allMatch(c -> c.matches("[A-Za-z0-9._@-]{1,40}"))) {
            throw new UserMistakeException(ExitCode.USAGE, "a key is entered by at least two people, expected two or more different names of letters,"
                    + " digits or ._@-");
        }
    }

    /**
     * Reads a local master key from the components of {@code custodians}, who are at least two different people, and prints each
     * component's check value.
     *
     * @param expected check value of the whole key, or null
     * @throws UserMistakeException when a component or the check value is wrong
     */
    static Entered localMasterKey(List<String> custodians, String expected, PrintWriter out) {
        requirePeople(custodians);
        List<byte[]> parts = List.of();
        try {
            parts = read(custodians, LocalMasterKey::componentCheckValue, out);
            LocalMasterKey key = LocalMasterKey.fromComponents(parts);
            boolean agrees = false;
            try {
                agrees = expected == null || CheckValues.agrees(expected, key.checkValue());
            } finally {
                if (!agrees) {
                    key.close();
                }
            }
            if (!agrees) {
                throw new UserMistakeException(ExitCode.DATA, "refused: the check value of the local master key does not agree");
            }
            return new Entered(key, custodians, parts.stream().map(LocalMasterKey::componentCheckValue).toList());
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
        /** One audit record per custodian, then one for {@code action} with the key's check value, then the change itself. */
        void audit(Path keyFile, String action, KeyAudit.Change change) {
            Path file = keyFile.toAbsolutePath().resolveSibling("audit.log");
            try {
                for (int i = 0; i < custodians.size(); i++) {
                    new KeyAudit(file, SystemClock.INSTANCE, custodians.get(i)).record("lmk-component", KeyAudit.LOCAL_MASTER_KEY, null,
                        checkValues.get(i));
                }
                new KeyAudit(file, SystemClock.INSTANCE, String.join("_", custodians)).around(action, KeyAudit.LOCAL_MASTER_KEY, null,
                    key.checkValue(), change);
            } catch (IOException e) {
                throw new UserMistakeException(ExitCode.IO, "the audit record cannot be written: " + e.getMessage());
            }
        }
    }
}
