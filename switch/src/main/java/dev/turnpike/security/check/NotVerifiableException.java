package dev.turnpike.security.check;

/** A verification was refused for what it was given: a vector that expects {@code "valid": false}, or a refusal, has got it. */
final class NotVerifiableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    NotVerifiableException(String what, Throwable cause) {
        super(what, cause);
    }
}
