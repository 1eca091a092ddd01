package dev.turnpike;

import dev.turnpike.security.KeyAudit;
import dev.turnpike.security.KeyFile;
import dev.turnpike.security.KeyFileLock;
import dev.turnpike.security.KeyManagement;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code turnpike keys rewrap}. */
@Command(name = "rewrap", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = {"Wraps all keys of key files under a new local master key. Stop the switch first; name all its key files at once.",
            "When it was cut off, run it again. Afterwards put the new file where security.localMasterKey points to; terminals sign on again."},
        footer = {"", "Example:", "  turnpike keys rewrap --to data/keys/lmk-2027 --keys data/keys/switch.keys --keys data/keys/terminals.keys"})
final class RewrapCommand implements Callable<Integer> {
    @Option(names = "--keys", required = true, paramLabel = "FILE", description = "Key file; give the option once for each.")
    private List<Path> keys;
    @Option(names = "--lmk", paramLabel = "FILE", description = "Present local master key file; \"lmk\" beside the first key file unless given.")
    private Path lmk;
    @Option(names = "--to", required = true, paramLabel = "FILE", description = "New local master key file, made by keys lmk.")
    private Path to;
    @Option(names = "--operator", paramLabel = "NAME", defaultValue = "${sys:user.name}", description = "Name for the audit record.")
    private String operator;
    @Mixin
    private MasterKeyOption masterKey;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        for (Path file : keys) {
            if (!Files.isReadable(file)) {
                throw new UserMistakeException(ExitCode.NO_INPUT, file + " does not exist or cannot be read, expected a key file");
            }
        }
        masterKey.enter(spec.commandLine().getErr());
        masterKey.audit(keys.get(0));
        PrintWriter out = spec.commandLine().getOut();
        Path present = lmk != null ? lmk : keys.get(0).toAbsolutePath().resolveSibling("lmk");
        try (LocalMasterKey old = MasterKeySource.open(present); LocalMasterKey fresh = LocalMasterKey.load(to)) {
            if (old.equals(fresh)) {
                throw new UserMistakeException(ExitCode.DATA, "refused: both local master keys are the same");
            }
            if (fresh.isPublished()) {
                throw new UserMistakeException(ExitCode.DATA, "refused: the new local master key is a published test key or made by a rule");
            }
            for (Path file : keys) {
                KeyAudit audit = new KeyAudit(file.toAbsolutePath().resolveSibling("audit.log"), SystemClock.INSTANCE, operator);
                try (KeyFileLock lock = KeyFileLock.of(file, SystemClock.INSTANCE, KeyFileLock.WAIT_MS)) {
                    KeyFile opened = lock.open();
                    int changed = new KeyManagement(opened, old, SecurityProfile.TEST, new SecureRandom(), audit).rewrap(fresh);
                    out.println(file + ": " + changed + " of " + opened.size() + " keys wrapped under kcv " + fresh.checkValue());
                }
            }
            out.flush();
            return ExitCode.OK;
        } catch (NoSuchFileException e) {
            throw new UserMistakeException(ExitCode.NO_INPUT, e.getFile() + " does not exist, expected a local master key file");
        } catch (KeyFileLock.BusyException e) {
            throw new UserMistakeException(ExitCode.TEMPORARY, e.getMessage());
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.DATA, e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UserMistakeException(ExitCode.DATA, "refused: " + e.getMessage());
        } finally {
            MasterKeySource.forget();
        }
    }
}
