package dev.turnpike;

import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.cipher.Hex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes the file of a local master key that everybody knows, as an editor would: the commands make none. */
final class PublishedMasterKey {
    private static final String KEY = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";

    private PublishedMasterKey() {
    }

    static void write(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.writeString(file, "turnpike-local-master-key 1\nkey " + KEY + "\nkcv "
            + LocalMasterKey.componentCheckValue(Hex.decode(KEY)) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
