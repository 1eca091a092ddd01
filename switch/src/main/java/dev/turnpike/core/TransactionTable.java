package dev.turnpike.core;

import dev.turnpike.transaction.TransactionType;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * All remembered transactions with their look-ups: by terminal key, by upstream identity, by id. Bounded: the oldest final transaction
 * gives way when full. One thread.
 */
final class TransactionTable {
    private final Long2ObjectHashMap<Transaction> byKey = new Long2ObjectHashMap<>(1 << 16, 0.6f);
    private final Long2ObjectHashMap<Transaction> byUpstream = new Long2ObjectHashMap<>(1 << 16, 0.6f);
    private final Long2ObjectHashMap<Transaction> byId = new Long2ObjectHashMap<>(1 << 16, 0.6f);
    private final Long2ObjectHashMap<Transaction> preauths = new Long2ObjectHashMap<>(1 << 12, 0.6f);
    private final ArrayDeque<Transaction> refused = new ArrayDeque<>();
    private final ArrayDeque<Transaction> pool = new ArrayDeque<>();
    private final ImagePool images;
    private final int maxTransactions;
    private final int maxImages;
    private Transaction oldestFinal;
    private Transaction newestFinal;
    private Transaction oldestWithImage;
    private int size;
    private int finalImages;

    TransactionTable(CoreContext.Limits limits) {
        this.maxTransactions = limits.maxTransactions();
        this.maxImages = limits.maxImages();
        this.images = new ImagePool(limits.maxImages() + (1 << 16));
    }

    ImagePool images() {
        return images;
    }

    /** The look-up key of a terminal's transaction: exact, no collisions. */
    static long key(int terminalNumber, int batch, int stan, int messageClass) {
        return (long) terminalNumber << 42 | (long) batch << 22 | (long) stan << 2 | classBits(messageClass);
    }

    private static int classBits(int messageClass) {
        return switch (messageClass) {
            case 100 -> 0;
            case 200 -> 1;
            case 220 -> 2;
            // 620
            default -> 3;
        };
    }

    static long upstreamKey(int link, long time, int stan) {
        return (long) link << 56 | time << 20 | stan;
    }

    /** True when one more transaction fits, after eviction if need be. */
    boolean hasRoom() {
        return (size < maxTransactions || oldestFinal != null || !refused.isEmpty()) && (images.hasFree() || oldestWithImage != null);
    }

    /** A blank row, entered by id. */
    Transaction create(long txId) {
        return create(txId, 0);
    }

    /** A blank row, entered by id; the row {@code keepId} does not give way to it. */
    Transaction create(long txId, long keepId) {
        if (size >= maxTransactions) {
            evictOne(keepId);
        }
        Transaction tx = pool.pollLast();
        if (tx == null) {
            tx = new Transaction();
        }
        tx.reset();
        tx.txId = txId;
        byId.put(txId, tx);
        size++;
        return tx;
    }

    void enter(Transaction tx) {
        byKey.put(key(tx.terminal.number, tx.batch, tx.stan, tx.messageClass), tx);
    }

    void enterUpstream(Transaction tx, long time, int stan) {
        if (stan > 0) {
            byUpstream.put(upstreamKey(tx.link, time, stan), tx);
        }
    }

    void leaveUpstream(Transaction tx, long time, int stan) {
        if (stan > 0) {
            removeIfSame(byUpstream, upstreamKey(tx.link, time, stan), tx);
        }
    }

    /** The newest pre-authorisation of this card with this authorisation code, or null. */
    Transaction preauth(long panHashHigh, long panHashLow, long authorizationCode) {
        Transaction tx = preauths.get(preauthKey(panHashHigh, panHashLow, authorizationCode));
        boolean same = tx != null && tx.panHashHigh == panHashHigh && tx.panHashLow == panHashLow && tx.authorizationCode == authorizationCode;
        return same ? tx : null;
    }

    /** An approved pre-authorisation can be found by card and authorisation code from now on. */
    void enterPreauth(Transaction tx) {
        if (tx.authorizationCode != 0) {
            preauths.put(preauthKey(tx.panHashHigh, tx.panHashLow, tx.authorizationCode), tx);
        }
    }

    private static long preauthKey(long panHashHigh, long panHashLow, long authorizationCode) {
        return (panHashHigh * 0x9E3779B97F4A7C15L ^ panHashLow) * 0xC2B2AE3D27D4EB4FL ^ authorizationCode;
    }

    /** Something was done to {@code tx} by a transaction that refers to it. */
    void linkedChanged(Transaction tx) {
    }

    Transaction byKey(int terminalNumber, int batch, int stan, int messageClass) {
        return byKey.get(key(terminalNumber, batch, stan, messageClass));
    }

    Transaction byUpstream(int link, long time, int stan) {
        return byUpstream.get(upstreamKey(link, time, stan));
    }

    Transaction byId(long txId) {
        return byId.get(txId);
    }

    int size() {
        return size;
    }

    /** Visits every row in no particular order; callers that need an order sort by id. */
    void forEach(Consumer<Transaction> consumer) {
        byId.values().forEach(consumer);
    }

    /** Gives the transaction a block for its images; evicts the oldest stored answer when there is none. */
    int allocateImage(Transaction tx) {
        int block = images.allocate();
        while (block < 0 && oldestWithImage != null) {
            dropOldestImage();
            block = images.allocate();
        }
        tx.image = block;
        return block;
    }

    // What was refused here goes first: its repeat is simply decided again. What the acquirer decided is forgotten last, and the
    // terminal's state remembers up to which trace number that happened.
    private void evictOne(long keepId) {
        Transaction tx = refused.pollFirst();
        if (tx != null) {
            forget(tx);
            return;
        }
        Transaction victim = oldestFinal != null && oldestFinal.txId == keepId ? oldestFinal.newer : oldestFinal;
        if (victim != null) {
            victim.terminal.forget(victim);
            evict(victim);
        }
    }

    /** The transaction was refused here and may be evicted from now on. */
    void becameRefused(Transaction tx) {
        refused.addLast(tx);
    }

    /** The transaction is final: it may be evicted from now on. */
    void becameFinal(Transaction tx) {
        if (tx.inFinalList) {
            return;
        }
        tx.inFinalList = true;
        tx.newer = null;
        tx.older = newestFinal;
        if (newestFinal == null) {
            oldestFinal = tx;
        } else {
            newestFinal.newer = tx;
        }
        newestFinal = tx;
        if (tx.image >= 0) {
            finalImages++;
            if (oldestWithImage == null) {
                oldestWithImage = tx;
            }
            if (finalImages > maxImages) {
                dropOldestImage();
            }
        }
    }

    /** The transaction is open again (its reversal was asked for, or reopened). */
    void becameOpen(Transaction tx) {
        if (!tx.inFinalList) {
            return;
        }
        if (oldestWithImage == tx) {
            oldestWithImage = nextWithImage(tx.newer);
        }
        if (tx.image >= 0) {
            finalImages--;
        }
        unlink(tx);
    }

    private static Transaction nextWithImage(Transaction from) {
        Transaction at = from;
        while (at != null && at.image < 0) {
            at = at.newer;
        }
        return at;
    }

    private void dropOldestImage() {
        Transaction tx = oldestWithImage;
        images.release(tx.image);
        tx.image = -1;
        finalImages--;
        oldestWithImage = nextWithImage(tx.newer);
    }

    private void unlink(Transaction tx) {
        if (tx.older == null) {
            oldestFinal = tx.newer;
        } else {
            tx.older.newer = tx.newer;
        }
        if (tx.newer == null) {
            newestFinal = tx.older;
        } else {
            tx.newer.older = tx.older;
        }
        tx.inFinalList = false;
        tx.newer = null;
        tx.older = null;
    }

    private void evict(Transaction tx) {
        if (tx.image >= 0) {
            if (oldestWithImage == tx) {
                oldestWithImage = nextWithImage(tx.newer);
            }
            finalImages--;
            images.release(tx.image);
            tx.image = -1;
        }
        unlink(tx);
        forget(tx);
    }

    private void forget(Transaction tx) {
        byId.remove(tx.txId);
        removeIfSame(byKey, key(tx.terminal.number, tx.batch, tx.stan, tx.messageClass), tx);
        if (tx.upstreamStan != 0) {
            removeIfSame(byUpstream, upstreamKey(tx.link, tx.upstreamTime, tx.upstreamStan), tx);
        }
        if (tx.reversalStan != 0) {
            removeIfSame(byUpstream, upstreamKey(tx.link, tx.reversalTime, tx.reversalStan), tx);
        }
        if (tx.type == TransactionType.PREAUTH) {
            removeIfSame(preauths, preauthKey(tx.panHashHigh, tx.panHashLow, tx.authorizationCode), tx);
        }
        size--;
        tx.link = -1;
        pool.addLast(tx);
    }

    private static void removeIfSame(Long2ObjectHashMap<Transaction> map, long key, Transaction tx) {
        if (map.get(key) == tx) {
            map.remove(key);
        }
    }
}
