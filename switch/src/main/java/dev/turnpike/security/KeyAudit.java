package dev.turnpike.security;

import dev.turnpike.status.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;

/**
 * One line per key operation: time, operator, action, name, usage, check value. Appended and synced before the operation counts as
 * done; never values. What would not stay within its field, blanks and line ends above all, is written as {@code %} and four hex digits.
 * Any thread.
 */
public final class KeyAudit {
    /** Name of the local master key in records. */
    public static final String LOCAL_MASTER_KEY = "local-master-key";

    private final Path file;
    private final Clock clock;
    private final String operator;

    /** A change of files that is audited. */
    @FunctionalInterface
    public interface Change {
        /** Makes it durable. */
        void make() throws IOException;
    }

    /** Appends to {@code file} (mode 0600 when it is made) in the name of {@code operator}. */
    public KeyAudit(Path file, Clock clock, String operator) {
        this.file = file;
        this.clock = clock;
        this.operator = operator.replaceAll("[^A-Za-z0-9._@-]", "_");
    }

    /** The same file in the name of another person. */
    public KeyAudit as(String other) {
        return new KeyAudit(file, clock, other);
    }

    /**
     * Appends one record; {@code usage} is null for the local master key and for whole files.
     *
     * @throws IOException when it cannot be made durable, or others than the owner may read or change the file
     */
    public synchronized void record(String action, String name, KeyUsage usage, String checkValue) throws IOException {
        String line = Instant.ofEpochMilli(clock.wallMs()) + " operator=" + operator + " action=" + field(action) + " key=" + field(name)
            + " usage=" + (usage == null ? "-" : usage) + " kcv=" + field(checkValue) + "\n";
        OwnerOnly.require(file);
        try (FileChannel channel = FileChannel.open(file,
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }

    /**
     * Records {@code action}, then makes the change, so that none is without a record. When it fails, a second record says
     * {@code ACTION-failed}. Everything that can be refused must have been checked before.
     *
     * @throws IOException when record or change fail; without a record the change is not tried
     */
    public void around(String action, String name, KeyUsage usage, String checkValue, Change change) throws IOException {
        record(action, name, usage, checkValue);
        boolean done = false;
        try {
            change.make();
            done = true;
        } finally {
            if (!done) {
                record(action + "-failed", name, usage, checkValue);
            }
        }
    }

    private static String field(String value) {
        StringBuilder s = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > ' ' && c < 127 && c != '=' && c != '%') {
                s.append(c);
            } else {
                s.append('%').append(String.format("%04X", (int) c));
            }
        }
        return s.toString();
    }
}
