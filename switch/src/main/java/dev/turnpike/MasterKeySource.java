package dev.turnpike;

import dev.turnpike.security.LocalMasterKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** Where the local master key comes from: entered by people for this process, else its file. Any thread. */
final class MasterKeySource {
    private static final AtomicReference<LocalMasterKey> ENTERED = new AtomicReference<>();

    private MasterKeySource() {
    }

    /** The key that people have entered, or that of {@code file}; the caller closes it. */
    static LocalMasterKey open(Path file) throws IOException {
        LocalMasterKey entered = ENTERED.get();
        return entered != null ? entered.copy() : LocalMasterKey.load(file);
    }

    /** Takes an entered key for the rest of this process, or until {@link #forget}. */
    static void entered(LocalMasterKey key) {
        forget();
        ENTERED.set(key);
    }

    static boolean isEntered() {
        return ENTERED.get() != null;
    }

    /** Wipes the entered key. */
    static void forget() {
        LocalMasterKey key = ENTERED.getAndSet(null);
        if (key != null) {
            key.close();
        }
    }
}
