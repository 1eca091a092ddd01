package dev.turnpike.gateway;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * What the gateway remembers of addresses: open connections, when it last logged about one, and penalties. Bounded: an address
 * without connections and penalties is forgotten, and above {@link #MAX_PEERS} new ones are not remembered (they are neither
 * limited nor logged about). Any thread; used at accept, close and misbehaviour only.
 */
final class PeerTable {
    /** Most addresses remembered. */
    static final int MAX_PEERS = 65_536;
    /** Oversize frames within a minute before the address is refused. */
    static final int OVERSIZE_STRIKES = 5;
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    private static final class Peer {
        private int connections;
        private boolean logged;
        private long loggedNs;
        private int strikes;
        private long strikesSinceNs;
        private boolean banned;
        private long bannedNs;
        private boolean slow;
        private long slowNs;

        private boolean forgettable(long nowNs) {
            return connections == 0 && !(logged && nowNs - loggedNs < SECOND_NS) && !(banned && nowNs - bannedNs < MINUTE_NS)
                && !(slow && nowNs - slowNs < MINUTE_NS) && !(strikes > 0 && nowNs - strikesSinceNs < MINUTE_NS);
        }
    }

    private final Long2ObjectHashMap<Peer> peers = new Long2ObjectHashMap<>();

    /** Key of an address: all of IPv4, the /64 network of IPv6 (one customer's line). */
    static long key(InetAddress address) {
        byte[] b = address.getAddress();
        long key = 0;
        for (int i = 0; i < Math.min(8, b.length); i++) {
            key = key << 8 | b[i] & 0xFF;
        }
        return address instanceof Inet6Address ? key : key | 1L << 40;
    }

    private Peer peer(long key) {
        Peer peer = peers.get(key);
        if (peer == null && peers.size() < MAX_PEERS) {
            peer = new Peer();
            peers.put(key, peer);
        }
        return peer;
    }

    /** Counts one more connection unless the address has {@code max} or is refused: null when counted, else why not. */
    synchronized CloseReason admit(long key, int max, long nowNs) {
        Peer peer = peer(key);
        if (peer == null) {
            return null;
        }
        if (peer.banned && nowNs - peer.bannedNs < MINUTE_NS) {
            return CloseReason.PEER_BANNED;
        }
        if (peer.connections >= max) {
            return CloseReason.PEER_LIMIT;
        }
        peer.connections++;
        return null;
    }

    /** Takes back what {@link #admit} counted. */
    synchronized void release(long key) {
        Peer peer = peers.get(key);
        if (peer != null && peer.connections > 0) {
            peer.connections--;
        }
    }

    /** True at most once a second for an address. */
    synchronized boolean mayLog(long key, long nowNs) {
        Peer peer = peer(key);
        if (peer == null || peer.logged && nowNs - peer.loggedNs < SECOND_NS) {
            return false;
        }
        peer.logged = true;
        peer.loggedNs = nowNs;
        return true;
    }

    /** Counts an oversize frame; true when the address is refused from now on for a minute. */
    synchronized boolean strike(long key, long nowNs) {
        Peer peer = peer(key);
        if (peer == null) {
            return false;
        }
        if (peer.strikes == 0 || nowNs - peer.strikesSinceNs >= MINUTE_NS) {
            peer.strikes = 0;
            peer.strikesSinceNs = nowNs;
        }
        if (++peer.strikes <= OVERSIZE_STRIKES) {
            return false;
        }
        peer.banned = true;
        peer.bannedNs = nowNs;
        return true;
    }

    /** Slows the address for a minute. */
    synchronized void slow(long key, long nowNs) {
        Peer peer = peer(key);
        if (peer != null) {
            peer.slow = true;
            peer.slowNs = nowNs;
        }
    }

    /** True while the address is slowed. */
    synchronized boolean isSlow(long key, long nowNs) {
        Peer peer = peers.get(key);
        return peer != null && peer.slow && nowNs - peer.slowNs < MINUTE_NS;
    }

    /** Forgets addresses of which nothing needs to be known. */
    synchronized void sweep(long nowNs) {
        peers.values().removeIf(peer -> peer.forgettable(nowNs));
    }

    synchronized int size() {
        return peers.size();
    }
}
