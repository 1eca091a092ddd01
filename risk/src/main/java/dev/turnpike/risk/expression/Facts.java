package dev.turnpike.risk.expression;

/**
 * The numbers a condition reads: variable n is asked of the source once per evaluation round and then remembered, so a counter that ten
 * rules read is looked up once. Holds the error flag of the rule being evaluated. One thread.
 */
public final class Facts {
    /** Where values come from; called at most once per variable and round. */
    public interface Source {
        /** Value of a variable; booleans are 0 and 1. */
        long value(int variable);
    }

    private final Source source;
    private final long[] values;
    private final int[] rounds;
    private int round;
    private boolean failed;

    /**
     * @param source    gives the values
     * @param variables number of variables
     */
    public Facts(Source source, int variables) {
        this.source = source;
        this.values = new long[variables];
        this.rounds = new int[variables];
    }

    /** Starts a new round: everything remembered is forgotten. */
    public void next() {
        round++;
        failed = false;
        if (round == 0) {
            java.util.Arrays.fill(rounds, 0);
            round = 1;
        }
    }

    /** Value of a variable. */
    public long get(int variable) {
        if (rounds[variable] != round) {
            values[variable] = source.value(variable);
            rounds[variable] = round;
        }
        return values[variable];
    }

    /** True when this variable was read in this round. */
    public boolean known(int variable) {
        return rounds[variable] == round;
    }

    /** Remembers a value that was computed elsewhere for this round. */
    public void put(int variable, long value) {
        values[variable] = value;
        rounds[variable] = round;
    }

    /** Marks the expression being evaluated as failed (overflow, division by zero). */
    public void fail() {
        failed = true;
    }

    /** True when the expression failed. */
    public boolean failed() {
        return failed;
    }

    /** Forgets the failure. */
    public void recover() {
        failed = false;
    }
}
