package dev.turnpike.simulation;

/** The process ends here, between two effects. Checked, so that no handler that survives errors can catch it. */
final class Crash extends Exception {
    private static final long serialVersionUID = 1L;

    Crash(String where) {
        super(where, null, false, false);
    }

    /** Throws this from a method that declares nothing. */
    @SuppressWarnings("unchecked")
    <T extends Throwable> void now() throws T {
        throw (T) this;
    }
}
