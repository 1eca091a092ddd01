package dev.turnpike.upstream;

/** Where one connection to an acquirer stands. The code is what the metric shows. */
public enum SessionState {
    /** No connection; waiting for the next attempt. */
    WAITING(0),
    /** TCP connect or TLS handshake under way. */
    CONNECTING(1),
    /** Sign-on sent. */
    SIGNING_ON(2),
    /** Signed on; may carry traffic. */
    SIGNED_ON(3),
    /** The connection is lost; what came over it is still being published. */
    DRAINING(4),
    /** Sign-off sent; the switch stops. */
    SIGNING_OFF(5),
    /** Ended for good. */
    ENDED(6);

    private final int code;

    SessionState(int code) {
        this.code = code;
    }

    /** Number of the state in metrics; equal to its ordinal. */
    public int code() {
        return code;
    }

    /** True when a session may go from this state to {@code next}. */
    boolean mayBecome(SessionState next) {
        return switch (this) {
            case WAITING -> next == CONNECTING || next == ENDED;
            case CONNECTING -> next == SIGNING_ON || next == WAITING || next == DRAINING || next == ENDED;
            case SIGNING_ON -> next == SIGNED_ON || next == DRAINING;
            case SIGNED_ON -> next == DRAINING || next == SIGNING_OFF;
            case DRAINING, SIGNING_OFF -> next == WAITING || next == DRAINING || next == ENDED;
            case ENDED -> false;
        };
    }
}
