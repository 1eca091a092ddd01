package dev.turnpike.endtoend;

import dev.turnpike.simulator.wire.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Looks for secrets in files in every form in which they may have been written: characters, packed decimal at both nibbles, raw bytes,
 * hexadecimal of either case, base64 at each of its three alignments. One thread.
 */
final class SecretScanner {
    private static final int FILTER_BITS = 20;
    private static final int SHORTEST = 6;

    private record Form(String what, byte[] bytes) {
    }

    private final Map<Integer, List<Form>> byStart = new HashMap<>();
    private final BitSet filter = new BitSet(1 << FILTER_BITS);
    private final List<String> hits = new ArrayList<>();
    private int files;

    /** Looks for digits, perhaps with {@code =} among them. */
    void digits(String what, String digits) {
        byte[] characters = digits.getBytes(StandardCharsets.US_ASCII);
        add(what + " as characters", characters);
        both(what + " as characters", characters);
        String packed = digits.replace('=', 'D');
        // At an even place, and one nibble on; a digit that shares its byte with a stranger is left out.
        for (int from = 0; from < 2; from++) {
            String whole = packed.substring(from, from + ((packed.length() - from) & ~1));
            byte[] bytes = Hex.bytes(whole);
            add(what + " packed", bytes);
            encoded(what + " packed", bytes);
        }
    }

    /** Looks for bytes. */
    void bytes(String what, byte[] secret) {
        add(what + " raw", secret);
        both(what, secret);
    }

    private void both(String what, byte[] secret) {
        String hex = Hex.of(secret);
        add(what + " in upper hex", hex.getBytes(StandardCharsets.US_ASCII));
        add(what + " in lower hex", hex.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
        encoded(what, secret);
    }

    private void encoded(String what, byte[] secret) {
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + secret.length];
            System.arraycopy(secret, 0, shifted, shift, secret.length);
            byte[] text = Base64.getEncoder().withoutPadding().encode(shifted);
            // Characters that also hold bits of the neighbours are left out.
            int from = (shift * 8 + 5) / 6;
            int to = shifted.length * 8 / 6;
            byte[] sure = Arrays.copyOfRange(text, from, to);
            add(what + " in base64 +" + shift, sure);
            String url = new String(sure, StandardCharsets.US_ASCII).replace('+', '-').replace('/', '_');
            add(what + " in base64url +" + shift, url.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void add(String what, byte[] form) {
        if (form.length < SHORTEST) {
            return;
        }
        int start = start(form, 0);
        List<Form> same = byStart.computeIfAbsent(start, k -> new ArrayList<>());
        if (same.stream().noneMatch(f -> Arrays.equals(f.bytes(), form))) {
            same.add(new Form(what, form));
        }
        filter.set(spread(start));
    }

    private static int start(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
    }

    private static int spread(int start) {
        return start * 0x9E3779B1 >>> 32 - FILTER_BITS;
    }

    /** Scans bytes; {@code where} names them in a hit. */
    void scan(String where, byte[] content) {
        for (int at = 0; at + SHORTEST <= content.length; at++) {
            int start = start(content, at);
            if (start == 0 || !filter.get(spread(start))) {
                continue;
            }
            for (Form form : byStart.getOrDefault(start, List.of())) {
                int end = at + form.bytes().length;
                if (end <= content.length && Arrays.equals(content, at, end, form.bytes(), 0, form.bytes().length)) {
                    hits.add(form.what() + " in " + where + " at " + at);
                }
            }
        }
    }

    /** Scans every file below a folder whose path from there is accepted. */
    void scanFolder(Path folder, Predicate<String> accepted) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString();
                if (accepted.test(name)) {
                    files++;
                    scan(name, Files.readAllBytes(file));
                }
            }
        }
    }

    /** What was found: the name of the secret, its form and where; never the secret. */
    List<String> hits() {
        return hits;
    }

    /** Files scanned so far. */
    int files() {
        return files;
    }
}
