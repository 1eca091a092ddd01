package dev.turnpike.security;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.Cmac;
import dev.turnpike.security.cipher.DesLanes;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.cipher.Sm4Lanes;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.mac.DesMac;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** The MACs of several messages whose chains run in pairs. Numbered as the messages of a batch. Confined to one thread. */
final class MacLanes {
    private final DesLanes des;
    private final Sm4Lanes sm4;
    /** Key of the message, or null when it is not computed here. */
    private final LoadedKey[] keys;
    /** The last block, of which SM4 has two words. For the UnionPay MAC the last two, of one word each. */
    private final long[] last;
    private final long[] second;
    private final boolean[] twoLast;
    private final byte[] wide = new byte[16];

    MacLanes(int capacity) {
        des = new DesLanes(capacity);
        sm4 = new Sm4Lanes(capacity);
        keys = new LoadedKey[capacity];
        last = new long[capacity];
        second = new long[capacity];
        twoLast = new boolean[capacity];
    }

    /** Leaves message {@code i} out. */
    void leave(int i) {
        keys[i] = null;
        twoLast[i] = false;
    }

    /** Takes message {@code i}; false for an algorithm that gains nothing. The key fits the algorithm. */
    boolean take(int i, LoadedKey key, MacAlgorithm algorithm, DirectBuffer data, int offset, int length) {
        leave(i);
        if (algorithm.padding() == DesMac.PADDING_LENGTH) {
            return false;
        }
        switch (algorithm.base()) {
            case X9_19, X9_9_CBC, CBC_3DES -> {
                int blocks = DesMac.blocksBeforeLast(length, algorithm.padding());
                last[i] = DesMac.lastBlock(data, offset, length, algorithm.padding());
                des.clear(i);
                if (algorithm.base() == MacAlgorithm.X9_19) {
                    des.chainFirst(i, key.des, data, offset, blocks);
                } else {
                    des.chain(i, key.des, data, offset, blocks);
                }
            }
            case UNIONPAY_ECB -> {
                long fold = DesMac.fold(data, offset, length);
                des.clear(i);
                last[i] = DesMac.hexCharacters((int) (fold >>> 32));
                second[i] = DesMac.hexCharacters((int) fold);
                twoLast[i] = true;
            }
            case CMAC_TDES, CMAC_SM4 -> takeCmac(i, key, data, offset, length);
            default -> {
                return false;
            }
        }
        keys[i] = key;
        return true;
    }

    private void takeCmac(int i, LoadedKey key, DirectBuffer data, int offset, int length) {
        Cmac cmac = key.cmac();
        cmac.lastBlock(data, offset, length, wide);
        last[i] = Blocks.getLong(wide, 0);
        second[i] = Blocks.getLong(wide, 8);
        if (key.des != null) {
            des.clear(i);
            des.chain(i, key.des, data, offset, cmac.blocksBeforeLast(length));
        } else {
            sm4.clear(i);
            sm4.chain(i, (Sm4Key) key.cipher, data, offset, cmac.blocksBeforeLast(length));
        }
    }

    /** Computes all that was taken of the first {@code count} messages. */
    void run(int count) {
        des.run();
        sm4.run();
        boolean more = false;
        for (int i = 0; i < count; i++) {
            if (keys[i] != null && keys[i].des != null) {
                des.encrypt(i, keys[i].des, last[i]);
                more |= twoLast[i];
            } else if (keys[i] != null) {
                sm4.encrypt(i, (Sm4Key) keys[i].cipher, last[i], second[i]);
            }
        }
        des.run();
        sm4.run();
        if (more) {
            for (int i = 0; i < count; i++) {
                if (twoLast[i] && keys[i] != null) {
                    des.encrypt(i, keys[i].des, second[i]);
                }
            }
            des.run();
        }
    }

    /** Whether the message was taken. */
    boolean taken(int i) {
        return keys[i] != null;
    }

    /** The first 8 bytes of the MAC of message {@code i}. */
    long mac(int i) {
        return keys[i].des != null ? des.block(i) : sm4.high(i);
    }

    /** Forgets the first {@code count} messages, their keys and MACs. */
    void wipe(int count) {
        des.wipe();
        sm4.wipe();
        Arrays.fill(keys, 0, count, null);
        Arrays.fill(last, 0, count, 0);
        Arrays.fill(second, 0, count, 0);
        Arrays.fill(twoLast, 0, count, false);
        Wiping.wipe(wide);
    }
}
