package dev.turnpike.security.keyblock;

/** A key block is refused. The message names the rule, never key material. */
public final class KeyBlockException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean macWrong;

    /** With the rule that was broken. */
    public KeyBlockException(String rule) {
        this(rule, false);
    }

    /** With the rule that was broken; {@code macWrong} when the block was changed or is under another key. */
    public KeyBlockException(String rule, boolean macWrong) {
        super(rule);
        this.macWrong = macWrong;
    }

    /** True when the block was changed or is under another key, false when it is malformed. */
    public boolean isMacWrong() {
        return macWrong;
    }
}
