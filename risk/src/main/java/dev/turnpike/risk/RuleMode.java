package dev.turnpike.risk;

/** Whether a rule decides or is only watched. */
public enum RuleMode {
    /** The rule decides. */
    ENFORCE,
    /** The rule is evaluated and counted, and never decides. */
    SHADOW,
    /** The rule is not evaluated. */
    OFF;

    /** The name used in the rule file. */
    public String ruleName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
