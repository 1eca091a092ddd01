package dev.turnpike.security;

/**
 * Handles of loaded keys. A handle is an index of 20 bits and a generation of 11 bits, so that a handle kept after unloading is refused
 * and not taken for the next key in its place. Confined to one thread.
 */
final class KeyTable {
    static final int MAX_CAPACITY = (1 << 20) - 1;
    private static final int INDEX_MASK = MAX_CAPACITY;
    private static final int GENERATION_MASK = 0x7FF;

    private final LoadedKey[] keys;
    private final short[] generations;
    private final int[] free;
    private int freeCount;

    KeyTable(int capacity) {
        keys = new LoadedKey[capacity + 1];
        generations = new short[capacity + 1];
        free = new int[capacity];
        for (int i = capacity; i > 0; i--) {
            free[freeCount++] = i;
        }
    }

    /** A handle above 0, or {@link SecurityStatus#KEYS_FULL}. */
    int add(LoadedKey key) {
        if (freeCount == 0) {
            return SecurityStatus.KEYS_FULL.code();
        }
        int index = free[--freeCount];
        keys[index] = key;
        return generations[index] << 20 | index;
    }

    /** The key, or null for a handle that is not valid. */
    LoadedKey get(int handle) {
        int index = handle & INDEX_MASK;
        if (handle <= 0 || index >= keys.length || generations[index] != handle >>> 20) {
            return null;
        }
        return keys[index];
    }

    /** Wipes and forgets the key; a handle that is not valid is ignored. */
    void remove(int handle) {
        LoadedKey key = get(handle);
        if (key != null) {
            int index = handle & INDEX_MASK;
            key.close();
            keys[index] = null;
            generations[index] = (short) (generations[index] + 1 & GENERATION_MASK);
            free[freeCount++] = index;
        }
    }

    int size() {
        return free.length - freeCount;
    }

    void clear() {
        for (int i = 1; i < keys.length; i++) {
            if (keys[i] != null) {
                remove(generations[i] << 20 | i);
            }
        }
    }
}
