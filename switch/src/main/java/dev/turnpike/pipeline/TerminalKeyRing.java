package dev.turnpike.pipeline;

import dev.turnpike.core.Core;
import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.SecurityModule;
import dev.turnpike.transaction.TerminalDirectory;
import java.util.function.Function;

/**
 * Handles of the working keys of terminals, loaded on first use from the key blocks that the core remembers or, for static keys, from
 * the key file. Version 0 is the static set. Work thread only.
 */
final class TerminalKeyRing {
    private static final int SETS = 4;
    private static final int CANDIDATES = 3;
    private final Core core;
    private final SecurityModule security;
    private final TerminalDirectory directory;
    private final Function<String, String> keyBlocks;
    private final Keys[] byTerminal;
    private final int[] masterKeys;

    private static final class Keys {
        final int[] version = {-1, -1, -1, -1};
        final int[] mac = new int[SETS];
        final int[] pin = new int[SETS];
        final int[] track = new int[SETS];
    }

    TerminalKeyRing(PipelineContext context) {
        core = context.core();
        security = context.security();
        directory = context.directory();
        keyBlocks = context.keyBlocks();
        byTerminal = new Keys[directory.size()];
        masterKeys = new int[directory.size()];
    }

    /**
     * Number of candidate sets to try when verifying a MAC: the set that verified last, a newer one that has not verified yet, the static
     * one. Once a newer set has verified, the older one is kept only for answers that are still under way.
     */
    int candidates() {
        return CANDIDATES;
    }

    /** Version of candidate {@code i}, -1 when the terminal has no such set. */
    int candidateVersion(int terminal, int i) {
        if (i == 2) {
            return directory.terminal(terminal).macKey().isEmpty() ? -1 : 0;
        }
        int version = core.keyVersion(terminal, i == 0 ? 1 : 0);
        return version == 0 ? -1 : version;
    }

    /** Version of the set under which answers are MACed when no request names one; -1 when the terminal has none. */
    int currentVersion(int terminal) {
        for (int i = 0; i < CANDIDATES; i++) {
            int version = candidateVersion(terminal, i);
            if (version >= 0) {
                return version;
            }
        }
        return -1;
    }

    /** Handle of the MAC key of a version, 0 or negative when it cannot be had. */
    int macKey(int terminal, int version) {
        Keys keys = byTerminal[terminal];
        int i = keys == null ? -1 : indexOf(keys, version);
        if (i < 0) {
            i = load(terminal, version);
            keys = byTerminal[terminal];
        }
        return i < 0 ? 0 : keys.mac[i];
    }

    /** Handle of the PIN key of a version, 0 or negative when it cannot be had. */
    int pinKey(int terminal, int version) {
        return macKey(terminal, version) > 0 ? byTerminal[terminal].pin[indexOf(byTerminal[terminal], version)] : 0;
    }

    /** Handle of the track key of a version, 0 or negative when it has none or it cannot be had. */
    int trackKey(int terminal, int version) {
        return macKey(terminal, version) > 0 ? byTerminal[terminal].track[indexOf(byTerminal[terminal], version)] : 0;
    }

    /** Handle of the terminal master key, 0 or negative when it has none. */
    int masterKey(int terminal) {
        if (masterKeys[terminal] == 0) {
            String name = directory.terminal(terminal).masterKey();
            String block = name.isEmpty() ? null : keyBlocks.apply(name);
            masterKeys[terminal] = block == null ? -1 : security.load(block, KeyUsage.TERMINAL_MASTER);
        }
        return masterKeys[terminal];
    }

    private static int indexOf(Keys keys, int version) {
        for (int i = 0; i < SETS; i++) {
            if (keys.version[i] == version) {
                return i;
            }
        }
        return -1;
    }

    private int load(int terminal, int version) {
        Keys keys = byTerminal[terminal];
        if (keys == null) {
            keys = new Keys();
            byTerminal[terminal] = keys;
        }
        int at = freeSlot(terminal, keys);
        if (version == 0) {
            keys.mac[at] = loadNamed(directory.terminal(terminal).macKey(), KeyUsage.MAC);
            keys.pin[at] = loadNamed(directory.terminal(terminal).pinKey(), KeyUsage.PIN_ENCRYPTION);
            keys.track[at] = loadNamed(trackKeyName(directory.terminal(terminal).macKey()), KeyUsage.DATA_ENCRYPTION);
            keys.version[at] = 0;
            return at;
        }
        for (int set = 0; set < 3; set++) {
            if (core.keyVersion(terminal, set) == version) {
                Keys target = keys;
                core.keyBlocks(terminal, set, (v, pinKey, macKey, trackKey) -> {
                    target.pin[at] = security.load(pinKey, 0, pinKey.length, KeyUsage.PIN_ENCRYPTION);
                    target.mac[at] = security.load(macKey, 0, macKey.length, KeyUsage.MAC);
                    target.track[at] = trackKey.length == 0 ? 0 : security.load(trackKey, 0, trackKey.length, KeyUsage.DATA_ENCRYPTION);
                });
                keys.version[at] = version;
                return at;
            }
        }
        return -1;
    }

    // A set that the core no longer knows gives way, its keys wiped.
    private int freeSlot(int terminal, Keys keys) {
        for (int i = 0; i < SETS; i++) {
            if (keys.version[i] < 0) {
                return i;
            }
        }
        for (int i = 0; i < SETS; i++) {
            if (!isKnown(terminal, keys.version[i])) {
                security.unload(keys.mac[i]);
                security.unload(keys.pin[i]);
                security.unload(keys.track[i]);
                keys.version[i] = -1;
                return i;
            }
        }
        return 0;
    }

    private boolean isKnown(int terminal, int version) {
        return version == 0 || core.keyVersion(terminal, 0) == version || core.keyVersion(terminal, 1) == version
            || core.keyVersion(terminal, 2) == version;
    }

    /** A static track key lies beside the MAC key: terminal/TID/tdk beside terminal/TID/tak. */
    private static String trackKeyName(String macKey) {
        return macKey.endsWith("tak") ? macKey.substring(0, macKey.length() - 3) + "tdk" : "";
    }

    private int loadNamed(String name, KeyUsage usage) {
        String block = name.isEmpty() ? null : keyBlocks.apply(name);
        return block == null ? 0 : security.load(block, usage);
    }
}
