package dev.turnpike.transaction;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * An operator's command as it travels in a slot's inbound bytes.
 *
 * @param action  what to do
 * @param subject transaction, number of an exception, or where a list goes on; 0 from the start, or all
 * @param filter  of lists: {@link #ALL}, {@link #PARKED} or {@link #OPEN}
 * @param outcome of a release: the state that the transaction shall have
 * @param person  name of the operator, ASCII, at most 64 characters
 * @param reason  why, at most 400 bytes in UTF-8
 */
public record OperatorRequest(OperatorAction action, long subject, int filter, TransactionState outcome, String person, String reason) {
    /** Everything. */
    public static final int ALL = 0;
    /** What was given up. */
    public static final int PARKED = 1;
    /** What is still tried. */
    public static final int OPEN = 2;
    private static final int PERSON_MAX = 64;
    private static final int REASON_MAX = 400;

    /** Checks the lengths; throws {@link IllegalArgumentException}. */
    public OperatorRequest {
        if (person.length() > PERSON_MAX || reason.getBytes(StandardCharsets.UTF_8).length > REASON_MAX) {
            throw new IllegalArgumentException("name or reason is too long");
        }
    }

    /** Makes the slot an OPERATOR event with this command; {@code ticket} comes back with the answer. */
    public void write(Slot slot, long ticket, long monotonicNs, long wallMs) {
        slot.event(EventKind.OPERATOR, monotonicNs, wallMs).source(ticket).args(action.ordinal(), subject);
        byte[] name = person.getBytes(StandardCharsets.US_ASCII);
        byte[] why = reason.getBytes(StandardCharsets.UTF_8);
        ByteBuffer to = slot.inboundNio();
        to.put((byte) filter).put((byte) outcome.code()).put((byte) name.length).put(name).putShort((short) why.length).put(why);
        slot.inboundLength(to.position());
    }

    /** Reads the command of an OPERATOR event. */
    public static OperatorRequest read(Slot slot) {
        DirectBuffer in = slot.inbound();
        int nameLength = in.getByte(2);
        byte[] name = new byte[nameLength];
        in.getBytes(3, name);
        byte[] why = new byte[in.getShort(3 + nameLength, java.nio.ByteOrder.BIG_ENDIAN)];
        in.getBytes(5 + nameLength, why);
        return new OperatorRequest(OperatorAction.of(slot.arg0()), slot.arg1(), in.getByte(0), TransactionState.of(in.getByte(1)),
            new String(name, StandardCharsets.US_ASCII), new String(why, StandardCharsets.UTF_8));
    }
}
