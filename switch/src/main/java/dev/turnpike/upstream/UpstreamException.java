package dev.turnpike.upstream;

/** A link that cannot be configured; the message is one sentence for the operator and names the property. */
public final class UpstreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A fault with one sentence. */
    public UpstreamException(String message) {
        super(message);
    }
}
