package dev.turnpike.upstream;

/** Why a connection to an acquirer ended; the label is the value of {@code reason} in {@code turnpike_upstream_lost_total}. */
public enum LossReason {
    /** No TCP connection or no TLS. */
    CONNECT_FAILED("connect_failed"),
    /** The acquirer closed. */
    CLOSED("closed"),
    /** The network reset the connection. */
    RESET("reset"),
    /** The sign-on was answered with another code than 00. */
    SIGN_ON_REFUSED("sign_on_refused"),
    /** The sign-on was not answered in time. */
    SIGN_ON_TIMEOUT("sign_on_timeout"),
    /** The acquirer signed us off. */
    SIGNED_OFF("signed_off"),
    /** Too many echoes without an answer. */
    NO_ECHO("no_echo"),
    /** Bytes that are no message of the dialect. */
    PROTOCOL_ERROR("protocol_error"),
    /** The acquirer does not read. */
    NOT_READING("not_reading"),
    /** A fault of our own; the log has it. */
    INTERNAL_ERROR("internal_error"),
    /** The switch stops. */
    SHUTDOWN("shutdown");

    private final String label;

    LossReason(String label) {
        this.label = label;
    }

    /** Value of the metric label: lower-case words. */
    public String label() {
        return label;
    }
}
