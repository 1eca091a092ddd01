package dev.turnpike.configuration;

/** What the installation is for; {@code test} allows clear keys, plain listeners and divided timers, {@code production} none of them. */
public enum Profile {
    /** Laboratory, demo, certification. */
    TEST,
    /** Real money. */
    PRODUCTION
}
