package dev.turnpike.simulator.terminal;

import dev.turnpike.simulator.wire.DesKey;
import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.simulator.wire.MessageMac;
import java.util.Arrays;

/** The working keys in the PIN pad of a simulated terminal. One thread. */
final class TerminalKeys {
    private final DesKey pinKey;
    private final MessageMac mac;

    private TerminalKeys(DesKey pinKey, MessageMac mac) {
        this.pinKey = pinKey;
        this.mac = mac;
    }

    MessageMac mac() {
        return mac;
    }

    byte[] encryptPin(byte[] clearBlock) {
        byte[] out = new byte[8];
        pinKey.encrypt(clearBlock, 0, 8, out, 0);
        return out;
    }

    /** Keys that are in the terminal for good. */
    static TerminalKeys fixed(TerminalIdentity identity) {
        return new TerminalKeys(new DesKey(identity.pinKey()),
            new MessageMac(identity.macMethod(), new DesKey(identity.macKey())));
    }

    /**
     * Keys from field 62 of a sign-on response: 24 bytes (single length), 40 (double) or 60 (with a track key), each key
     * followed by four bytes of check value.
     *
     * @throws IllegalArgumentException when the length or a check value is wrong; the text never holds key digits
     */
    static TerminalKeys downloaded(TerminalIdentity identity, byte[] block) {
        DesKey master = new DesKey(identity.masterKey());
        if (block.length != 24 && block.length != 40 && block.length != 60) {
            throw new IllegalArgumentException("field 62 has " + block.length + " bytes, expected 24, 40 or 60");
        }
        int width = block.length == 24 ? 8 : 16;
        DesKey pin = key(master, block, 0, width, width, "PIN key");
        int at = width + 4;
        boolean shortMac = width == 16 && zero(block, at + 8, 8);
        DesKey macKey = key(master, block, at, shortMac ? 8 : width, width, "MAC key");
        if (block.length == 60) {
            key(master, block, 40, 16, 16, "track key");
        }
        return new TerminalKeys(pin, new MessageMac(identity.macMethod(), macKey));
    }

    private static DesKey key(DesKey master, byte[] block, int at, int length, int width, String name) {
        byte[] clear = new byte[length];
        master.decrypt(block, at, length, clear, 0);
        DesKey key = new DesKey(clear);
        String expected = Hex.of(Arrays.copyOfRange(block, at + width, at + width + 4));
        if (!key.checkValue().equals(expected)) {
            throw new IllegalArgumentException("check value of the " + name + " is wrong");
        }
        return key;
    }

    private static boolean zero(byte[] bytes, int from, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[from + i] != 0) {
                return false;
            }
        }
        return true;
    }
}
