package dev.turnpike.configuration;

import java.nio.file.Path;

/**
 * Where keys live. Paths are absolute; names are names in the key file. No key material here.
 *
 * @param module          the security module
 * @param localMasterKey  file of the local master key, mode 0600
 * @param keyFile         key blocks of data keys and zone keys
 * @param terminalKeyFile key blocks of terminal keys, written by {@code turnpike terminals import}
 * @param panKey          name of the key that seals card numbers
 * @param lookupKey       name of the key of the card number's look-up hash
 * @param digestKey       name of the key of the duplicate check's digest
 */
public record SecurityConfiguration(Module module, Path localMasterKey, Path keyFile, Path terminalKeyFile, String panKey,
        String lookupKey, String digestKey) {
    /** Kinds of security module. */
    public enum Module {
        /** In this process; development, tests and simulators. */
        SOFTWARE
    }
}
