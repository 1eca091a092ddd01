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
        if (!busy || world.dice.chance(world.plan.concurrent)) {
            begin();
        }
        world.agenda.in(world.dice.ms(world.plan.thinkMs / 2.0, world.plan.thinkMs * 1.5), this::act);
    }

    private void begin() {
        List<Exchange> sales = exchanges.stream().filter(x -> x.kind == Kind.SALE && x.belief == Exchange.Belief.APPROVED && !x.voided
            && (world.dice.chance(0.2) || !isRelatedOpen(x))).toList();
        int choice = world.dice.between(1, 100);
        if (choice <= 15 && !sales.isEmpty()) {
            Exchange sale = world.dice.pick(sales);
            start(Kind.VOID, sale.card, sale.approvedMinor, sale);
        } else if (choice <= 35 && !sales.isEmpty()) {
            refund(world.dice.pick(sales));
        } else if (choice <= 40) {
            start(Kind.BALANCE, card(), 0, null);
        } else {
            start(Kind.SALE, card(), world.dice.between(1, 20_000), null);
        }
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
