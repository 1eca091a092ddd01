package dev.turnpike.simulation;

/**
 * One thing a terminal wants, from the first request to certainty: asked, asked again, reversed until somebody says so. What it ends with is
 * what the merchant believes. One thread.
 */
final class Exchange {
    /** What the terminal knows. */
    enum Belief {
        /** Asked, no answer. */
        ASKING,
        /** A refund was told 98; it asks again until it knows. */
        PENDING,
        /** It does not know and reverses. */
        REVERSING,
        /** Approved. */
        APPROVED,
        /** Not approved. */
        DECLINED,
        /** Reversed, whatever it was. */
        UNDONE,
        /** An inquiry without an answer; it moves nothing. */
        GIVEN_UP;

        boolean isFinal() {
            return ordinal() >= APPROVED.ordinal();
        }
    }

    private static final int MAX_ASKED = 4;
    private final World world;
    final Terminal terminal;
    final Kind kind;
    final Card card;
    final int batch;
    final int stan;
    final long amountMinor;
    final boolean partialAllowed;
    final Exchange original;
    final Books.Key key;
    Belief belief = Belief.ASKING;
    long approvedMinor;
    String reference = "";
    String authorization = "";
    boolean voided;
    boolean completed;
    long refundedMinor;
    private int asked;
    private int attempt;

    Exchange(World world, Terminal terminal, Kind kind, Card card, long amountMinor, Exchange original) {
        this.world = world;
        this.terminal = terminal;
        this.kind = kind;
        this.card = card;
        this.amountMinor = amountMinor;
        this.original = original;
        this.batch = terminal.batch;
        this.stan = terminal.nextStan();
        this.partialAllowed = world.dice.chance(0.5);
        this.key = new Books.Key(terminal.tid, batch, stan, kind.mti);
    }

    /** Sends what the terminal sends now, and again when no answer comes. */
    void send() {
        attempt++;
        int thisOne = attempt;
        boolean reversing = belief == Belief.REVERSING;
        asked += reversing ? 0 : 1;
        byte[] frame = reversing ? terminal.codec.reversal(this) : kind == Kind.SETTLEMENT ? terminal.codec.settlement(this)
            : terminal.codec.request(this, amountMinor);
        world.terminals.send(this, frame, reversing);
        world.agenda.in(world.dice.ms(2_000, 5_000), () -> expired(thisOne));
    }

    private void expired(int ofAttempt) {
        if (attempt != ofAttempt || belief.isFinal()) {
            return;
        }
        if (belief == Belief.ASKING && kind.reversible && (asked >= MAX_ASKED || world.dice.chance(0.5))) {
            belief = Belief.REVERSING;
        } else if (kind == Kind.BALANCE && asked >= MAX_ASKED) {
            belief = Belief.GIVEN_UP;
            return;
        }
        send();
    }

    /** An answer arrived. Without a right MAC it could be anybody's and is as good as none. */
    void answered(TerminalCodec.Answer answer) {
        if (kind == Kind.SETTLEMENT) {
            settled(answer);
            return;
        }
        if (answer == null || !answer.authentic() || answer.stan() != stan || answer.batch() != batch) {
            return;
        }
        if (answer.mti() == 410 && belief == Belief.REVERSING) {
            reversed(answer.code());
        } else if (answer.mti() == kind.mti + 10 && (belief == Belief.ASKING || belief == Belief.PENDING)) {
            decided(answer);
        }
    }

    private void settled(TerminalCodec.Answer answer) {
        if (answer == null || answer.mti() != 510 || answer.stan() != stan || belief.isFinal()) {
            return;
        }
        String totals = answer.totals();
        if (totals == null || totals.length() < 62 || totals.charAt(30) != '1' || totals.charAt(61) != '1') {
            world.violation("settlement: batch " + batch + " of " + terminal.tid + " is told " + totals + ", its terminal has "
                + terminal.totals(batch));
        }
        belief = Belief.APPROVED;
        terminal.batch = batch + 1;
    }

    private void reversed(String code) {
        if (code.equals("00") || code.equals("25")) {
            belief = Belief.UNDONE;
        } else if (!code.equals("96")) {
            world.violation("terminal: the reversal of " + key + " was refused with " + code);
            belief = Belief.UNDONE;
        }
    }

    private void decided(TerminalCodec.Answer answer) {
        if (answer.code().equals("94")) {
            world.violation("P3: " + key + " was told 94 for its own request");
        }
        if (approves(answer.code())) {
            belief = Belief.APPROVED;
            approvedMinor = kind == Kind.BALANCE ? 0 : answer.amountMinor();
            reference = answer.reference();
            authorization = answer.authorization() == null ? "      " : answer.authorization();
            if (kind.isVoid()) {
                original.voided = true;
            } else if (kind == Kind.COMPLETION || kind == Kind.COMPLETION_ADVICE) {
                original.completed = true;
            } else if (kind == Kind.REFUND) {
                original.refundedMinor += approvedMinor;
            }
        } else if (!kind.reversible && kind.isFinancial() && answer.code().equals("98")) {
            belief = Belief.PENDING;
        } else if (answer.code().equals("96") && kind.isFinancial()) {
            // Not on record: another copy of the request may still be taken, so this is no certainty. The time-out decides.
            world.trace(() -> "96 leaves " + this + " open");
        } else {
            belief = kind.reversible && answer.code().equals("98") && world.dice.chance(0.3) ? Belief.REVERSING : Belief.DECLINED;
            if (belief == Belief.REVERSING) {
                send();
            }
        }
    }

    static boolean approves(String code) {
        return code.equals("00") || code.equals("10") || code.equals("11");
    }

    /** What the merchant is owed as the terminal sees it. */
    long netMinor() {
        boolean stands = belief == Belief.APPROVED && !voided;
        return stands ? kind.sign * approvedMinor : 0;
    }

    @Override
    public String toString() {
        return kind + " " + key + " " + belief;
    }
}
