package dev.turnpike.security.command;

/**
 * The way to a device and back. {@link #offer}, {@link #receive} and {@link #connected} are called by one thread and never block. A line
 * gives a command back at most once, in any order, and does not touch it afterwards; it may lose commands.
 */
public interface SecurityLine extends AutoCloseable {
    /** Takes a command on its way; false when there is no room, the line then has not kept it. */
    boolean offer(SecurityCommand command);

    /** The next command that has its answer, or null. */
    SecurityCommand receive();

    /** False while commands cannot reach the device. */
    boolean connected();

    /** Ends the line; commands under way are lost. */
    @Override
    void close();
}
