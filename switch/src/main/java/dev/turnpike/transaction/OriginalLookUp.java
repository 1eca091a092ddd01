package dev.turnpike.transaction;

import org.agrona.DirectBuffer;

/** Where the core's questions for older transactions go. Called by the dispatch thread once the event is durable; never blocks. */
public interface OriginalLookUp {
    /** Nobody to ask: questions stay without answer. */
    OriginalLookUp NONE = new OriginalLookUp() {
        @Override
        public boolean byReference(long ticket, long tid, DirectBuffer rrn, int offset) {
            return false;
        }

        @Override
        public boolean byKey(long ticket, long tid, int batch, int stan, int messageClass) {
            return false;
        }
    };

    /** Asks by terminal and the 12 characters of field 37 at {@code offset}; false when it could not be asked. */
    boolean byReference(long ticket, long tid, DirectBuffer rrn, int offset);

    /** Asks by the key of the duplicate check; false when it could not be asked. */
    boolean byKey(long ticket, long tid, int batch, int stan, int messageClass);
}
