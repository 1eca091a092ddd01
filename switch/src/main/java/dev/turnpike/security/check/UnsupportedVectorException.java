package dev.turnpike.security.check;

/** A vector of a family, operation or output that the check does not know. */
final class UnsupportedVectorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedVectorException(String what) {
        super(what);
    }
}
