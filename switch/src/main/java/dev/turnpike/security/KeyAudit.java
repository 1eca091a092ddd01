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
 * done; never values. Any thread.
 */
public final class KeyAudit {
    /** Name of the local master key in records. */
    public static final String LOCAL_MASTER_KEY = "local-master-key";

    private final Path file;
    private final Clock clock;
    private final String operator;

    /** Appends to {@code file} (mode 0600 when it is made) in the name of {@code operator}. */
    public KeyAudit(Path file, Clock clock, String operator) {
        this.file = file;
        this.clock = clock;
        this.operator = operator.replaceAll("[^A-Za-z0-9._@-]", "_");
    }

    /**
     * Appends one record; {@code usage} is null for the local master key and for whole files.
     *
     * @throws IOException when it cannot be made durable
     */
    public synchronized void record(String action, String name, KeyUsage usage, String checkValue) throws IOException {
        String line = Instant.ofEpochMilli(clock.wallMs()) + " operator=" + operator + " action=" + action + " key=" + name + " usage="
            + (usage == null ? "-" : usage)
            + " kcv=" + checkValue + "\n";
        try (FileChannel channel = FileChannel.open(file,
            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }
}
