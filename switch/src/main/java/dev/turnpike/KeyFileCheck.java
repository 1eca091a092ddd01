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
            LocalMasterKey.load(localMasterKey).close();
            return null;
        } catch (IOException e) {
            return e.getMessage() == null ? localMasterKey + " cannot be read" : e.getMessage();
        }
    }

    @Override
    public Content read(Path localMasterKey, Path keyFile) {
        try (LocalMasterKey lmk = LocalMasterKey.load(localMasterKey)) {
            SecurityModule module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(16).conclude());
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
        for (KeyFile.Entry entry : file.all()) {
            int handle = module.load(entry.block(), entry.usage());
            if (handle > 0) {
                module.unload(handle);
                names.add(entry.name());
            } else {
                closed++;
                first = first == null ? entry.name() + " (" + SecurityStatus.of(handle) + ")" : first;
            }
        }
        return new Content(names, closed == 0 ? null : file.path() + ": " + closed + " of " + file.size()
                + " key blocks cannot be opened, first " + first + ", expected key blocks under the local master key");
    }
}
