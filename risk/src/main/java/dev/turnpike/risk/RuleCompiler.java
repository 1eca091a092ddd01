package dev.turnpike.risk;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.turnpike.risk.RuleEnvironment.Domain;
import dev.turnpike.risk.RuleEnvironment.Variable;
import dev.turnpike.risk.expression.Arithmetic;
import dev.turnpike.risk.expression.Comparison;
import dev.turnpike.risk.expression.Condition;
import dev.turnpike.risk.expression.Expressions;
import dev.turnpike.risk.expression.LongExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Turns CEL text into evaluators: cel-java parses and type-checks, the checked tree is translated, and cel-java plays no part after the
 * load. Expressions that several conditions contain are evaluated once per request.
 */
final class RuleCompiler {
    private static final Map<String, Comparison> COMPARISONS = Map.of("_==_", Comparison.EQUAL, "_!=_", Comparison.NOT_EQUAL, "_<_",
        Comparison.LESS, "_<=_", Comparison.LESS_OR_EQUAL, "_>_", Comparison.GREATER, "_>=_", Comparison.GREATER_OR_EQUAL);
    private static final Map<String, Arithmetic> ARITHMETIC = Map.of("_+_", Arithmetic.ADD, "_-_", Arithmetic.SUBTRACT, "_*_",
        Arithmetic.MULTIPLY, "_/_", Arithmetic.DIVIDE, "_%_", Arithmetic.REMAINDER);

    /** A parsed and type-checked condition. */
    record Checked(CelAbstractSyntaxTree tree, Node node) {
    }

    /** Signals a construct that CEL allows and the engine does not; carries its place. */
    private static final class Unsupported extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long expressionId;

        Unsupported(CelExpr at, String what) {
            super(what, null, false, false);
            expressionId = at.id();
        }
    }

    private final RuleFile file;
    private final RuleEnvironment environment;
    private final CelCompiler cel;
    private final ToIntFunction<String> conversion;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final Map<String, Integer> sharedVariables = new HashMap<>();
    private int firstShared = -1;

    /**
     * @param conversion variable of {@code amount_in("X")}, or -1 when there is no such conversion
     */
    RuleCompiler(RuleFile file, RuleEnvironment environment, ToIntFunction<String> conversion) {
        this.file = file;
        this.environment = environment;
        this.conversion = conversion;
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder().setResultType(SimpleType.BOOL)
            .addFunctionDeclarations(
                CelFunctionDecl.newFunctionDeclaration("money",
                    CelOverloadDecl.newGlobalOverload("money_string", SimpleType.INT, SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration("amount_in",
                    CelOverloadDecl.newGlobalOverload("amount_in_string", SimpleType.INT, SimpleType.STRING)));
        environment.variables().forEach((name, variable) -> builder.addVar(name, switch (variable.domain()) {
            case NUMBER -> SimpleType.INT;
            case FLAG -> SimpleType.BOOL;
            default -> SimpleType.STRING;
        }));
        cel = builder.build();
    }

    /** Parses and type-checks; problems go to the file's list. */
    Optional<Checked> check(Node node, String what) {
        String source = file.text(node, what);
        CelValidationResult result = cel.compile(source);
        if (result.hasError()) {
            for (CelIssue issue : result.getErrors()) {
                String message = issue.getMessage().replace('\n', ' ').strip();
                file.problem(node, Math.max(0, issue.getSourceLocation().getLine() - 1), Math.max(0, issue.getSourceLocation().getColumn()),
                    what + ": " + message + ", expected a CEL condition over the documented variables");
            }
            return Optional.empty();
        }
        try {
            CelAbstractSyntaxTree tree = result.getAst();
            count(tree.getExpr());
            return Optional.of(new Checked(tree, node));
        } catch (dev.cel.common.CelValidationException e) {
            file.problem(node, what + ": " + e.getMessage() + ", expected a CEL condition");
            return Optional.empty();
        }
    }

    private void count(CelExpr e) {
        occurrences.merge(textOf(e), 1, Integer::sum);
        if (e.getKind() == CelExpr.ExprKind.Kind.CALL) {
            e.call().args().forEach(this::count);
        }
    }

    /** Ends checking: what follows translates, and shared expressions are numbered from here. */
    void startTranslation(int firstShared) {
        this.firstShared = firstShared;
    }

    /** Number of shared expressions found while translating. */
    int shared() {
        return sharedVariables.size();
    }

    /** Translates a checked condition; a problem yields one that never holds. */
    Condition translate(Checked checked, String what) {
        try {
            return condition(checked.tree().getExpr());
        } catch (Unsupported e) {
            Integer offset = checked.tree().getSource().getPositionsMap().get(e.expressionId);
            int line = 0;
            int column = 0;
            if (offset != null) {
                var location = checked.tree().getSource().getOffsetLocation(offset);
                line = location.map(l -> l.getLine() - 1).orElse(0);
                column = location.map(l -> l.getColumn()).orElse(0);
            }
            file.problem(checked.node(), line, column, what + ": " + e.getMessage());
            return Expressions.always(false);
        }
    }

    private int sharedVariable(CelExpr e) {
        boolean worthIt = firstShared >= 0 && e.getKind() == CelExpr.ExprKind.Kind.CALL && e.call().args().size() > 1
            && e.call().args().stream().anyMatch(arg -> arg.getKind() == CelExpr.ExprKind.Kind.CALL || isName(arg));
        String text = textOf(e);
        if (!worthIt || occurrences.getOrDefault(text, 0) < 2 || isPlainComparison(e)) {
            return -1;
        }
        return sharedVariables.computeIfAbsent(text, t -> firstShared + sharedVariables.size());
    }

    /** Comparing two leaves costs less than remembering the result. */
    private static boolean isPlainComparison(CelExpr e) {
        return e.call().args().stream().noneMatch(arg -> arg.getKind() == CelExpr.ExprKind.Kind.CALL)
            && COMPARISONS.containsKey(e.call().function());
    }

    private Condition condition(CelExpr e) {
        int variable = sharedVariable(e);
        Condition plain = plainCondition(e);
        return variable < 0 ? plain : Expressions.shared(variable, plain);
    }

    private Condition plainCondition(CelExpr e) {
        if (e.getKind() == CelExpr.ExprKind.Kind.CONSTANT && e.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE) {
            return Expressions.always(e.constant().booleanValue());
        }
        if (isName(e)) {
            return Expressions.flag(variable(e).number());
        }
        if (e.getKind() != CelExpr.ExprKind.Kind.CALL) {
            throw new Unsupported(e, "this construct is not supported, expected comparisons joined by && and ||");
        }
        List<CelExpr> args = e.call().args();
        return switch (e.call().function()) {
            case "_&&_" -> Expressions.and(condition(args.get(0)), condition(args.get(1)));
            case "_||_" -> Expressions.or(condition(args.get(0)), condition(args.get(1)));
            case "!_" -> Expressions.not(condition(args.get(0)));
            case "_?_:_" -> Expressions.choose(condition(args.get(0)), condition(args.get(1)), condition(args.get(2)));
            case "@in" -> oneOf(args.get(0), args.get(1));
            default -> comparison(e, args);
        };
    }

    private Condition comparison(CelExpr e, List<CelExpr> args) {
        Comparison comparison = COMPARISONS.get(e.call().function());
        if (comparison == null) {
            throw new Unsupported(e, e.call().function() + " is not supported, expected a comparison");
        }
        CelExpr left = args.get(0);
        CelExpr right = args.get(1);
        boolean equality = comparison == Comparison.EQUAL || comparison == Comparison.NOT_EQUAL;
        Domain domain = textDomain(left) != null ? textDomain(left) : textDomain(right);
        if (domain != null) {
            if (!equality || textDomain(left) != null && textDomain(right) != null && textDomain(left) != textDomain(right)) {
                throw new Unsupported(e, "names of this kind have no order and no common values, expected == or != within one kind");
            }
            return Expressions.compare(comparison, text(left, domain), text(right, domain));
        }
        if (isBoolean(left) || isBoolean(right)) {
            if (!equality) {
                throw new Unsupported(e, "true and false have no order, expected == or !=");
            }
            return Expressions.same(condition(left), condition(right), comparison == Comparison.NOT_EQUAL);
        }
        return Expressions.compare(comparison, number(left), number(right));
    }

    private Condition oneOf(CelExpr value, CelExpr list) {
        if (list.getKind() != CelExpr.ExprKind.Kind.LIST) {
            throw new Unsupported(list, "the right side of in is not a list, expected [a, b] or a named list as list.NAME");
        }
        Domain domain = textDomain(value);
        long[] values = new long[list.list().elements().size()];
        for (int i = 0; i < values.length; i++) {
            CelExpr element = list.list().elements().get(i);
            if (domain == null) {
                values[i] = constantNumber(element);
            } else {
                values[i] = name(element, domain);
            }
        }
        return Expressions.oneOf(domain == null ? number(value) : text(value, domain), values);
    }

    private LongExpression number(CelExpr e) {
        int variable = sharedVariable(e);
        LongExpression plain = plainNumber(e);
        return variable < 0 ? plain : Expressions.shared(variable, plain);
    }

    private LongExpression plainNumber(CelExpr e) {
        if (isName(e)) {
            return Expressions.variable(variable(e).number());
        }
        if (e.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return Expressions.constant(constantNumber(e));
        }
        List<CelExpr> args = e.call().args();
        switch (e.call().function()) {
            case "-_", "money" -> {
                return e.call().function().equals("money") ? Expressions.constant(constantNumber(e))
                    : Expressions.arithmetic(Arithmetic.SUBTRACT, Expressions.constant(0), number(args.get(0)));
            }
            case "amount_in" -> {
                return Expressions.variable(convertedAmount(e, args.get(0)));
            }
            case "_?_:_" -> {
                return Expressions.choose(condition(args.get(0)), number(args.get(1)), number(args.get(2)));
            }
            default -> {
                Arithmetic operation = ARITHMETIC.get(e.call().function());
                if (operation == null || args.size() != 2) {
                    throw new Unsupported(e, e.call().function() + " is not supported, expected integer arithmetic");
                }
                return Expressions.arithmetic(operation, number(args.get(0)), number(args.get(1)));
            }
        }
    }

    private int convertedAmount(CelExpr e, CelExpr argument) {
        int variable = isString(argument) ? conversion.applyAsInt(argument.constant().stringValue()) : -1;
        if (variable < 0) {
            throw new Unsupported(e, "amount_in needs the reference currency of rates as text, expected amount_in(\"CNY\") with rates");
        }
        return variable;
    }

    private long constantNumber(CelExpr e) {
        if (e.getKind() == CelExpr.ExprKind.Kind.CONSTANT && e.constant().getKind() == CelConstant.Kind.INT64_VALUE) {
            return e.constant().int64Value();
        }
        if (e.getKind() == CelExpr.ExprKind.Kind.CALL && e.call().function().equals("money") && isString(e.call().args().get(0))) {
            String[] parts = e.call().args().get(0).constant().stringValue().split(" ");
            if (parts.length == 2 && Currencies.numeric(parts[1]) >= 0) {
                try {
                    return Currencies.minor(parts[0], parts[1]);
                } catch (ArithmeticException | NumberFormatException x) {
                    // reported below with the other malformed texts
                }
            }
            throw new Unsupported(e, "this is not an amount, expected money(\"500.00 CNY\")");
        }
        throw new Unsupported(e, "this is not a constant integer, expected a number without point");
    }

    private LongExpression text(CelExpr e, Domain domain) {
        return isName(e) ? Expressions.variable(variable(e).number()) : Expressions.constant(name(e, domain));
    }

    private long name(CelExpr e, Domain domain) {
        if (!isString(e)) {
            throw new Unsupported(e, "this is not a constant text, expected " + environment.expected(domain));
        }
        long value = environment.resolve(domain, e.constant().stringValue());
        if (value < 0) {
            throw new Unsupported(e, "\"" + e.constant().stringValue() + "\" is not known, expected " + environment.expected(domain));
        }
        return value;
    }

    private Domain textDomain(CelExpr e) {
        return isName(e) && variable(e).domain().isText() ? variable(e).domain() : null;
    }

    private boolean isBoolean(CelExpr e) {
        if (isName(e)) {
            return variable(e).domain() == Domain.FLAG;
        }
        if (e.getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
            return e.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE;
        }
        return e.getKind() == CelExpr.ExprKind.Kind.CALL && (COMPARISONS.containsKey(e.call().function())
            || List.of("_&&_", "_||_", "!_", "@in").contains(e.call().function())
            || e.call().function().equals("_?_:_") && isBoolean(e.call().args().get(1)));
    }

    private static boolean isString(CelExpr e) {
        return e.getKind() == CelExpr.ExprKind.Kind.CONSTANT && e.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    }

    private boolean isName(CelExpr e) {
        return environment.variable(dotted(e)) != null;
    }

    private Variable variable(CelExpr e) {
        return environment.variable(dotted(e));
    }

    /** A name with its dots, whether the checker left it as a chain of selections or joined it; empty for anything else. */
    private static String dotted(CelExpr e) {
        if (e.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            return e.ident().name();
        }
        if (e.getKind() == CelExpr.ExprKind.Kind.SELECT && !e.select().testOnly()) {
            return dotted(e.select().operand()) + "." + e.select().field();
        }
        return "";
    }

    /** Canonical text of an expression: equal texts mean equal values. */
    private static String textOf(CelExpr e) {
        return switch (e.getKind()) {
            case CONSTANT -> e.constant().toString();
            case IDENT, SELECT -> dotted(e);
            case CALL -> {
                List<String> parts = new ArrayList<>();
                e.call().args().forEach(arg -> parts.add(textOf(arg)));
                yield e.call().function() + parts;
            }
            case LIST -> e.list().elements().stream().map(RuleCompiler::textOf).toList().toString();
            default -> "?" + e.id();
        };
    }
}
