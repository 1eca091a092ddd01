package dev.turnpike.core;

import dev.turnpike.transaction.record.BatchClosedDecoder;
import dev.turnpike.transaction.record.BatchUploadDecoder;
import dev.turnpike.transaction.record.KeysConfirmedDecoder;
import dev.turnpike.transaction.record.KeysIssuedDecoder;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** The part of {@link RecordApplier} that is about terminals: their keys and batches. Holds no rules. */
final class TerminalRecords {
    private final CoreState state;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final KeysIssuedDecoder keysIssued = new KeysIssuedDecoder();
    private final KeysConfirmedDecoder keysConfirmed = new KeysConfirmedDecoder();
    private final BatchClosedDecoder batchClosed = new BatchClosedDecoder();
    private final BatchUploadDecoder batchUpload = new BatchUploadDecoder();
    private final byte[] closedTotals = new byte[62];

    TerminalRecords(CoreState state) {
        this.state = state;
    }

    /** Applies one record; one that is about something else changes nothing. */
    void apply(DirectBuffer buffer, int offset, int templateId) {
        switch (templateId) {
            case KeysIssuedDecoder.TEMPLATE_ID -> applyKeysIssued(buffer, offset);
            case KeysConfirmedDecoder.TEMPLATE_ID -> applyKeysConfirmed(buffer, offset);
            case BatchClosedDecoder.TEMPLATE_ID -> applyBatchClosed(buffer, offset);
            case BatchUploadDecoder.TEMPLATE_ID -> applyBatchUpload(buffer, offset);
            default -> {
            }
        }
    }

    private static long tid(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset, ByteOrder.BIG_ENDIAN);
    }

    private void applyKeysIssued(DirectBuffer buffer, int offset) {
        keysIssued.wrapAndApplyHeader(buffer, offset, header);
        TerminalState terminal = state.terminalByTid(tid(buffer, keysIssued.offset() + KeysIssuedDecoder.tidEncodingOffset()));
        TerminalState.KeySet pending = terminal.keys[0];
        pending.version = keysIssued.version();
        terminal.lastKeyVersion = keysIssued.version();
        pending.pinKey = new byte[keysIssued.pinKeyLength()];
        keysIssued.getPinKey(pending.pinKey, 0, pending.pinKey.length);
        pending.macKey = new byte[keysIssued.macKeyLength()];
        keysIssued.getMacKey(pending.macKey, 0, pending.macKey.length);
        pending.trackKey = new byte[keysIssued.trackKeyLength()];
        keysIssued.getTrackKey(pending.trackKey, 0, pending.trackKey.length);
    }

    private void applyKeysConfirmed(DirectBuffer buffer, int offset) {
        keysConfirmed.wrapAndApplyHeader(buffer, offset, header);
        TerminalState terminal = state.terminalByTid(tid(buffer, keysConfirmed.offset() + KeysConfirmedDecoder.tidEncodingOffset()));
        if (terminal.keys[0].version == keysConfirmed.version()) {
            terminal.keys[2].copyFrom(terminal.keys[1]);
            terminal.keys[1].copyFrom(terminal.keys[0]);
            terminal.keys[0].clear();
            terminal.pendingDownload = new byte[0];
        }
    }

    private void applyBatchClosed(DirectBuffer buffer, int offset) {
        batchClosed.wrapAndApplyHeader(buffer, offset, header);
        TerminalState terminal = state.terminalByTid(tid(buffer, batchClosed.offset() + BatchClosedDecoder.tidEncodingOffset()));
        terminal.adopt(batchClosed.batch());
        terminal.openBatch(batchClosed.nextBatch());
        if (terminal.closedBatch == batchClosed.batch()) {
            int length = batchClosed.getImage(closedTotals, 0, closedTotals.length);
            terminal.closedWith(length == closedTotals.length && closedTotals[30] == '1' && closedTotals[61] == '1');
        }
    }

    private void applyBatchUpload(DirectBuffer buffer, int offset) {
        batchUpload.wrapAndApplyHeader(buffer, offset, header);
        TerminalState terminal = state.terminalByTid(tid(buffer, batchUpload.offset() + BatchUploadDecoder.tidEncodingOffset()));
        terminal.uploads++;
        terminal.uploadEnded |= batchUpload.last() != 0;
    }
}
