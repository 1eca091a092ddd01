package dev.turnpike;

import dev.turnpike.configuration.SecurityConfiguration;
import dev.turnpike.journal.SealKey;
import dev.turnpike.security.DataKeys;
import dev.turnpike.security.KeyFile;
import dev.turnpike.security.KeyFileLock;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.RecordSealer;
import dev.turnpike.status.SystemClock;
import java.io.IOException;
import java.security.SecureRandom;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects the journal with the key of its seals, which stays in the security package. Stateless. */
final class JournalSeals {
    private static final Logger LOG = LoggerFactory.getLogger(JournalSeals.class);

    private JournalSeals() {
    }

    /** The key for a switch that starts; one is made for an installation that was made before there were seals. */
    static SealKey forSwitch(SecurityConfiguration s) {
        try (LocalMasterKey lmk = MasterKeySource.open(s.localMasterKey())) {
            KeyFile keys = KeyFile.open(s.keyFile());
            return key(keys.get(DataKeys.JOURNAL_SEAL) == null ? withSeal(s, lmk) : keys, lmk);
        } catch (KeyFileLock.BusyException e) {
            throw new UserMistakeException(ExitCode.TEMPORARY, e.getMessage());
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "the key of the journal's seals cannot be read: " + e.getMessage());
        }
    }

    private static KeyFile withSeal(SecurityConfiguration s, LocalMasterKey lmk) throws IOException {
        try (KeyFileLock lock = KeyFileLock.of(s.keyFile(), SystemClock.INSTANCE, KeyFileLock.WAIT_MS)) {
            KeyFile keys = lock.open();
            if (DataKeys.ensure(keys, lmk, new SecureRandom())) {
                keys.save();
                LOG.info("made the key {} in {}", DataKeys.JOURNAL_SEAL, s.keyFile());
            }
            return keys;
        }
    }

    /** The key for a look at the journal, or null when it is not at hand. */
    static SealKey forTools(SecurityConfiguration s) {
        try (LocalMasterKey lmk = MasterKeySource.open(s.localMasterKey())) {
            return key(KeyFile.open(s.keyFile()), lmk);
        } catch (IOException e) {
            LOG.debug("no seal key", e);
            return null;
        }
    }

    private static SealKey key(KeyFile keys, LocalMasterKey lmk) {
        RecordSealer sealer;
        try {
            sealer = RecordSealer.open(keys, lmk);
        } catch (IllegalStateException e) {
            throw new UserMistakeException(ExitCode.CONFIGURATION, e.getMessage());
        }
        return sealer == null ? null : new SealKey() {
            @Override
            public void update(DirectBuffer buffer, int offset, int length) {
                sealer.update(buffer, offset, length);
            }

            @Override
            public void finish(MutableDirectBuffer out, int offset) {
                sealer.finish(out, offset);
            }
        };
    }
}
