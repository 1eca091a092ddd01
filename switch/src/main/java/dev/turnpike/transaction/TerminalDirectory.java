package dev.turnpike.transaction;

import java.nio.ByteOrder;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;

/** Immutable look-up of provisioned terminals by field 41. Built once per configuration; read by any thread without allocation. */
public final class TerminalDirectory {
    /**
     * One provisioned terminal.
     *
     * @param tid       field 41, 8 characters
     * @param mid       field 42, 15 characters
     * @param merchant  number of the merchant
     * @param mcc       merchant category code
     * @param profile   number of the terminal profile
     * @param masterKey name of the terminal master key in the key file, empty when working keys are static
     * @param pinKey    name of the static PIN key, empty when keys are downloaded
     * @param macKey    name of the static MAC key, empty when keys are downloaded
     * @param suspended true when it must be refused
     * @param merchantActive false when its merchant must be refused
     */
    public record Terminal(String tid, String mid, int merchant, int mcc, int profile, String masterKey, String pinKey, String macKey,
                           boolean suspended, boolean merchantActive) {
    }

    private final Terminal[] terminals;
    private final Long2LongHashMap byTid;
    private final long[] midHigh;
    private final long[] midLow;

    /** Numbers the terminals in the order of the list; a later equal TID replaces an earlier one. */
    public TerminalDirectory(List<Terminal> list) {
        terminals = list.toArray(new Terminal[0]);
        byTid = new Long2LongHashMap(Math.max(8, terminals.length * 2), 0.6f, -1);
        midHigh = new long[terminals.length];
        midLow = new long[terminals.length];
        for (int i = 0; i < terminals.length; i++) {
            byTid.put(pack(terminals[i].tid(), 0), i);
            String mid = (terminals[i].mid() + "               ").substring(0, 15);
            midHigh[i] = pack(mid, 0);
            midLow[i] = pack(mid, 7);
        }
    }

    /** Number of terminals. */
    public int size() {
        return terminals.length;
    }

    /** Terminal {@code number}. */
    public Terminal terminal(int number) {
        return terminals[number];
    }

    /** The number of the terminal whose field 41 stands at {@code offset}, or -1. */
    public int find(DirectBuffer buffer, int offset) {
        return (int) byTid.get(buffer.getLong(offset, ByteOrder.BIG_ENDIAN));
    }

    /** The number of the terminal with this packed TID, or -1. */
    public int find(long packedTid) {
        return (int) byTid.get(packedTid);
    }

    /** True when the 15 bytes at {@code offset} are the merchant id of terminal {@code number}. */
    public boolean isMerchantOf(int number, DirectBuffer buffer, int offset) {
        return buffer.getLong(offset, ByteOrder.BIG_ENDIAN) == midHigh[number]
            && buffer.getLong(offset + 7, ByteOrder.BIG_ENDIAN) == midLow[number];
    }

    /** Eight ASCII characters as a big-endian long; shorter texts are padded with spaces. */
    public static long pack(String text, int from) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            int at = from + i;
            value = value << 8 | (at < text.length() ? text.charAt(at) & 0xFF : ' ');
        }
        return value;
    }

    /** The text of a packed TID. */
    public static String unpack(long packed) {
        char[] chars = new char[8];
        for (int i = 0; i < 8; i++) {
            chars[i] = (char) (packed >>> 56 - 8 * i & 0xFF);
        }
        return new String(chars);
    }
}
