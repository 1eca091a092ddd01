package dev.turnpike.security;

import dev.turnpike.security.cipher.Wiping;
import java.security.SecureRandom;

/**
 * The keys for data at rest, kept in the key file like all others: {@code data/pan/0001} and up (the highest seals, the others open),
 * {@code data/pan-hash}, {@code data/content-digest}, {@code data/journal-seal}. Any thread.
 */
public final class DataKeys {
    /** Name of the look-up hash key. */
    public static final String PAN_HASH = "data/pan-hash";
    /** Name of the duplicate check's key. */
    public static final String CONTENT_DIGEST = "data/content-digest";
    /** Name of the journal's seal key. */
    public static final String JOURNAL_SEAL = "data/journal-seal";

    private static final String PAN = "data/pan/";

    private DataKeys() {
    }

    /** Makes what is missing, in memory; true when something was made, so that the caller saves the file. */
    public static boolean ensure(KeyFile file, LocalMasterKey lmk, SecureRandom random) {
        boolean made = false;
        if (file.get(panName(1)) == null) {
            file.put(panName(1), KeyUsage.PAN_SEAL, fresh(KeyUsage.PAN_SEAL, lmk, random));
            made = true;
        }
        if (file.get(PAN_HASH) == null) {
            file.put(PAN_HASH, KeyUsage.PAN_HASH, fresh(KeyUsage.PAN_HASH, lmk, random));
            made = true;
        }
        if (file.get(CONTENT_DIGEST) == null) {
            file.put(CONTENT_DIGEST, KeyUsage.CONTENT_DIGEST, fresh(KeyUsage.CONTENT_DIGEST, lmk, random));
            made = true;
        }
        if (file.get(JOURNAL_SEAL) == null) {
            file.put(JOURNAL_SEAL, KeyUsage.JOURNAL_SEAL, fresh(KeyUsage.JOURNAL_SEAL, 'H', lmk, random));
            made = true;
        }
        return made;
    }

    /** Adds the next data key for account numbers, in memory; modules made afterwards seal with it. Returns its name. */
    public static String rotatePanKey(KeyFile file, LocalMasterKey lmk, SecureRandom random) {
        int next = 1;
        while (file.get(panName(next)) != null) {
            next++;
        }
        file.put(panName(next), KeyUsage.PAN_SEAL, fresh(KeyUsage.PAN_SEAL, lmk, random));
        return panName(next);
    }

    static void addTo(SecurityContext context, KeyFile file) {
        for (int i = 1; file.get(panName(i)) != null; i++) {
            context.panKey(file.get(panName(i)).block());
        }
        if (file.get(PAN_HASH) != null) {
            context.panHashKey(file.get(PAN_HASH).block());
        }
        if (file.get(CONTENT_DIGEST) != null) {
            context.contentDigestKey(file.get(CONTENT_DIGEST).block());
        }
    }

    private static String panName(int number) {
        return String.format("%s%04d", PAN, number);
    }

    private static String fresh(KeyUsage usage, LocalMasterKey lmk, SecureRandom random) {
        return fresh(usage, 'A', lmk, random);
    }

    private static String fresh(KeyUsage usage, char algorithm, LocalMasterKey lmk, SecureRandom random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        try {
            return LocalBlocks.wrap(lmk, usage, usage.code(), algorithm, usage.defaultMode(), 'N', key, random);
        } finally {
            Wiping.wipe(key);
        }
    }
}
