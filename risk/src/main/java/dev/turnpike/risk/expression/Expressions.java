package dev.turnpike.risk.expression;

/**
 * Makes evaluators. Comparisons of variables and constants, which rules mostly consist of, get evaluators of their own. An evaluator is
 * never entered while {@link Facts#failed()} is set: whoever evaluates two parts stops after the first that fails, except where CEL lets
 * the other side decide.
 */
public final class Expressions {
    private Expressions() {
    }

    /** A constant. */
    public static LongExpression constant(long value) {
        return new Constant(value);
    }

    /** A variable. */
    public static LongExpression variable(int variable) {
        return new Variable(variable);
    }

    /** A boolean variable. */
    public static Condition flag(int variable) {
        return new Compare(Comparison.NOT_EQUAL, variable, 0);
    }

    /** Always or never. */
    public static Condition always(boolean value) {
        return new Always(value);
    }

    /** An operation on two numbers. */
    public static LongExpression arithmetic(Arithmetic operation, LongExpression left, LongExpression right) {
        return new Operation(operation, left, right);
    }

    /** A comparison of two numbers. */
    public static Condition compare(Comparison comparison, LongExpression left, LongExpression right) {
        if (left instanceof Variable v && right instanceof Constant c) {
            return new Compare(comparison, v.variable, c.value);
        }
        if (left instanceof Constant c && right instanceof Variable v) {
            return new Compare(comparison.mirrored(), v.variable, c.value);
        }
        if (left instanceof Variable v && right instanceof Variable w) {
            return new CompareVariables(comparison, v.variable, w.variable);
        }
        return new CompareAny(comparison, left, right);
    }

    /** True when both conditions are equal (or, with {@code negate}, different). */
    public static Condition same(Condition left, Condition right, boolean negate) {
        return new Same(left, right, negate);
    }

    /** True when the value is one of some. */
    public static Condition oneOf(LongExpression value, long[] values) {
        return new OneOf(value, values);
    }

    /** Both. */
    public static Condition and(Condition left, Condition right) {
        return new And(left, right);
    }

    /** At least one. */
    public static Condition or(Condition left, Condition right) {
        return new Or(left, right);
    }

    /** Not. */
    public static Condition not(Condition condition) {
        return new Not(condition);
    }

    /** One of two numbers. */
    public static LongExpression choose(Condition condition, LongExpression yes, LongExpression no) {
        return new Choose(condition, yes, no);
    }

    /** One of two conditions. */
    public static Condition choose(Condition condition, Condition yes, Condition no) {
        return new ChooseCondition(condition, yes, no);
    }

    /** Computed once per round and remembered under a variable of its own. */
    public static LongExpression shared(int variable, LongExpression expression) {
        return new SharedLong(variable, expression);
    }

    /** Computed once per round and remembered under a variable of its own. */
    public static Condition shared(int variable, Condition condition) {
        return new SharedCondition(variable, condition);
    }

    private static final class Constant extends LongExpression {
        private final long value;

        Constant(long value) {
            this.value = value;
        }

        @Override
        public long value(Facts facts) {
            return value;
        }
    }

    private static final class Variable extends LongExpression {
        private final int variable;

        Variable(int variable) {
            this.variable = variable;
        }

        @Override
        public long value(Facts facts) {
            return facts.get(variable);
        }
    }

    private static final class Always extends Condition {
        private final boolean value;

        Always(boolean value) {
            this.value = value;
        }

        @Override
        public boolean test(Facts facts) {
            return value;
        }
    }

    private static final class Operation extends LongExpression {
        private final Arithmetic operation;
        private final LongExpression left;
        private final LongExpression right;

        Operation(Arithmetic operation, LongExpression left, LongExpression right) {
            this.operation = operation;
            this.left = left;
            this.right = right;
        }

        @Override
        public long value(Facts facts) {
            long a = left.value(facts);
            return facts.failed() ? 0 : operation.apply(a, right.value(facts), facts);
        }
    }

    private static final class Compare extends Condition {
        private final Comparison comparison;
        private final int variable;
        private final long value;

        Compare(Comparison comparison, int variable, long value) {
            this.comparison = comparison;
            this.variable = variable;
            this.value = value;
        }

        @Override
        public boolean test(Facts facts) {
            return comparison.holds(facts.get(variable), value);
        }
    }

    private static final class CompareVariables extends Condition {
        private final Comparison comparison;
        private final int left;
        private final int right;

        CompareVariables(Comparison comparison, int left, int right) {
            this.comparison = comparison;
            this.left = left;
            this.right = right;
        }

        @Override
        public boolean test(Facts facts) {
            return comparison.holds(facts.get(left), facts.get(right));
        }
    }

    private static final class CompareAny extends Condition {
        private final Comparison comparison;
        private final LongExpression left;
        private final LongExpression right;

        CompareAny(Comparison comparison, LongExpression left, LongExpression right) {
            this.comparison = comparison;
            this.left = left;
            this.right = right;
        }

        @Override
        public boolean test(Facts facts) {
            long a = left.value(facts);
            return !facts.failed() && comparison.holds(a, right.value(facts));
        }
    }

    private static final class Same extends Condition {
        private final Condition left;
        private final Condition right;
        private final boolean negate;

        Same(Condition left, Condition right, boolean negate) {
            this.left = left;
            this.right = right;
            this.negate = negate;
        }

        @Override
        public boolean test(Facts facts) {
            boolean a = left.test(facts);
            return !facts.failed() && a == right.test(facts) != negate;
        }
    }

    private static final class OneOf extends Condition {
        private static final int SEARCH_FROM = 12;
        private final LongExpression value;
        private final long[] sorted;

        OneOf(LongExpression value, long[] values) {
            this.value = value;
            this.sorted = java.util.Arrays.stream(values).sorted().distinct().toArray();
        }

        @Override
        public boolean test(Facts facts) {
            long wanted = value.value(facts);
            if (sorted.length >= SEARCH_FROM) {
                return java.util.Arrays.binarySearch(sorted, wanted) >= 0;
            }
            for (long candidate : sorted) {
                if (candidate == wanted) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A side that fails does not matter when the other side decides, as in CEL. */
    private static final class And extends Condition {
        private final Condition left;
        private final Condition right;

        And(Condition left, Condition right) {
            this.left = left;
            this.right = right;
        }

        @Override
        public boolean test(Facts facts) {
            boolean a = left.test(facts);
            boolean failed = facts.failed();
            if (!failed && !a) {
                return false;
            }
            facts.recover();
            boolean b = right.test(facts);
            if (failed && (facts.failed() || b)) {
                facts.fail();
            }
            return b;
        }
    }

    private static final class Or extends Condition {
        private final Condition left;
        private final Condition right;

        Or(Condition left, Condition right) {
            this.left = left;
            this.right = right;
        }

        @Override
        public boolean test(Facts facts) {
            boolean a = left.test(facts);
            boolean failed = facts.failed();
            if (!failed && a) {
                return true;
            }
            facts.recover();
            boolean b = right.test(facts);
            if (failed && (facts.failed() || !b)) {
                facts.fail();
            }
            return b;
        }
    }

    private static final class Not extends Condition {
        private final Condition condition;

        Not(Condition condition) {
            this.condition = condition;
        }

        @Override
        public boolean test(Facts facts) {
            return !condition.test(facts);
        }
    }

    private static final class Choose extends LongExpression {
        private final Condition condition;
        private final LongExpression yes;
        private final LongExpression no;

        Choose(Condition condition, LongExpression yes, LongExpression no) {
            this.condition = condition;
            this.yes = yes;
            this.no = no;
        }

        @Override
        public long value(Facts facts) {
            boolean chosen = condition.test(facts);
            if (facts.failed()) {
                return 0;
            }
            return chosen ? yes.value(facts) : no.value(facts);
        }
    }

    private static final class ChooseCondition extends Condition {
        private final Condition condition;
        private final Condition yes;
        private final Condition no;

        ChooseCondition(Condition condition, Condition yes, Condition no) {
            this.condition = condition;
            this.yes = yes;
            this.no = no;
        }

        @Override
        public boolean test(Facts facts) {
            boolean chosen = condition.test(facts);
            if (facts.failed()) {
                return false;
            }
            return chosen ? yes.test(facts) : no.test(facts);
        }
    }

    /** A failure is not remembered, so every rule that uses the expression fails by itself. */
    private static final class SharedLong extends LongExpression {
        private final int variable;
        private final LongExpression expression;

        SharedLong(int variable, LongExpression expression) {
            this.variable = variable;
            this.expression = expression;
        }

        @Override
        public long value(Facts facts) {
            if (facts.known(variable)) {
                return facts.get(variable);
            }
            long value = expression.value(facts);
            if (!facts.failed()) {
                facts.put(variable, value);
            }
            return value;
        }
    }

    private static final class SharedCondition extends Condition {
        private final int variable;
        private final Condition condition;

        SharedCondition(int variable, Condition condition) {
            this.variable = variable;
            this.condition = condition;
        }

        @Override
        public boolean test(Facts facts) {
            if (facts.known(variable)) {
                return facts.get(variable) != 0;
            }
            boolean value = condition.test(facts);
            if (!facts.failed()) {
                facts.put(variable, value ? 1 : 0);
            }
            return value;
        }
    }
}
