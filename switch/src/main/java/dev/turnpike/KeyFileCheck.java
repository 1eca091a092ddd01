package dev.turnpike;

import dev.turnpike.configuration.KeyCheck;
import dev.turnpike.security.KeyFile;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.SecurityContext;
import dev.turnpike.security.SecurityModule;
import dev.turnpike.security.SecurityStatus;
import dev.turnpike.security.SoftwareSecurityModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Opens every block of a key file in a security module of its own, so that a wrong local master key shows at once. Stateless. */
final class KeyFileCheck implements KeyCheck {
    @Override
    public String masterKeyMistake(Path localMasterKey) {
        try {
            MasterKeySource.open(localMasterKey).close();
            return null;
        } catch (IOException e) {
            return e.getMessage() == null ? localMasterKey + " cannot be read" : e.getMessage();
        }
    }

    @Override
    public boolean hasMasterKey() {
        return MasterKeySource.isEntered();
    }

    @Override
    public Content read(Path localMasterKey, Path keyFile) {
        return read(localMasterKey, keyFile, false);
    }

    @Override
    public Content read(Path localMasterKey, Path keyFile, boolean production) {
        try (LocalMasterKey lmk = MasterKeySource.open(localMasterKey)) {
            if (production && lmk.isPublished()) {
                return new Content(Set.of(), localMasterKey + ": the local master key is a published test key, expected one of your own under the"
                        + " production profile");
            }
            SecurityModule module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(16)
                    .refusePublishedKeys(production).conclude());
            try {
                return read(module, KeyFile.open(keyFile));
            } finally {
                module.close();
            }
        } catch (IOException e) {
            return new Content(Set.of(), e.getMessage() == null ? keyFile + " cannot be read" : e.getMessage());
        }
    }

    private static Content read(SecurityModule module, KeyFile file) {
        Set<String> names = new HashSet<>();
        int closed = 0;
        String first = null;
        String published = null;
        for (KeyFile.Entry entry : file.all()) {
            int handle = module.load(entry.block(), entry.usage());
            if (handle > 0) {
                module.unload(handle);
                names.add(entry.name());
            } else if (handle == SecurityStatus.TEST_KEY_REFUSED.code()) {
                published = published == null ? entry.name() : published;
            } else {
                closed++;
                first = first == null ? entry.name() + " (" + SecurityStatus.of(handle) + ")" : first;
            }
        }
        if (published != null && closed == 0) {
            return new Content(names, file.path() + ": key " + published + " is a published test key, expected keys of your own under the"
                + " production profile");
        }
        return new Content(names, closed == 0 ? null : file.path() + ": " + closed + " of " + file.size()
                + " key blocks cannot be opened, first " + first + ", expected key blocks under the local master key");
    }
}
