package dev.turnpike.simulation;

import java.util.ArrayList;
import java.util.List;

/** A simulated terminal and its merchant: asks for one thing after the other, now and then for two at a time. One thread. */
final class Terminal {
    private final World world;
    final int number;
    final String tid;
    final TerminalCodec codec;
    final List<Exchange> exchanges = new ArrayList<>();
    int batch = 1;
    private int stan;

    Terminal(World world, int number) {
        this.world = world;
        this.number = number;
        this.tid = Site.tid(number);
        this.codec = new TerminalCodec(number);
        this.stan = world.dice.chance(0.1) ? 999_990 : 0;
    }

    /** Trace numbers run to 999999 and begin again at 1. */
    int nextStan() {
        stan = stan % 999_999 + 1;
        return stan;
    }

    /** Plans the first action. */
    void start() {
        world.agenda.in(world.dice.ms(0, world.plan.thinkMs), this::act);
    }

    private void act() {
        if (!world.isActive()) {
            return;
        }
        boolean busy = exchanges.stream().anyMatch(x -> !x.belief.isFinal());
        boolean closing = exchanges.stream().anyMatch(x -> x.kind == Kind.SETTLEMENT && !x.belief.isFinal());
        if (!busy && world.dice.chance(0.05)) {
            start(Kind.SETTLEMENT, card(), 0, null);
        } else if (!busy || !closing && world.dice.chance(world.plan.concurrent)) {
            begin();
        }
        world.agenda.in(world.dice.ms(world.plan.thinkMs / 2.0, world.plan.thinkMs * 1.5), this::act);
    }

    private void begin() {
        int choice = world.dice.between(1, 100);
        if (choice <= 12) {
            pick(x -> x.kind == Kind.SALE && x.batch == batch && x.refundedMinor == 0, x -> start(Kind.VOID, x.card, x.approvedMinor, x));
        } else if (choice <= 30) {
            pick(x -> x.kind == Kind.SALE || x.kind == Kind.COMPLETION, this::refund);
        } else if (choice <= 35) {
            start(Kind.BALANCE, card(), 0, null);
        } else if (choice <= 45) {
            start(Kind.PREAUTH, card(), world.dice.between(1, 20_000), null);
        } else if (choice <= 60) {
            pick(x -> x.kind == Kind.PREAUTH && !x.completed, this::continuePreauth);
        } else if (choice <= 65) {
            pick(x -> x.kind == Kind.COMPLETION && x.batch == batch && x.refundedMinor == 0,
                x -> start(Kind.COMPLETION_VOID, x.card, x.approvedMinor, x));
        } else {
            start(Kind.SALE, card(), world.dice.between(1, 20_000), null);
        }
    }

    // Of what stands, one that fits; mostly one that nothing else is going on about. Without one, a purchase.
    private void pick(java.util.function.Predicate<Exchange> fits, java.util.function.Consumer<Exchange> then) {
        List<Exchange> found = exchanges.stream().filter(x -> x.belief == Exchange.Belief.APPROVED && !x.voided && fits.test(x)
            && (world.dice.chance(0.2) || !isRelatedOpen(x))).toList();
        if (found.isEmpty()) {
            start(Kind.SALE, card(), world.dice.between(1, 20_000), null);
        } else {
            then.accept(world.dice.pick(found));
        }
    }

    private void continuePreauth(Exchange preauth) {
        Kind[] kinds = {Kind.PREAUTH_VOID, Kind.COMPLETION, Kind.COMPLETION_ADVICE, Kind.COMPLETION_ADVICE};
        Kind kind = kinds[world.dice.between(0, kinds.length - 1)];
        long amount = kind == Kind.PREAUTH_VOID ? preauth.approvedMinor : world.dice.between(1, preauth.approvedMinor);
        start(kind, preauth.card, amount, preauth);
    }

    /** Field 48 of a settlement: domestic, then foreign debit amount and count, credit amount and count, result. */
    String totals(int ofBatch) {
        StringBuilder text = new StringBuilder();
        for (boolean foreign : new boolean[] {false, true}) {
            for (boolean credit : new boolean[] {false, true}) {
                List<Exchange> counted = exchanges.stream().filter(x -> x.batch == ofBatch && x.belief == Exchange.Belief.APPROVED
                    && x.card.isForeign() == foreign && (credit ? isCredit(x.kind) : x.kind.sign > 0)).toList();
                text.append(TerminalCodec.digits(counted.stream().mapToLong(x -> x.approvedMinor).sum(), 12))
                    .append(TerminalCodec.digits(counted.size() % 1000, 3));
            }
            text.append('0');
        }
        return text.toString();
    }

    private static boolean isCredit(Kind kind) {
        return kind == Kind.VOID || kind == Kind.REFUND || kind == Kind.COMPLETION_VOID;
    }

    private Card card() {
        return world.cards.get(world.dice.between(0, world.plan.cards - 1));
    }

    private void refund(Exchange sale) {
        long most = sale.approvedMinor;
        long amount = world.dice.between(Math.max(1, most / 2), most);
        start(Kind.REFUND, sale.card, amount, sale);
        if (world.dice.chance(0.4)) {
            // The race: two people refund the same sale at once.
            start(Kind.REFUND, sale.card, world.dice.between(Math.max(1, most / 2), most), sale);
        }
    }

    private boolean isRelatedOpen(Exchange sale) {
        return exchanges.stream().anyMatch(x -> x.original == sale && !x.belief.isFinal());
    }

    private void start(Kind kind, Card card, long amountMinor, Exchange original) {
        Exchange exchange = new Exchange(world, this, kind, card, amountMinor, original);
        exchanges.add(exchange);
        world.trace(() -> "begins " + exchange + " " + amountMinor + (original == null ? "" : " of " + original.stan));
        exchange.send();
    }
}
