package dev.turnpike.security;

import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.CheckValues;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.DesParity;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.PublishedKeys;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.gm.Sm2;
import dev.turnpike.security.gm.Sm3;
import dev.turnpike.security.keyblock.KeyBlock;
import dev.turnpike.security.keyblock.KeyBlockCodec;
import dev.turnpike.security.keyblock.KeyBlockException;
import dev.turnpike.security.keyblock.KeyBlockHeader;
import dev.turnpike.security.keyblock.KeyComponents;
import dev.turnpike.security.keyblock.OptionalBlock;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a key custodian does: make, enter, import, export, replace and list keys of one key file. Every change is audited, then saved.
 * Refusals are {@link IllegalArgumentException}s of one sentence without key material. Confined to one thread.
 */
public final class KeyManagement {
    /** Added to the name of the key that a replacement keeps valid for a while. */
    public static final String PREVIOUS = "@previous";

    /** Previous versions of a key that are kept at most. */
    public static final int MAX_PREVIOUS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(KeyManagement.class);

    /**
     * A key as people may see it.
     *
     * @param name       its name
     * @param usage      what it may do
     * @param algorithm  T, D, A, H or 4
     * @param mode       mode of use
     * @param bytes      length
     * @param checkValue hex, CMAC over AES, encrypted zeros for the others, {@code -} for HMAC
     */
    public record Listing(String name, KeyUsage usage, char algorithm, char mode, int bytes, String checkValue) {
    }

    private final KeyFile file;
    private final LocalMasterKey lmk;
    private final SecurityProfile profile;
    private final SecureRandom random;
    private final KeyAudit audit;
    private boolean acceptBareKeys;

    /** Works on {@code file}, whose blocks are under {@code lmk}. */
    public KeyManagement(KeyFile file, LocalMasterKey lmk, SecurityProfile profile, SecureRandom random, KeyAudit audit) {
        this.file = file;
        this.lmk = lmk;
        this.profile = profile;
        this.random = random;
        this.audit = audit;
    }

    /**
     * Makes a random key; DES keys with odd parity, never weak.
     *
     * @return its check value
     */
    public String generate(String name, KeyUsage usage, char algorithm, char mode, int bytes) throws IOException {
        if (!LoadedKey.lengthFits(usage, algorithm, bytes)) {
            throw new IllegalArgumentException("algorithm " + algorithm + " has no keys of " + bytes + " bytes");
        }
        byte[] key = new byte[bytes];
        boolean des = algorithm == 'T' || algorithm == 'D';
        do {
            random.nextBytes(key);
            if (des) {
                DesParity.adjust(key, 0, bytes);
            }
        } while (des && DesParity.weak(key));
        return store("generate", name, usage, header(usage.code(), algorithm, mode, 'E', List.of()), key);
    }

    /**
     * Takes a key from components entered by at least two different people. Each of them gets an audit record.
     *
     * @param components         by the name of who entered it, in the order of entry; they stay the caller's to wipe
     * @param expectedCheckValue hex of the key's check value as agreed, or null when none is known
     */
    public String enterComponents(String name, KeyUsage usage, char algorithm, char mode, SequencedMap<String, byte[]> components,
                                  String expectedCheckValue) throws IOException {
        byte[] key = KeyComponents.combine(List.copyOf(components.values()));
        requireCheckValue(algorithm, key, expectedCheckValue);
        return store(new Operation("enter-components", audit.as(String.join("_", components.keySet())), () -> {
            for (Map.Entry<String, byte[]> c : components.entrySet()) {
                audit.as(c.getKey()).record("component", name, usage, componentCheckValue(algorithm, c.getValue()));
            }
        }), name, usage, header(usage.code(), algorithm, mode, 'E', List.of()), key);
    }

    /**
     * Check value of one component, as its holder may have it on paper; {@code -} where single components have none.
     *
     * @throws IllegalArgumentException when no key of {@code algorithm} has its length
     */
    public static String componentCheckValue(char algorithm, byte[] component) {
        if (!LoadedKey.lengthFits(algorithm, component.length)) {
            throw new IllegalArgumentException("algorithm " + algorithm + " has no keys of " + component.length + " bytes");
        }
        return algorithm == 'E' ? "-" : checkValue(algorithm, component);
    }

    /**
     * Imports a key block of version A, B, C or D under a {@link KeyUsage#KEY_BLOCK_PROTECTION} key of the file. Rights, exportability
     * and optional blocks stay with the key.
     */
    public String importBlock(String name, KeyUsage usage, String protectionKeyName, String block) throws IOException {
        try (KeyBlock protection = open(protectionKeyName, KeyUsage.KEY_BLOCK_PROTECTION);
             KeyBlockCodec codec = new KeyBlockCodec(protection.key(), KeyBlockHeader.parse(block).version());
             KeyBlock opened = codec.unwrap(block)) {
            return store("import-block", name, usage, opened.header(), opened.key());
        } catch (KeyBlockException e) {
            throw new IllegalArgumentException("the key block is refused: " + e.getMessage(), e);
        }
    }

    /** Under the production profile: accept bare keys in {@link #importFromZone} all the same. Logged with each. */
    public KeyManagement acceptBareKeys(boolean accept) {
        acceptBareKeys = accept;
        return this;
    }

    /**
     * Imports a bare key in ECB mode under a {@link KeyUsage#ZONE_MASTER} key: legacy, logged, only with its check value, and under the
     * production profile only after {@link #acceptBareKeys}.
     */
    public String importFromZone(String name, KeyUsage usage, char algorithm, char mode, String zoneKeyName, byte[] cryptogram,
                                 String expectedCheckValue) throws IOException {
        if (profile == SecurityProfile.PRODUCTION && !acceptBareKeys) {
            throw new IllegalArgumentException("a bare key is bound to no use; under the production profile ask for a key block, or"
                + " accept it explicitly (--accept-bare-key)");
        }
        if (expectedCheckValue == null) {
            throw new IllegalArgumentException("a bare key is imported with a check value of at least 4 hex digits");
        }
        KeyFile.requireName(name);
        LOG.warn("legacy import of bare key {} under {}: nothing binds it to its use", name, zoneKeyName);
        byte[] key = cryptogram.clone();
        try (KeyBlock zone = open(zoneKeyName, KeyUsage.ZONE_MASTER); BlockKey kek = cipher(zone.header().algorithm(), zone.key())) {
            if (key.length == 0 || key.length % kek.blockBytes() != 0) {
                throw new IllegalArgumentException("the cryptogram is no whole number of cipher blocks");
            }
            kek.decryptEcb(key, 0, key.length);
        }
        requireCheckValue(algorithm, key, expectedCheckValue);
        return store("import-ecb", name, usage, header(usage.code(), algorithm, mode, 'E', List.of()), key);
    }

    /** The key as block of version B (triple DES) or D (AES), by the kind of the protection key; refused when it is not exportable. */
    public String exportBlock(String name, String protectionKeyName) throws IOException {
        KeyFile.Entry entry = entry(name);
        try (KeyBlock opened = open(name, entry.usage()); KeyBlock protection = open(protectionKeyName, KeyUsage.KEY_BLOCK_PROTECTION)) {
            KeyBlockHeader h = opened.header();
            if (h.exportability() == 'N') {
                throw new IllegalArgumentException("key " + name + " is not exportable");
            }
            boolean aes = protection.header().algorithm() == 'A';
            if (KeyStrength.bits(h.algorithm(), opened.key().length)
                > KeyStrength.bits(protection.header().algorithm(), protection.key().length)) {
                throw new IllegalArgumentException("key " + name + " is stronger than the key that would protect it");
            }
            char version = aes ? 'D' : 'B';
            try (KeyBlockCodec codec = new KeyBlockCodec(protection.key(), version)) {
                String block = codec.wrap(h.as(version, h.optional()), opened.key(), random);
                audit.record("export-block", name, entry.usage(), checkValue(h.algorithm(), opened.key()));
                return block;
            }
        } catch (KeyBlockException e) {
            throw new IllegalArgumentException("no key block: " + e.getMessage(), e);
        }
    }

    /**
     * Replaces {@code name} by {@code newName}. What {@code name} was stays loadable as {@code name@previous}, what that was as
     * {@code name@previous-2}, and so on, {@link #MAX_PREVIOUS} versions deep, until retired.
     */
    public void rotate(String name, String newName) throws IOException {
        KeyFile.Entry old = entry(name);
        KeyFile.Entry fresh = entry(newName);
        if (old.usage() != fresh.usage()) {
            throw new IllegalArgumentException("key " + newName + " has usage " + fresh.usage() + ", " + name + " has " + old.usage());
        }
        if (name.equals(newName) || name.contains(PREVIOUS) || newName.contains(PREVIOUS)) {
            throw new IllegalArgumentException("a key is replaced by another one, not by itself or a previous version");
        }
        if (file.get(previous(name, MAX_PREVIOUS)) != null) {
            throw new IllegalArgumentException("key " + name + " has " + MAX_PREVIOUS + " previous versions already; retire one");
        }
        KeyFile.requireName(previous(name, MAX_PREVIOUS));
        String value = listing(fresh).checkValue();
        for (int i = MAX_PREVIOUS - 1; i >= 1; i--) {
            KeyFile.Entry version = file.get(previous(name, i));
            if (version != null) {
                file.put(previous(name, i + 1), version.usage(), version.block());
            }
        }
        file.put(previous(name, 1), old.usage(), old.block());
        file.put(name, fresh.usage(), fresh.block());
        file.remove(newName);
        audit.around("rotate", name, fresh.usage(), value, file::save);
    }

    private static String previous(String name, int version) {
        return version == 1 ? name + PREVIOUS : name + PREVIOUS + "-" + version;
    }

    /** The names under which versions of {@code name} are kept, the current one first; empty when there is no such key. */
    public List<String> versions(String name) {
        List<String> all = new ArrayList<>();
        if (file.get(name) != null) {
            all.add(name);
        }
        for (int i = 1; i <= MAX_PREVIOUS; i++) {
            if (file.get(previous(name, i)) != null) {
                all.add(previous(name, i));
            }
        }
        return all;
    }

    /** Takes out the oldest previous version: ends its overlap after {@link #rotate}. Returns its name. */
    public String retire(String name) throws IOException {
        List<String> versions = versions(name);
        if (versions.size() < 2) {
            throw new IllegalArgumentException("key " + name + " has no previous version");
        }
        remove(versions.getLast());
        return versions.getLast();
    }

    /**
     * Wraps every key of the file under another local master key. Rights and optional blocks stay. Keys that are under the new one already
     * stay as they are, so that a second call finishes what a crash has cut off.
     *
     * @return number of keys that changed
     * @throws IllegalArgumentException when a key can be read under neither; nothing is then changed
     */
    public int rewrap(LocalMasterKey fresh) throws IOException {
        List<KeyFile.Entry> changed = new ArrayList<>();
        try (KeyBlockCodec from = lmk.codec(); KeyBlockCodec to = fresh.codec()) {
            for (KeyFile.Entry e : file.all()) {
                if (!readable(to, e.block())) {
                    changed.add(rewrapped(e, from, to));
                }
            }
        }
        changed.forEach(e -> file.put(e.name(), e.usage(), e.block()));
        audit.around("rewrap-" + changed.size() + "-of-" + file.size() + "-keys", file.path().getFileName().toString(), null,
            lmk.checkValue() + "-to-" + fresh.checkValue(), file::save);
        return changed.size();
    }

    private static boolean readable(KeyBlockCodec codec, String block) {
        try {
            codec.unwrap(block).close();
            return true;
        } catch (KeyBlockException e) {
            return false;
        }
    }

    private KeyFile.Entry rewrapped(KeyFile.Entry e, KeyBlockCodec from, KeyBlockCodec to) {
        try (KeyBlock opened = from.unwrap(e.block())) {
            KeyBlockHeader h = opened.header();
            List<OptionalBlock> kept = new ArrayList<>(h.optional());
            kept.removeIf(b -> b.id().equals("PB"));
            return new KeyFile.Entry(e.name(), e.usage(), to.wrap(h.as('D', kept), opened.key(), random));
        } catch (KeyBlockException x) {
            throw new IllegalArgumentException("key " + e.name() + " can be read under neither local master key: " + x.getMessage(), x);
        }
    }

    /** Takes a key out of the file. */
    public void remove(String name) throws IOException {
        KeyFile.Entry e = entry(name);
        String value = listing(e).checkValue();
        file.remove(name);
        audit.around("remove", name, e.usage(), value, file::save);
    }

    /** All keys, without values. */
    public List<Listing> list() {
        List<Listing> all = new ArrayList<>();
        for (KeyFile.Entry e : file.all()) {
            all.add(listing(e));
        }
        return all;
    }

    private Listing listing(KeyFile.Entry e) {
        try (KeyBlock b = open(e.name(), e.usage())) {
            return new Listing(e.name(), e.usage(), b.header().algorithm(), b.header().mode(), b.key().length,
                checkValue(b.header().algorithm(), b.key()));
        }
    }

    private KeyFile.Entry entry(String name) {
        KeyFile.Entry e = file.get(name);
        if (e == null) {
            throw new IllegalArgumentException("there is no key " + name);
        }
        return e;
    }

    private KeyBlock open(String name, KeyUsage usage) {
        KeyFile.Entry e = entry(name);
        if (e.usage() != usage) {
            throw new IllegalArgumentException("key " + name + " has usage " + e.usage() + ", expected " + usage);
        }
        try (KeyBlockCodec codec = lmk.codec()) {
            return codec.unwrap(e.block());
        } catch (KeyBlockException x) {
            throw new IllegalArgumentException("key " + name + " cannot be read under this local master key: " + x.getMessage(), x);
        }
    }

    private static KeyBlockHeader header(String code, char algorithm, char mode, char exportability, List<OptionalBlock> optional) {
        return new KeyBlockHeader('D', code, algorithm, mode, "00", exportability, optional);
    }

    /** What is recorded of a new key: an action in somebody's name, after records of its own. */
    private record Operation(String action, KeyAudit audit, KeyAudit.Change before) {
    }

    private String store(String action, String name, KeyUsage usage, KeyBlockHeader h, byte[] key) throws IOException {
        return store(new Operation(action, audit, () -> { }), name, usage, h, key);
    }

    private String store(Operation operation, String name, KeyUsage usage, KeyBlockHeader h, byte[] key) throws IOException {
        try (KeyBlockCodec codec = lmk.codec()) {
            boolean fits = usage.acceptsCode(h.usage()) && usage.acceptsMode(h.mode()) && usage.acceptsAlgorithm(h.algorithm())
                && LoadedKey.lengthFits(usage, h.algorithm(), key.length);
            if (!fits) {
                throw new IllegalArgumentException("a key of " + key.length + " bytes, usage " + h.usage() + ", algorithm " + h.algorithm()
                    + ", mode " + h.mode() + " does not fit " + usage);
            }
            if (profile == SecurityProfile.PRODUCTION && PublishedKeys.contains(key)) {
                throw new IllegalArgumentException("key " + name + " is a published test key; the production profile refuses it");
            }
            KeyFile.requireName(name);
            if (file.get(name) != null) {
                throw new IllegalArgumentException("there is a key " + name + " already; rotate it");
            }
            List<OptionalBlock> kept = new ArrayList<>();
            for (OptionalBlock b : h.optional()) {
                if (!b.id().equals("PB") && !b.id().equals("KP")) {
                    kept.add(b);
                }
            }
            String block = codec.wrap(h.as('D', kept), key, random);
            String value = checkValue(h.algorithm(), key);
            operation.before().make();
            operation.audit().around(operation.action(), name, usage, value, () -> {
                file.put(name, usage, block);
                file.save();
            });
            return value;
        } catch (KeyBlockException e) {
            throw new IllegalArgumentException("no key block: " + e.getMessage(), e);
        } finally {
            Wiping.wipe(key);
        }
    }

    private static void requireCheckValue(char algorithm, byte[] key, String expected) {
        boolean agrees = false;
        try {
            agrees = expected == null || CheckValues.agrees(expected, checkValue(algorithm, key));
        } finally {
            if (!agrees) {
                Wiping.wipe(key);
            }
        }
        if (!agrees) {
            throw new IllegalArgumentException("the check value of the key does not agree");
        }
    }

    private static BlockKey cipher(char algorithm, byte[] key) {
        return switch (algorithm) {
            case 'A' -> new AesKey(key, 0, key.length);
            case '4' -> new Sm4Key(key, 0, key.length);
            default -> new DesKey(key, 0, key.length);
        };
    }

    /**
     * Hex: 3 bytes of encrypted zeros for DES and SM4 (of each key of a pair), 5 bytes of CMAC for AES, 3 bytes of the SM3 digest of the public key for SM2,
     * {@code -} for HMAC.
     */
    static String checkValue(char algorithm, byte[] key) {
        if (algorithm == 'H') {
            return "-";
        }
        if (algorithm == 'E') {
            return Hex.encode(Sm3.digest(DataOperations.publicKey(Sm2.standard(), key)), 0, 3);
        }
        if (LoadedKey.isSm4Pair(algorithm, key.length)) {
            try (BlockKey first = new Sm4Key(key, 0, 16); BlockKey second = new Sm4Key(key, 16, 16)) {
                return Hex.encode(CheckValues.zeroBlock(first, 3)) + Hex.encode(CheckValues.zeroBlock(second, 3));
            }
        }
        try (BlockKey k = cipher(algorithm, key)) {
            return Hex.encode(algorithm == 'A' ? CheckValues.cmac(k, 5) : CheckValues.zeroBlock(k, 3));
        }
    }
}
