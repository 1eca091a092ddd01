package dev.turnpike.security;

import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.Cmac;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.PublishedKeys;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.keyblock.KeyBlockCodec;
import dev.turnpike.security.keyblock.KeyBlockException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The local master key (AES-256), which wraps every key at rest. It comes from a file that its owner alone may read, or from components
 * of two or more people. Immutable until {@link #close()}; any thread may read.
 */
public final class LocalMasterKey implements AutoCloseable {
    /** Bytes of the key and of each component. */
    public static final int KEY_BYTES = 32;

    private static final String MAGIC = "turnpike-local-master-key 1";

    private final byte[] key;

    private LocalMasterKey(byte[] key) {
        this.key = key;
    }

    /** A random key that lives in memory alone. */
    public static LocalMasterKey random(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return new LocalMasterKey(key);
    }

    /**
     * XOR of two or more components of {@link #KEY_BYTES} bytes. The components stay the caller's to wipe.
     *
     * @throws IllegalArgumentException for fewer than two, another length, or a result that is published or made by a rule
     */
    public static LocalMasterKey fromComponents(List<byte[]> components) {
        if (components.size() < 2) {
            throw new IllegalArgumentException("a local master key needs components of at least two people");
        }
        byte[] key = new byte[KEY_BYTES];
        for (byte[] c : components) {
            if (c.length != KEY_BYTES) {
                Wiping.wipe(key);
                throw new IllegalArgumentException("a component has " + KEY_BYTES + " bytes, not " + c.length);
            }
            for (int i = 0; i < KEY_BYTES; i++) {
                key[i] ^= c[i];
            }
        }
        if (allEqual(key)) {
            Wiping.wipe(key);
            throw new IllegalArgumentException("the components cancel each other");
        }
        if (PublishedKeys.contains(key)) {
            Wiping.wipe(key);
            throw new IllegalArgumentException("the local master key is a published test key or made by a rule");
        }
        return new LocalMasterKey(key);
    }

    /** Whether anybody may know this key: it is printed somewhere, or made by a rule. See {@link PublishedKeys}. */
    public boolean isPublished() {
        return PublishedKeys.contains(key);
    }

    /** A key of its own with the same value, to be closed by itself. */
    public LocalMasterKey copy() {
        return new LocalMasterKey(key.clone());
    }

    /**
     * Check value of a component as its holder may write it down: 10 hex characters, as {@link #checkValue()}.
     *
     * @throws IllegalArgumentException when it has not {@link #KEY_BYTES} bytes
     */
    public static String componentCheckValue(byte[] component) {
        if (component.length != KEY_BYTES) {
            throw new IllegalArgumentException("a component has " + KEY_BYTES + " bytes, not " + component.length);
        }
        try (LocalMasterKey alone = new LocalMasterKey(component.clone())) {
            return alone.checkValue();
        }
    }

    private static boolean allEqual(byte[] bytes) {
        for (byte b : bytes) {
            if (b != bytes[0]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes a random key and writes it to a new file of mode 0600, synced to disk.
     *
     * @throws IOException when the file exists or cannot be written
     */
    public static LocalMasterKey create(Path file, SecureRandom random) throws IOException {
        LocalMasterKey lmk = random(random);
        lmk.save(file);
        return lmk;
    }

    /**
     * Writes the key to a new file of mode 0600, synced to disk.
     *
     * @throws IOException when the file exists or cannot be written
     */
    public void save(Path file) throws IOException {
        String text = MAGIC + "\nkey " + Hex.encode(key) + "\nkcv " + checkValue() + "\n";
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }

    /**
     * Reads a file written by {@link #save}.
     *
     * @throws IOException when it is missing, readable by others than its owner, malformed, or its check value is wrong
     */
    public static LocalMasterKey load(Path file) throws IOException {
        OwnerOnly.require(file);
        List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        if (lines.size() != 3 || !lines.get(0).equals(MAGIC) || !lines.get(1).matches("key [0-9A-F]{64}")) {
            throw new IOException(file + ": no local master key file, expected three lines: '" + MAGIC + "', key, kcv");
        }
        LocalMasterKey lmk = new LocalMasterKey(Hex.decode(lines.get(1).substring(4)));
        if (!lines.get(2).equals("kcv " + lmk.checkValue())) {
            lmk.close();
            throw new IOException(file + ": check value of the local master key does not agree");
        }
        return lmk;
    }

    /** CMAC check value: 10 hex characters. */
    public String checkValue() {
        byte[] mac = new byte[16];
        try (AesKey aes = new AesKey(key, 0, KEY_BYTES); Cmac cmac = new Cmac(aes)) {
            cmac.mac(new byte[16], 0, 16, mac, 0);
        }
        return Hex.encode(mac, 0, 5);
    }

    /** A new codec of version D; the caller confines it to one thread and closes it. */
    KeyBlockCodec codec() {
        try {
            return new KeyBlockCodec(key, 'D');
        } catch (KeyBlockException e) {
            throw new IllegalStateException("a local master key always fits version D", e);
        }
    }

    /** Whether both are the same key. */
    @Override
    public boolean equals(Object other) {
        return other instanceof LocalMasterKey o && java.security.MessageDigest.isEqual(key, o.key);
    }

    @Override
    public int hashCode() {
        return checkValue().hashCode();
    }

    /** Class and check value, never the key. */
    @Override
    public String toString() {
        return "LocalMasterKey kcv=" + checkValue();
    }

    /** Wipes the key; blocks can then no longer be read. */
    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
        Wiping.wipe(key);
    }
}
