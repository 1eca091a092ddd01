package dev.turnpike.security;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys at rest: a text file with one line {@code name usage block} per key, the block under the local master key. Held in memory;
 * {@link #save()} rewrites the file at one stroke. Any thread.
 */
public final class KeyFile {
    /** Most keys in a file. */
    public static final int MAX_KEYS = 2_000_000;
    /** Longest name in characters. */
    public static final int MAX_NAME_LENGTH = 80;

    /**
     * One key.
     *
     * @param name  letters, digits and {@code . _ / @ : -}
     * @param usage what the key may be used for
     * @param block the key block as text
     */
    public record Entry(String name, KeyUsage usage, String block) {
        /** Checks the characters of name and block. */
        public Entry {
            requireName(name);
            if (block.length() < 16 || block.indexOf(' ') >= 0 || block.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("the block of key " + name + " is no key block");
            }
        }
    }

    private final Path path;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private KeyFile(Path path) {
        this.path = path;
    }

    /**
     * Reads {@code path}; a file that does not exist gives an empty one.
     *
     * @throws IOException with file, line and column when a line is malformed or a name is there twice; or when others than the owner may read
     *                     or change the file
     */
    public static KeyFile open(Path path) throws IOException {
        KeyFile file = new KeyFile(path);
        OwnerOnly.require(path);
        int number = 0;
        try (java.io.BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.US_ASCII)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isEmpty() && line.charAt(0) != '#') {
                    file.addLine(line, number);
                }
            }
        } catch (NoSuchFileException e) {
            return file;
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new IOException(path + ":" + (number + 1) + ":1: this line or one soon after it has bytes that are no ASCII", e);
        }
        return file;
    }

    private void addLine(String line, int number) throws IOException {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        if (first < 0 || second < 0) {
            throw mistake(number, 0, "expected three words: name usage block", null);
        }
        KeyUsage usage;
        try {
            usage = KeyUsage.valueOf(line.substring(first + 1, second));
        } catch (IllegalArgumentException e) {
            throw mistake(number, first + 1, "there is no such usage, expected one of " + Arrays.toString(KeyUsage.values()), e);
        }
        Entry entry;
        try {
            entry = new Entry(line.substring(0, first), usage, line.substring(second + 1));
        } catch (IllegalArgumentException e) {
            throw mistake(number, isName(line.substring(0, first)) ? second + 1 : 0, e.getMessage(), e);
        }
        if (entries.put(entry.name(), entry) != null) {
            throw mistake(number, 0, "key " + entry.name() + " is there twice", null);
        }
    }

    private IOException mistake(int line, int at, String what, Exception cause) {
        return new IOException(path + ":" + line + ":" + (at + 1) + ": " + what, cause);
    }

    /** Whether a key may have this name: 1 to {@link #MAX_NAME_LENGTH} letters, digits and {@code . _ / @ : -}. */
    static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME_LENGTH && nameCharacters(name);
    }

    /** Refuses what {@link #isName} does not take. */
    static void requireName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("a key's name is 1 to " + MAX_NAME_LENGTH + " letters, digits or ._/@:-");
        }
    }

    private static boolean nameCharacters(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean ok = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || "._/@:-".indexOf(c) >= 0;
            if (!ok) {
                return false;
            }
        }
        return true;
    }

    /** Where the file lies. */
    public Path path() {
        return path;
    }

    /** The key called {@code name}, or null. */
    public synchronized Entry get(String name) {
        return entries.get(name);
    }

    /** Adds or replaces a key in memory. */
    public synchronized void put(String name, KeyUsage usage, String block) {
        if (entries.size() >= MAX_KEYS && !entries.containsKey(name)) {
            throw new IllegalStateException("a key file takes " + MAX_KEYS + " keys");
        }
        entries.put(name, new Entry(name, usage, block));
    }

    /** Takes a key out in memory; false when it was not there. */
    public synchronized boolean remove(String name) {
        return entries.remove(name) != null;
    }

    /** All keys in the order of the file. */
    public synchronized List<Entry> all() {
        return new ArrayList<>(entries.values());
    }

    /** Number of keys. */
    public synchronized int size() {
        return entries.size();
    }

    /**
     * Writes all keys to a new file of mode 0600 beside the old one, syncs it, and puts it in the old one's place.
     *
     * @throws IOException when that fails; the old file is then untouched
     */
    public synchronized void save() throws IOException {
        Path absolute = path.toAbsolutePath();
        Path fresh = absolute.resolveSibling(absolute.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(fresh, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            BufferedWriter out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.US_ASCII), 1 << 16)) {
            out.write("# name usage key-block (under the local master key)\n");
            for (Entry e : entries.values()) {
                out.append(e.name()).append(' ').append(e.usage().name()).append(' ').append(e.block()).append('\n');
            }
            out.flush();
            channel.force(true);
        }
        Files.move(fresh, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(absolute.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
