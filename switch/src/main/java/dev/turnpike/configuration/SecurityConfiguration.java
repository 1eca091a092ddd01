package dev.turnpike.configuration;

import java.nio.file.Path;

/**
 * Where keys live. Paths are absolute. No key material here.
 *
 * @param module           the security module
 * @param softwareOverride whether a software module is accepted under the production profile
 * @param localMasterKey   file of the local master key, mode 0600
 * @param keyFile          key blocks of data keys and zone keys
 * @param terminalKeyFile  key blocks of terminal keys, written by {@code turnpike terminals import}
 */
public record SecurityConfiguration(Module module, boolean softwareOverride, Path localMasterKey, Path keyFile, Path terminalKeyFile) {
    /** Kinds of security module. */
    public enum Module {
        /** In this process; development, tests and simulators. */
        SOFTWARE
    }
}
