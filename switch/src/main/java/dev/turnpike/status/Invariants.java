package dev.turnpike.status;

/** Checks that stay on in production. A failure is a programmer's error, never a user's. */
public final class Invariants {
    private Invariants() {
    }

    /** Throws {@link IllegalStateException} with {@code what} when {@code condition} is false. */
    public static void check(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("invariant broken: " + what);
        }
    }
}
