package dev.turnpike.codec.message;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.PresenceRow;

/** Compares the fields of a message with the presence rows of its dialect. No state, no allocation. */
public final class PresenceCheck {
    private PresenceCheck() {
    }

    /** The first row whose MTI and conditions fit the message, or null when the dialect has none for it. */
    public static PresenceRow row(MessageDecoder message) {
        Dialect dialect = message.dialect();
        for (int i = 0; i < dialect.presenceCount(); i++) {
            PresenceRow row = dialect.presence(i);
            if (row.mti() == message.mti() && fits(row, message)) {
                return row;
            }
        }
        return null;
    }

    private static boolean fits(PresenceRow row, MessageDecoder message) {
        for (int i = 0; i < row.conditionCount(); i++) {
            PresenceRow.Condition condition = row.condition(i);
            if (message.digits(condition.field(), condition.from(), condition.count()) != condition.value()) {
                return false;
            }
        }
        return true;
    }

    /** The lowest mandatory field that the message lacks, or 0. */
    public static int missing(PresenceRow row, MessageDecoder message) {
        for (int level = 0; level < 3; level++) {
            long absent = row.mandatory(level) & ~message.present(level);
            if (absent != 0) {
                return 64 * level + 1 + Long.numberOfLeadingZeros(absent);
            }
        }
        return 0;
    }

    /** The lowest field of the message that its row does not list, or 0. */
    public static int unexpected(PresenceRow row, MessageDecoder message) {
        for (int level = 0; level < 3; level++) {
            long foreign = message.present(level) & ~row.allowed(level);
            if (foreign != 0) {
                return 64 * level + 1 + Long.numberOfLeadingZeros(foreign);
            }
        }
        return 0;
    }
}
