package dev.turnpike.risk;

/** What a rule does when it holds. */
public enum RuleAction {
    /** Answers its code. */
    DECLINE(true),
    /** Answers its code, by default 01: call the issuer. */
    REFER(true),
    /** Answers its code when the request has no PIN, so that the terminal asks for one. */
    REQUIRE_PIN(true),
    /** Answers its code when the request was approved offline; requests from here are online, so it never decides. */
    REQUIRE_ONLINE(false),
    /** Answers its code: the amount asks for a further check at the terminal. */
    CHALLENGE(true),
    /** Lets the transaction pass and marks it. */
    FLAG(false);

    private final boolean decides;

    RuleAction(boolean decides) {
        this.decides = decides;
    }

    /** True when a rule with this action can end the transaction. */
    public boolean decides() {
        return decides;
    }

    /** The name used in the rule file. */
    public String ruleName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
