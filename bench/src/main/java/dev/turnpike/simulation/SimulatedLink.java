package dev.turnpike.simulation;

import dev.turnpike.transaction.AdmissionClass;
import dev.turnpike.transaction.EventKind;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One connection after the other between the switch and an acquirer. On a connection messages arrive in the order of writing; when it
 * breaks, what is under way arrives up to some message and the rest is lost. One thread.
 */
final class SimulatedLink {
    /** An event for the switch that waits for a free slot. */
    private record Inbound(EventKind kind, long source, int arg0, long arg1, byte[] frame) {
    }

    private final World world;
    final int number;
    final String name;
    final Acquirer acquirer;
    private final WireOracle oracle;
    private final Deque<Inbound> inbox = new ArrayDeque<>();
    private boolean up;
    private boolean halfOpen;
    private int connection;
    private long lastArrivalNs;
    private boolean delivering;

    SimulatedLink(World world, int number, WireOracle oracle) {
        this.world = world;
        this.number = number;
        this.name = Site.link(number);
        this.oracle = oracle;
        this.acquirer = new Acquirer(world, this);
    }

    boolean isUp() {
        return up && !halfOpen;
    }

    /** Counts the connections of this link. */
    int connection() {
        return connection;
    }

    /** The switch writes a message; false when there is no connection, or not the one that it was meant for. */
    boolean send(int stretch, byte[] frame) {
        if (!up || stretch != connection) {
            return false;
        }
        Books.Entry entry = oracle.written(this, frame);
        if (halfOpen) {
            return true;
        }
        long arrival = Math.max(lastArrivalNs + 1, world.clock.elapsedNs() + world.dice.ms(0.2, 15));
        lastArrivalNs = arrival;
        int on = connection;
        boolean breaks = world.happens(world.plan.linkLostAfterWrite);
        boolean arrives = !breaks || world.dice.chance(0.5);
        if (arrives) {
            world.agenda.in(arrival - world.clock.elapsedNs(), () -> acquirer.receive(frame, on));
        }
        if (breaks) {
            world.hit(Fault.LINK_LOST_AFTER_WRITE, entry == null ? Cell.NONE : entry.cell());
            lose(world.dice.ms(0, 300), world.dice.ms(500, 4_000));
        }
        return true;
    }

    /** The connection breaks: noticed after {@code noticedNs}, until when writes vanish; signed on again {@code againNs} later. */
    void lose(long noticedNs, long againNs) {
        if (!up || halfOpen) {
            return;
        }
        halfOpen = true;
        int broken = connection;
        world.trace(() -> name + " breaks");
        world.agenda.in(noticedNs, () -> {
            if (up && connection == broken) {
                up = false;
                halfOpen = false;
                publish(EventKind.LINK_STATE, 0, 0, null);
                world.agenda.in(againNs, () -> connect(broken));
            }
        });
    }

    /** Signs on unless that happened already. */
    void connect(int after) {
        if (up || connection != after || !world.host.isRunning()) {
            return;
        }
        connection++;
        up = true;
        oracle.connected(this);
        world.trace(() -> name + " signs on");
        publish(EventKind.LINK_STATE, connection, 1, null);
        acquirer.connected();
    }

    /** The switch died: its side of the connection is gone. */
    void die() {
        up = false;
        halfOpen = false;
        inbox.clear();
        delivering = false;
    }

    /** The acquirer writes a message on the connection of now; lost when there is none. True when the switch will read it. */
    boolean answer(byte[] frame) {
        if (!isUp() || !world.host.isRunning()) {
            return false;
        }
        publish(EventKind.ACQUIRER_MESSAGE, (long) number << 32 | connection, 0, frame);
        return true;
    }

    private void publish(EventKind kind, long source, long arg1, byte[] frame) {
        inbox.add(new Inbound(kind, source, number, arg1, frame));
        if (!delivering) {
            deliver();
        }
    }

    // Never dropped, never overtaken: what finds no slot waits.
    private void deliver() {
        delivering = false;
        while (!inbox.isEmpty()) {
            Inbound next = inbox.peek();
            if (!world.host.publish(next.kind, next.source, next.arg0, next.arg1, next.frame, AdmissionClass.PRIORITY)) {
                delivering = true;
                int incarnation = world.host.incarnation();
                world.agenda.in(Agenda.MS, () -> {
                    if (world.host.incarnation() == incarnation) {
                        deliver();
                    }
                });
                return;
            }
            inbox.poll();
        }
    }
}
