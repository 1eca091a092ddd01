package dev.turnpike.core;

import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * All remembered transactions with their look-ups: by terminal key, by upstream identity, by id. Bounded: the oldest final transaction
 * gives way when full. What may still be changed by others (an open pre-authorisation, an original with refunds under way) gives way last. One
 * thread.
 */
final class TransactionTable {
    private static final int REFUSED_PART = 4;
    private static final int MAX_LATE_IMAGES = 1 << 14;
    private static final int HELD_PART = 2;
    private final Long2ObjectHashMap<Transaction> byKey = new Long2ObjectHashMap<>(1 << 16, 0.6f);
    private final Long2ObjectHashMap<Transaction> byUpstream = new Long2ObjectHashMap<>(1 << 16, 0.6f);
    private final Long2ObjectHashMap<Transaction> byId = new Long2ObjectHashMap<>(1 << 16, 0.6f);
    private final Long2ObjectHashMap<Transaction> preauths = new Long2ObjectHashMap<>(1 << 12, 0.6f);
    private final Long2ObjectHashMap<Transaction> accounts = new Long2ObjectHashMap<>(1 << 8, 0.6f);
    private final ArrayDeque<Transaction> pool = new ArrayDeque<>();
    private final RowList finals = new RowList();
    private final RowList refused = new RowList();
    private final RowList held = new RowList();
    private final ImagePool images;
    private final int maxTransactions;
    private final int maxImages;
    private Transaction oldestImage;
    private Transaction newestImage;
    private int size;
    private int finalImages;
    private int lateImages;

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
        boolean row = size < maxTransactions || finals.size() > 0 || refused.size() > 0 || idleHeld(0) != null;
        return row && (images.hasFree() || oldestImage != null);
    }

    /** A blank row, entered by id; the row {@code keepId} (0 none) does not give way to it. {@code wallMs}: the core's time. */
    Transaction create(long txId, long keepId, long wallMs) {
        releaseExpired(wallMs);
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

    /** An original that the journal found, for refunds that name it. */
    void enterAccount(Transaction tx) {
        accounts.put(key(tx.terminal.number, tx.batch, tx.stan, tx.messageClass), tx);
    }

    /** The original that the journal found under this key, or null. */
    Transaction account(int terminalNumber, int batch, int stan, int messageClass) {
        return accounts.get(key(terminalNumber, batch, stan, messageClass));
    }

    private static long preauthKey(long panHashHigh, long panHashLow, long authorizationCode) {
        return (panHashHigh * 0x9E3779B97F4A7C15L ^ panHashLow) * 0xC2B2AE3D27D4EB4FL ^ authorizationCode;
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

    /** Upstream identities that are looked up; for tests. */
    int upstreamIdentities() {
        return byUpstream.size();
    }

    /** Visits every row in no particular order; callers that need an order sort by id. */
    void forEach(Consumer<Transaction> consumer) {
        byId.values().forEach(consumer);
    }

    /** Gives the transaction a block for its images; evicts the oldest stored answer when there is none. */
    int allocateImage(Transaction tx) {
        int block = images.allocate();
        while (block < 0 && oldestImage != null) {
            dropOldestImage();
            block = images.allocate();
        }
        tx.image = block;
        return block;
    }

    // ---- who gives way ------------------------------------------------------------------------------------------------------------

    // What was refused here goes first once there is much of it: its repeat is simply decided again. What the acquirer decided is
    // forgotten later, and the terminal's state remembers under which trace numbers that happened.
    private void evictOne(long keepId) {
        Transaction victim = refused.size() > maxTransactions / REFUSED_PART ? refused.oldest() : null;
        if (victim == null) {
            victim = finals.oldest() != null && finals.oldest().txId == keepId ? finals.oldest().newer : finals.oldest();
        }
        if (victim == null) {
            victim = refused.oldest();
        }
        if (victim == null) {
            victim = idleHeld(keepId);
        }
        if (victim != null) {
            // A row that came from the journal was forgotten before.
            if (victim.list != refused && (victim.flags & Transaction.ACCOUNT) == 0) {
                victim.terminal.forgotten.add(victim.batch, victim.stan);
            }
            evict(victim);
        }
    }

    // The oldest that is kept for others and that nobody is changing right now.
    private Transaction idleHeld(long keepId) {
        Transaction tx = held.oldest();
        while (tx != null && (tx.busy > 0 || tx.refundsOpen > 0 || tx.txId == keepId)) {
            tx = tx.newer;
        }
        return tx;
    }

    private void releaseExpired(long wallMs) {
        Transaction tx = held.oldest();
        if (tx != null && tx.busy == 0 && tx.refundsOpen == 0 && tx.validUntilMs < wallMs) {
            held.remove(tx);
            finals.append(tx);
        }
    }

    /** The transaction was refused here and may be evicted from now on. */
    void becameRefused(Transaction tx) {
        refused.append(tx);
    }

    /** The transaction is final: it may be evicted from now on. */
    void becameFinal(Transaction tx) {
        if (tx.list != null) {
            return;
        }
        place(tx);
        if (tx.image >= 0 && tx.state == TransactionState.REVERSED && lateImages < MAX_LATE_IMAGES) {
            // An approval may still come; the reversal that it calls for is built from these fields.
            tx.keptForLate = true;
            lateImages++;
        } else if (tx.image >= 0) {
            appendImage(tx);
            if (finalImages > maxImages) {
                dropOldestImage();
            }
        }
    }

    private void place(Transaction tx) {
        boolean keep = tx.isOpenPreauth() || tx.busy > 0 || tx.refundsOpen > 0 || tx.isOpenAccount();
        (keep ? held : finals).append(tx);
        if (held.size() > maxTransactions / HELD_PART) {
            Transaction idle = idleHeld(tx.txId);
            if (idle != null) {
                held.remove(idle);
                finals.append(idle);
            }
        }
    }

    /** Something was done to {@code tx} by a transaction that refers to it: it may have to be kept, or no longer. */
    void linkedChanged(Transaction tx) {
        if (tx.list == finals || tx.list == held) {
            boolean keep = tx.isOpenPreauth() || tx.busy > 0 || tx.refundsOpen > 0 || tx.isOpenAccount();
            if (keep != (tx.list == held)) {
                tx.list.remove(tx);
                place(tx);
            }
        }
    }

    /** The transaction is open again (its reversal was asked for, or reopened). */
    void becameOpen(Transaction tx) {
        if (tx.list != null) {
            tx.list.remove(tx);
            removeImage(tx);
        }
    }

    private void evict(Transaction tx) {
        tx.list.remove(tx);
        if (tx.image >= 0) {
            removeImage(tx);
            images.release(tx.image);
            tx.image = -1;
        }
        byId.remove(tx.txId);
        removeIfSame(byKey, key(tx.terminal.number, tx.batch, tx.stan, tx.messageClass), tx);
        leaveUpstream(tx, tx.upstreamTime, tx.upstreamStan);
        leaveUpstream(tx, tx.reversalTime, tx.reversalStan);
        removeIfSame(accounts, key(tx.terminal.number, tx.batch, tx.stan, tx.messageClass), tx);
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

    // ---- images of final transactions, oldest first ----------------------------------------------------------------------------------

    private void appendImage(Transaction tx) {
        tx.inImageList = true;
        tx.newerImage = null;
        tx.olderImage = newestImage;
        if (newestImage == null) {
            oldestImage = tx;
        } else {
            newestImage.newerImage = tx;
        }
        newestImage = tx;
        finalImages++;
    }

    private void removeImage(Transaction tx) {
        if (tx.keptForLate) {
            tx.keptForLate = false;
            lateImages--;
        }
        if (!tx.inImageList) {
            return;
        }
        if (tx.olderImage == null) {
            oldestImage = tx.newerImage;
        } else {
            tx.olderImage.newerImage = tx.newerImage;
        }
        if (tx.newerImage == null) {
            newestImage = tx.olderImage;
        } else {
            tx.newerImage.olderImage = tx.olderImage;
        }
        tx.inImageList = false;
        tx.newerImage = null;
        tx.olderImage = null;
        finalImages--;
    }

    private void dropOldestImage() {
        Transaction tx = oldestImage;
        removeImage(tx);
        images.release(tx.image);
        tx.image = -1;
    }
}
