package dev.turnpike.configuration;

import java.nio.file.Path;
import java.util.Set;

/**
 * Looks into a key file without handing out keys. The wiring brings an implementation over the security module, so that this package
 * does not depend on one.
 */
public interface KeyCheck {
    /**
     * What a key file holds.
     *
     * @param names   names of the keys whose blocks are readable
     * @param mistake one sentence on why the file as a whole cannot be used, or null
     */
    record Content(Set<String> names, String mistake) {
    }

    /** As {@link #read(Path, Path)}; with {@code production}, published test keys are a mistake. */
    default Content read(Path localMasterKey, Path keyFile, boolean production) {
        return read(localMasterKey, keyFile);
    }

    /** True when the local master key is at hand without its file: people have entered it. */
    default boolean hasMasterKey() {
        return false;
    }

    /** One sentence on why the local master key cannot be used (who may read the file, its form, its check value), or null. */
    default String masterKeyMistake(Path localMasterKey) {
        return null;
    }

    /** Reads the names in a key file whose blocks lie under the given local master key. Never throws for a user's mistake. */
    Content read(Path localMasterKey, Path keyFile);
}
