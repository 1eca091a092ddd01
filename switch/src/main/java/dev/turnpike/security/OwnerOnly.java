package dev.turnpike.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that nobody but their owner may read or change. Stateless; any thread. */
final class OwnerOnly {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private OwnerOnly() {
    }

    /**
     * Does nothing when {@code file} has mode 0600 or less, or does not exist.
     *
     * @throws IOException of one sentence when others may use it, or its mode cannot be read
     */
    static void require(Path file) throws IOException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (NoSuchFileException e) {
            return;
        }
        for (PosixFilePermission p : permissions) {
            if (OTHERS.contains(p)) {
                throw new IOException(file + ": mode is " + PosixFilePermissions.toString(permissions) + ", expected rw------- (chmod 600)");
            }
        }
    }
}
