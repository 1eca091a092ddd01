package dev.turnpike.security;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link SoftwareSecurityModule} needs. Fill it, {@link #conclude()} it once, then make any number of modules from it, on any
 * thread.
 */
public final class SecurityContext {
    /** Keys one module holds at most unless told otherwise. */
    public static final int DEFAULT_MAX_KEYS = 1 << 17;

    private static final Logger LOG = LoggerFactory.getLogger(SecurityContext.class);

    private LocalMasterKey localMasterKey;
    private SecurityProfile profile = SecurityProfile.TEST;
    private boolean softwareOverride;
    private boolean refusePublishedKeys;
    private SecureRandom random;
    private int maxKeys = DEFAULT_MAX_KEYS;
    private boolean acceptPinWithoutPan;
    private boolean makeIccPinBlocks;
    private final List<String> panKeys = new ArrayList<>();
    private String panHashKey;
    private String contentDigestKey;
    private boolean concluded;

    /** The key that protects all others; required. */
    public SecurityContext localMasterKey(LocalMasterKey key) {
        localMasterKey = key;
        return this;
    }

    /** {@link SecurityProfile#TEST} unless set. */
    public SecurityContext profile(SecurityProfile value) {
        profile = value;
        return this;
    }

    /** Under the production profile: yes, keys in the memory of this process are accepted here. Logged. */
    public SecurityContext softwareOverride(boolean value) {
        softwareOverride = value;
        return this;
    }

    /** Under the test profile: refuse published test keys all the same, as a check of what production would say. */
    public SecurityContext refusePublishedKeys(boolean value) {
        refusePublishedKeys = value;
        return this;
    }

    /** Source of keys and seeds; the platform's default unless set. */
    public SecurityContext random(SecureRandom value) {
        random = value;
        return this;
    }

    /** Keys one module holds at most: 1 to 1,048,575. */
    public SecurityContext maxKeys(int value) {
        maxKeys = value;
        return this;
    }

    /** Whether {@link PinBlockFormat#CUP_NO_PAN} is accepted as input; false unless set. */
    public SecurityContext acceptPinWithoutPan(boolean value) {
        acceptPinWithoutPan = value;
        return this;
    }

    /** Whether {@link PinBlockFormat#ISO_2} may be made under a chip script key; false unless set. */
    public SecurityContext makeIccPinBlocks(boolean value) {
        makeIccPinBlocks = value;
        return this;
    }

    /** Adds a data key for account numbers as key block, oldest first; the last one seals. */
    public SecurityContext panKey(String block) {
        panKeys.add(block);
        return this;
    }

    /** The look-up hash key as key block. */
    public SecurityContext panHashKey(String block) {
        panHashKey = block;
        return this;
    }

    /** The key of the duplicate check's digest as key block. */
    public SecurityContext contentDigestKey(String block) {
        contentDigestKey = block;
        return this;
    }

    /** Takes the data keys that {@link DataKeys} put into {@code file}. */
    public SecurityContext dataKeys(KeyFile file) {
        DataKeys.addTo(this, file);
        return this;
    }

    /**
     * Checks and closes the context.
     *
     * @throws IllegalStateException when called twice or something is missing, out of range or not permitted by the profile
     */
    public SecurityContext conclude() {
        require(!concluded, "a SecurityContext is concluded once");
        require(localMasterKey != null, "localMasterKey is not set");
        require(maxKeys >= 1 && maxKeys <= KeyTable.MAX_CAPACITY, "maxKeys=" + maxKeys + ", expected 1 to " + KeyTable.MAX_CAPACITY);
        if (profile == SecurityProfile.PRODUCTION) {
            require(softwareOverride, "the production profile wants a hardware security module; softwareOverride is not set");
            LOG.warn("software security module under the production profile by explicit override: clear keys are in the memory of this process");
        }
        if (localMasterKey.isPublished()) {
            require(!refusesPublishedKeys(), "the local master key is a published test key, expected one of your own under the production profile");
            LOG.warn("the local master key is a published test key: whoever has the key files can read every key");
        }
        if (random == null) {
            random = new SecureRandom();
        }
        concluded = true;
        return this;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    void requireConcluded() {
        require(concluded, "conclude() the SecurityContext first");
    }

    LocalMasterKey localMasterKey() {
        return localMasterKey;
    }

    boolean refusesPublishedKeys() {
        return refusePublishedKeys || profile == SecurityProfile.PRODUCTION;
    }

    SecureRandom random() {
        return random;
    }

    int maxKeys() {
        return maxKeys;
    }

    boolean acceptPinWithoutPan() {
        return acceptPinWithoutPan;
    }

    boolean makeIccPinBlocks() {
        return makeIccPinBlocks;
    }

    List<String> panKeys() {
        return panKeys;
    }

    String panHashKey() {
        return panHashKey;
    }

    String contentDigestKey() {
        return contentDigestKey;
    }
}
