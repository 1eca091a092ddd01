package dev.turnpike.security.command;

import dev.turnpike.security.SecurityStatus;

/** Takes what becomes of commands, on the thread that polls. Each submitted command gets exactly one call. */
public interface SecurityAnswers {
    /** The device answered; {@code command} and its result are valid until this returns. */
    void answered(SecurityCommand command);

    /**
     * There will be no answer.
     *
     * @param correlation as the caller had set it
     * @param status      {@link SecurityStatus#TIMED_OUT}; the device may have executed the command all the same
     */
    void failed(long correlation, SecurityCommand.Operation operation, SecurityStatus status);
}
