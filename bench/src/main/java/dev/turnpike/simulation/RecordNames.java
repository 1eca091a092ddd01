package dev.turnpike.simulation;

import dev.turnpike.transaction.record.MessageHeaderDecoder;
import org.agrona.DirectBuffer;

/** Names of journal records, for traces. */
final class RecordNames {
    private static final String[] NAMES = {"?", "INTENT", "OUTCOME", "REJECTED", "NOT_SENT", "REVERSAL_INTENT", "FORWARD_ATTEMPT",
        "REVERSAL_ACK", "ADVICE_INTENT", "LATE_ANSWER", "TOMBSTONE", "KEYS_ISSUED", "KEYS_CONFIRMED", "BATCH_CLOSED", "BATCH_UPLOAD",
        "ANSWERED", "LINK_CHANGE", "STARTED", "SECURITY_EVENT"};

    private RecordNames() {
    }

    static String of(DirectBuffer record, int offset) {
        int template = new MessageHeaderDecoder().wrap(record, offset).templateId();
        String name = template < NAMES.length ? NAMES[template] : switch (template) {
            case 19 -> "NUMBERED";
            case 40 -> "ADVICE_ACCEPTED";
            case 41 -> "ADVICE_ACK";
            case 42 -> "OPERATOR_COMMAND";
            case 43 -> "UNKNOWN_ANSWER";
            default -> "template " + template;
        };
        boolean about = template >= 1 && template <= 9 || template == 19 || template == 40 || template == 41;
        return name + (about ? " of transaction " + record.getLong(offset + MessageHeaderDecoder.ENCODED_LENGTH) : "");
    }
}
