package dev.turnpike.gateway;

/**
 * The number by which the rest of the switch knows a connection: generation (31 bits), event loop (8 bits), place in its table (24
 * bits). A place is reused with the next generation, so that a late answer never reaches a stranger. Never zero or negative.
 */
final class ConnectionId {
    /** Most event loops. */
    static final int MAX_LOOPS = 256;
    /** Most connections of one event loop. */
    static final int MAX_PLACES = 1 << 24;

    private ConnectionId() {
    }

    static long of(int generation, int loop, int place) {
        return (long) generation << 32 | (long) loop << 24 | place;
    }

    static int loop(long id) {
        return (int) (id >>> 24) & 0xFF;
    }

    static int place(long id) {
        return (int) id & 0xFFFFFF;
    }
}
