package dev.turnpike.transaction;

/** What stage 1 found, in the order of precedence in which it checks; the first that applies is kept. */
public enum Verdict {
    /** Authentic and well formed. */
    OK,
    /** Not walkable and not answerable: close the connection. */
    CLOSE,
    /** Not walkable, or content or presence wrong: 30. */
    FORMAT,
    /** Terminal unknown or suspended: 97. */
    UNKNOWN_TERMINAL,
    /** Merchant is not the terminal's: 03. */
    WRONG_MERCHANT,
    /** MAC wrong or no key: A0. */
    BAD_MAC,
    /** The security module failed: 96. */
    MODULE_DOWN
}
