package dev.turnpike.security.check;

/** A vector of a family, operation or output that the check does not know. */
final class UnsupportedVectorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean ofInput;

    /** An operation or output that is not known: says nothing about whether the call would be refused. */
    UnsupportedVectorException(String what) {
        this(what, false);
    }

    /** With {@code ofInput} true for an input that is missing or has a value that is none: a caller is refused. */
    UnsupportedVectorException(String what, boolean ofInput) {
        super(what);
        this.ofInput = ofInput;
    }

    /** True when a vector that expects a refusal has got it. */
    boolean refuses() {
        return ofInput;
    }
}
