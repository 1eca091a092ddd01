package dev.turnpike.risk;

import dev.turnpike.risk.expression.Condition;
import java.util.Set;
import java.util.function.Predicate;

/** One rule: a condition, an action and where it applies. Immutable. */
public final class RiskRule {
    private final Builder b;

    private RiskRule(Builder b) {
        this.b = b;
    }

    /**
     * Starts a rule.
     *
     * @param id   number of the rule, unique in a rule set, 1 to 32767; journaled with the decision
     * @param name short name, unique in a rule set
     */
    public static Builder of(int id, String name) {
        return new Builder(id, name);
    }

    /** Number of the rule. */
    public int id() {
        return b.id;
    }

    /** Name of the rule. */
    public String name() {
        return b.name;
    }

    /** What a hit does. */
    public RuleAction action() {
        return b.action;
    }

    /** Two-digit response code (DE 39) as a number, 0 to 99. */
    public int code() {
        return b.code;
    }

    /** Whether it decides. */
    public RuleMode mode() {
        return b.mode;
    }

    /** Weight for people and reports, 0 to 100. */
    public int severity() {
        return b.severity;
    }

    /** The condition. */
    public Condition condition() {
        return b.condition;
    }

    /** Bits of the transaction types the rule looks at. */
    int typeBits() {
        return b.typeBits;
    }

    /** True when the request is in the scope of the rule (merchant, group, schedule). */
    boolean inScope(RiskRequest r) {
        return b.scope == null || b.scope.test(r);
    }

    /** True when a hit can end the transaction. */
    boolean decides() {
        return b.mode == RuleMode.ENFORCE && b.action.decides();
    }

    /** Collects the parts of a rule. */
    public static final class Builder implements Cloneable {
        private final int id;
        private final String name;
        private RuleAction action = RuleAction.DECLINE;
        private int code = 5;
        private RuleMode mode = RuleMode.ENFORCE;
        private int severity = 50;
        private int typeBits = -1;
        private Predicate<RiskRequest> scope;
        private Condition condition;

        private Builder(int id, String name) {
            this.id = id;
            this.name = name;
        }

        /** Sets what a hit does and the code it answers, 0 to 99. */
        public Builder action(RuleAction action, int code) {
            this.action = action;
            this.code = code;
            return this;
        }

        /** Sets the mode. */
        public Builder mode(RuleMode mode) {
            this.mode = mode;
            return this;
        }

        /** Sets the severity, 0 to 100. */
        public Builder severity(int severity) {
            this.severity = severity;
            return this;
        }

        /** Limits the rule to some transaction types. */
        public Builder types(Set<RiskType> types) {
            typeBits = 0;
            for (RiskType type : types) {
                typeBits |= 1 << type.code();
            }
            return this;
        }

        /** Limits the rule to requests; must allocate nothing. */
        public Builder scope(Predicate<RiskRequest> scope) {
            this.scope = scope;
            return this;
        }

        /** Sets the condition and ends the rule. */
        public RiskRule when(Condition condition) {
            this.condition = java.util.Objects.requireNonNull(condition, "condition");
            try {
                return new RiskRule((Builder) clone());
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
