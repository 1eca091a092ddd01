package dev.turnpike.simulation;

import dev.turnpike.simulator.wire.Hex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** P6: looks for card numbers, tracks and PIN blocks in every form that a message has them in, in every byte of the disk. */
final class SecretSearch {
    private final World world;
    private final byte[] disk;
    private final int[] next;
    private final int[] first = new int[1 << 16];

    SecretSearch(World world) {
        this.world = world;
        this.disk = world.disk.content();
        this.next = new int[disk.length];
    }

    void check() {
        index();
        for (Card card : world.cards.subList(0, world.plan.cards)) {
            List<byte[]> forms = new ArrayList<>();
            forms.add(card.pan().getBytes(StandardCharsets.US_ASCII));
            forms.add(Hex.bytes(card.pan()));
            forms.add(Hex.bytes("0" + card.pan().substring(0, card.pan().length() - 1)));
            forms.add(card.track2().substring(card.track2().indexOf('=')).getBytes(StandardCharsets.US_ASCII));
            for (Terminal terminal : world.fleet) {
                byte[] block = terminal.codec.pinBlock(card);
                forms.add(block);
                forms.add(Hex.of(block).getBytes(StandardCharsets.US_ASCII));
            }
            for (byte[] form : forms) {
                search(form, card);
            }
        }
    }

    // Chains of positions that begin with the same two bytes: one pass over the disk for all forms.
    private void index() {
        java.util.Arrays.fill(first, -1);
        for (int i = disk.length - 2; i >= 0; i--) {
            int pair = (disk[i] & 0xFF) << 8 | disk[i + 1] & 0xFF;
            next[i] = first[pair];
            first[pair] = i;
        }
    }

    private void search(byte[] form, Card card) {
        for (int at = first[(form[0] & 0xFF) << 8 | form[1] & 0xFF]; at >= 0; at = next[at]) {
            if (at + form.length <= disk.length && java.util.Arrays.equals(disk, at, at + form.length, form, 0, form.length)) {
                world.violation("P6: a secret of the card ending in " + card.pan().substring(card.pan().length() - 4)
                    + " is on the disk in clear at " + at);
                return;
            }
        }
    }
}
