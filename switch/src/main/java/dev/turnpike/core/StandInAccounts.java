package dev.turnpike.core;

import java.util.ArrayDeque;
import org.agrona.collections.Long2ObjectHashMap;

/** What was approved in acquirers' places and is not yet acknowledged by them: in all, by card and by merchant. Follows from records alone. */
final class StandInAccounts {
    /** Count and sum of one card or merchant. Pooled. */
    static final class Account {
        int count;
        long amountMinor;
    }

    private static final Account NONE = new Account();
    private final Long2ObjectHashMap<Account> cards = new Long2ObjectHashMap<>(1 << 8, 0.6f);
    private final Long2ObjectHashMap<Account> merchants = new Long2ObjectHashMap<>(1 << 6, 0.6f);
    private final ArrayDeque<Account> pool = new ArrayDeque<>();
    private long exposureMinor;
    private int count;

    /** The transaction was approved here. */
    void add(Transaction tx, int merchant) {
        tx.standInMerchant = merchant;
        change(cards, tx.panHashHigh, tx.amountMinor, 1);
        change(merchants, merchant, tx.amountMinor, 1);
        exposureMinor += tx.amountMinor;
        count++;
    }

    /** Its acquirer has acknowledged it, or people have settled it. */
    void remove(Transaction tx) {
        change(cards, tx.panHashHigh, tx.amountMinor, -1);
        change(merchants, tx.standInMerchant, tx.amountMinor, -1);
        exposureMinor -= tx.amountMinor;
        count--;
    }

    private void change(Long2ObjectHashMap<Account> map, long key, long amountMinor, int sign) {
        Account account = map.get(key);
        if (account == null) {
            account = pool.isEmpty() ? new Account() : pool.pollLast();
            map.put(key, account);
        }
        account.count += sign;
        account.amountMinor += sign * amountMinor;
        if (account.count == 0) {
            map.remove(key);
            pool.addLast(account);
        }
    }

    Account card(long panHashHigh) {
        Account account = cards.get(panHashHigh);
        return account == null ? NONE : account;
    }

    Account merchant(long merchant) {
        Account account = merchants.get(merchant);
        return account == null ? NONE : account;
    }

    /** Sum in minor units. */
    long exposureMinor() {
        return exposureMinor;
    }

    int count() {
        return count;
    }
}
