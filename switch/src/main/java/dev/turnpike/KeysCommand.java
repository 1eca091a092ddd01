package dev.turnpike;

import dev.turnpike.security.KeyAudit;
import dev.turnpike.security.KeyFile;
import dev.turnpike.security.KeyFileLock;
import dev.turnpike.security.KeyManagement;
import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code turnpike keys}: what a key custodian does with a key file. Values are never shown. */
@Command(name = "keys", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Makes, enters, imports, exports, replaces and lists keys. Every change leaves an audit record.",
        synopsisSubcommandLabel = "COMMAND", subcommands = {KeysCommand.ListKeys.class, KeysCommand.Generate.class,
            KeysCommand.Components.class, KeysCommand.Import.class, KeysCommand.Export.class, KeysCommand.Rotate.class,
            KeysCommand.Retire.class, KeysCommand.Remove.class, MasterKeyCommand.class, RewrapCommand.class},
        footer = {"", "Example:", "  turnpike keys list --keys shop/data/keys/switch.keys"})
public final class KeysCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public KeysCommand() {
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** The files all these commands work on. */
    static final class Files {
        @Option(names = "--keys", paramLabel = "FILE", defaultValue = "data/keys/switch.keys", description = "Key file (${DEFAULT-VALUE}).")
        private Path keys;
        @Option(names = "--lmk", paramLabel = "FILE", description = "Local master key file; \"lmk\" beside the key file unless given.")
        private Path lmk;
        @Mixin
        private MasterKeyOption masterKey;
        @Option(names = "--operator", paramLabel = "NAME", defaultValue = "${sys:user.name}", description = "Name for the audit record.")
        private String operator;
        @Option(names = "--production", description = "Refuse published test keys.")
        private boolean production;

        /** A step on opened keys. */
        interface Step {
            int run(KeyManagement keys) throws IOException;
        }

        private interface Opened {
            int run(LocalMasterKey key) throws IOException;
        }

        /** A step that changes keys or gives one away: nobody else changes the file meanwhile. */
        int with(Step step) {
            return open(key -> {
                try (KeyFileLock lock = KeyFileLock.of(keys, SystemClock.INSTANCE, KeyFileLock.WAIT_MS)) {
                    return step.run(management(lock.open(), key));
                }
            });
        }

        /** A step that only reads: no waiting. */
        int read(Step step) {
            return open(key -> step.run(management(KeyFile.open(keys), key)));
        }

        private KeyManagement management(KeyFile file, LocalMasterKey key) {
            KeyAudit audit = new KeyAudit(keys.toAbsolutePath().resolveSibling("audit.log"), SystemClock.INSTANCE, operator);
            return new KeyManagement(file, key, production ? SecurityProfile.PRODUCTION : SecurityProfile.TEST, new SecureRandom(), audit);
        }

        private int open(Opened opened) {
            Path folder = keys.toAbsolutePath().getParent();
            if (!java.nio.file.Files.isDirectory(folder)) {
                throw new UserMistakeException(ExitCode.NO_INPUT, folder + " does not exist, expected the folder of the key file");
            }
            Path master = lmk != null ? lmk : keys.toAbsolutePath().resolveSibling("lmk");
            masterKey.enter(new PrintWriter(System.err, true));
            masterKey.audit(keys);
            try (LocalMasterKey key = MasterKeySource.open(master)) {
                if (production && key.isPublished()) {
                    throw new UserMistakeException(ExitCode.DATA, "refused: the local master key is a published test key");
                }
                return opened.run(key);
            } catch (KeyFileLock.BusyException e) {
                throw new UserMistakeException(ExitCode.TEMPORARY, e.getMessage());
            } catch (java.nio.file.NoSuchFileException e) {
                throw new UserMistakeException(ExitCode.NO_INPUT, e.getFile() + " does not exist, expected a local master key file");
            } catch (IOException e) {
                throw new UserMistakeException(ExitCode.DATA, e.getMessage());
            } catch (IllegalArgumentException e) {
                throw new UserMistakeException(ExitCode.DATA, "refused: " + e.getMessage());
            } finally {
                MasterKeySource.forget();
            }
        }
    }

    /** Usage, algorithm, mode: what a new key may do. */
    static final class Rights {
        @Option(names = "--usage", required = true, description = "One of: ${COMPLETION-CANDIDATES}.")
        private KeyUsage usage;
        @Option(names = "--algorithm", defaultValue = "T", description = "T triple DES, D DES, A AES, H HMAC, 4 SM4 (${DEFAULT-VALUE}).")
        private char algorithm;
        @Option(names = "--mode", description = "Mode of use as in key blocks, for example E, D, B, C, X; the usage's own unless given.")
        private Character mode;

        char mode() {
            return mode == null ? usage.defaultMode() : mode;
        }
    }

    /** {@code turnpike keys list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Lists names, usages and check values.", footer = {"", "Example:", "  turnpike keys list"})
    static final class ListKeys implements Callable<Integer> {
        @Mixin
        private Files files;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            return files.read(keys -> {
                PrintWriter out = spec.commandLine().getOut();
                for (KeyManagement.Listing k : keys.list()) {
                    out.println(String.format("%-32s %-22s %c%-2d mode %c  kcv %s", k.name(), k.usage(), k.algorithm(), k.bytes(), k.mode(),
                            k.checkValue()));
                }
                out.flush();
                return ExitCode.OK;
            });
        }
    }

    /** {@code turnpike keys generate}. */
    @Command(name = "generate", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Makes a random key.",
            footer = {"", "Example:", "  turnpike keys generate zone/a --usage KEY_BLOCK_PROTECTION --algorithm A --bytes 32"})
    static final class Generate implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the new key.")
        private String name;
        @Option(names = "--bytes", defaultValue = "16", description = "Length in bytes (${DEFAULT-VALUE}).")
        private int bytes;
        @Mixin
        private Rights rights;
        @Mixin
        private Files files;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            return files.with(keys -> done(spec, name, keys.generate(name, rights.usage, rights.algorithm, rights.mode(), bytes)));
        }
    }

    /** {@code turnpike keys components}. */
    @Command(name = "components", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Takes a key from components that different people enter, one after the other, without echo.",
                "Each sees the check value of the own component, or enters it behind the component, after a blank, to have it compared.",
                "Without a terminal, one component in hex per line of the input."},
            footer = {"", "Example:", "  turnpike keys components zone/a --usage ZONE_MASTER --custodians alice,bob,carol --kcv 6CE4CF"})
    static final class Components implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the new key.")
        private String name;
        @Option(names = "--custodians", required = true, split = ",", paramLabel = "NAME,NAME", description = "Who enters, in this order.")
        private List<String> custodians;
        @Option(names = "--kcv", paramLabel = "HEX", description = "Check value of the whole key as agreed; refused when it differs.")
        private String kcv;
        @Mixin
        private Rights rights;
        @Mixin
        private Files files;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            ComponentEntry.requirePeople(custodians);
            return files.with(keys -> {
                SequencedMap<String, byte[]> parts = new LinkedHashMap<>();
                try {
                    List<byte[]> entered = ComponentEntry.read(custodians, part -> KeyManagement.componentCheckValue(rights.algorithm, part),
                            spec.commandLine().getOut());
                    for (int i = 0; i < entered.size(); i++) {
                        parts.put(custodians.get(i), entered.get(i));
                    }
                    return done(spec, name, keys.enterComponents(name, rights.usage, rights.algorithm, rights.mode(), parts, kcv));
                } finally {
                    parts.values().forEach(Wiping::wipe);
                }
            });
        }
    }

    /** {@code turnpike keys import}. */
    @Command(name = "import", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Imports a key block (version A, B, C or D), or with --ecb a bare cryptogram (legacy), under a zone key.",
            footer = {"", "Example:", "  turnpike keys import acquirer/a/zpk --usage PIN_ENCRYPTION --under zone/a D0112P0TE..."})
    static final class Import implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the new key.")
        private String name;
        @Parameters(index = "1", paramLabel = "BLOCK", description = "The key block; with --ecb the cryptogram in hex.")
        private String block;
        @Option(names = "--under", required = true, paramLabel = "NAME",
                description = "Zone key: KEY_BLOCK_PROTECTION, or ZONE_MASTER with --ecb.")
        private String under;
        @Option(names = "--ecb", description = "Legacy: a bare key encrypted in ECB mode; needs --kcv.")
        private boolean ecb;
        @Option(names = "--accept-bare-key", description = "Take a bare cryptogram under --production too. Logged.")
        private boolean acceptBareKey;
        @Option(names = "--kcv", paramLabel = "HEX", description = "Check value of the key, with --ecb alone.")
        private String kcv;
        @Mixin
        private Rights rights;
        @Mixin
        private Files files;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            if (!ecb && (kcv != null || acceptBareKey)) {
                throw new UserMistakeException(ExitCode.USAGE, "--kcv and --accept-bare-key belong to --ecb: a key block is checked by its own MAC");
            }
            return files.with(keys -> done(spec, name, ecb
                    ? keys.acceptBareKeys(acceptBareKey).importFromZone(name, rights.usage, rights.algorithm, rights.mode(), under, Hex.decode(block), kcv)
                    : keys.importBlock(name, rights.usage, under, block)));
        }
    }

    /** {@code turnpike keys export}. */
    @Command(name = "export", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Prints an exportable key as key block under a zone key: version D under AES, B under triple DES.",
            footer = {"", "Example:", "  turnpike keys export acquirer/a/zpk --under zone/a"})
    static final class Export implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the key.")
        private String name;
        @Option(names = "--under", required = true, paramLabel = "NAME", description = "Zone key of usage KEY_BLOCK_PROTECTION.")
        private String under;
        @Mixin
        private Files files;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            return files.with(keys -> {
                spec.commandLine().getOut().println(keys.exportBlock(name, under));
                spec.commandLine().getOut().flush();
                return ExitCode.OK;
            });
        }
    }

    /** {@code turnpike keys rotate}. */
    @Command(name = "rotate", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Puts the key NEW in the place of NAME. The old one stays as NAME@previous, older ones as NAME@previous-2 and -3,",
                "until retired."},
            footer = {"", "Example:", "  turnpike keys rotate acquirer/a/zpk acquirer/a/zpk-2027"})
    static final class Rotate implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "Key to be replaced.")
        private String name;
        @Parameters(index = "1", paramLabel = "NEW", description = "Key that replaces it.")
        private String fresh;
        @Mixin
        private Files files;

        @Override
        public Integer call() {
            return files.with(keys -> {
                keys.rotate(name, fresh);
                return ExitCode.OK;
            });
        }
    }

    /** {@code turnpike keys retire}. */
    @Command(name = "retire", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Removes the oldest previous version of NAME: ends its overlap after rotate.", footer = {"", "Example:", "  turnpike keys retire acquirer/a/zpk"})
    static final class Retire implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "Key that was rotated.")
        private String name;
        @Mixin
        private Files files;
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            return files.with(keys -> {
                spec.commandLine().getOut().println("removed " + keys.retire(name));
                spec.commandLine().getOut().flush();
                return ExitCode.OK;
            });
        }
    }

    /** {@code turnpike keys remove}. */
    @Command(name = "remove", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Takes a key out of the file.",
            footer = {"", "Example:", "  turnpike keys remove test/mak"})
    static final class Remove implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the key.")
        private String name;
        @Mixin
        private Files files;

        @Override
        public Integer call() {
            return files.with(keys -> {
                keys.remove(name);
                return ExitCode.OK;
            });
        }
    }

    private static int done(CommandSpec spec, String name, String checkValue) {
        spec.commandLine().getOut().println(name + " kcv " + checkValue);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
