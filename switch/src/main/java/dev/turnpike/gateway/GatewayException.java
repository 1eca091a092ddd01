package dev.turnpike.gateway;

/** A listener that cannot be configured or opened; the message is one sentence for the operator and names the property or address. */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A fault without a cause worth showing. */
    public GatewayException(String message) {
        super(message);
    }

    /** A fault caused by {@code cause}. */
    public GatewayException(String message, Throwable cause) {
        super(message, cause);
    }
}
