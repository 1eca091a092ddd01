package dev.turnpike.simulator;

/** What a simulated acquirer does with its answer instead of sending it once, in time and intact. Any thread. */
public enum Fault {
    /** Answers as it should. */
    NONE(-1, "answers"),
    /** Posts, and never answers. */
    NO_ANSWER(9100, "no answer (posted all the same)"),
    /** Posts at once, answers when the switch has given up. */
    LATE(9101, "late answer (time-out + 5 s)"),
    /** Sends the same answer twice. */
    DUPLICATE(9102, "duplicate answer"),
    /** Answers with another system trace audit number. */
    WRONG_STAN(9103, "answer with the wrong STAN"),
    /** Posts, and answers with a frame of random bytes. */
    GARBAGE(9104, "garbage for an answer"),
    /** Posts, and closes the connection. */
    CLOSE(9105, "closes the connection"),
    /** Answers at one byte a second. */
    SLOW(9106, "answers at 1 byte a second");

    private static final Fault[] BY_AMOUNT = values();
    private final int amountMinor;
    private final String meaning;

    Fault(int amountMinor, String meaning) {
        this.amountMinor = amountMinor;
        this.meaning = meaning;
    }

    /** The amount in minor units that asks for this fault; -1 for {@link #NONE}. */
    public int amountMinor() {
        return amountMinor;
    }

    /** One phrase for people. */
    public String meaning() {
        return meaning;
    }

    /** The fault that an amount in minor units asks for; {@link #NONE} for all amounts but seven. */
    public static Fault ofAmount(long amountMinor) {
        return amountMinor >= 9100 && amountMinor <= 9106 ? BY_AMOUNT[(int) (amountMinor - 9099)] : NONE;
    }
}
