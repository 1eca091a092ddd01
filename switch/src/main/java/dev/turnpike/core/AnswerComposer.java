package dev.turnpike.core;

import dev.turnpike.transaction.CivilTime;
import dev.turnpike.transaction.Digits;
import dev.turnpike.transaction.EffectKind;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;

/**
 * Puts together the fields of answers to terminals and of messages that are built without their request at hand (reversals, repeated
 * advices). What a field holds follows docs/PROTOCOL.md; the bytes are stage 3's business.
 */
final class AnswerComposer {
    private static final int[] ECHOED = {3, 11, 14, 23, 25, 41, 42, 49};
    private static final int MAX_IMAGE = 1400;
    private static final int SIGN_ON_BATCH_AT = 2;
    private final CoreState state;
    private final FieldImage request = new FieldImage();
    private final FieldImage answer = new FieldImage();
    private final FieldImage out = new FieldImage();
    private final boolean[] echoed = new boolean[129];

    AnswerComposer(CoreState state) {
        this.state = state;
        for (int field : ECHOED) {
            echoed[field] = true;
        }
    }

    /** Answers the request in the slot; {@code tx} is its transaction, or null when it has none. */
    EffectList.Effect answerRequest(EffectList effects, RequestFacts f, long connection, Transaction tx, int code) {
        request.wrap(f.imageBuffer, 0, f.image.length());
        EffectList.Effect effect = begin(effects, connection, f.mti + 10, code);
        effect.listener = f.listener;
        effect.terminal = f.terminal;
        effect.macked = f.authentic && f.type.isMacked();
        effect.keyVersion = f.keyVersion;
        effect.txId = tx == null ? 0 : tx.txId;
        effect.headerOffset = effects.imageEnd();
        effect.headerLength = f.headerLength;
        effects.images().putBytes(effects.imageEnd(), f.header, 0, f.headerLength);
        effects.imageAdded(f.headerLength);
        addPan(effects, effect, f.sealedPan, 0, f.sealedPanLength);
        wrapAnswer(f.type.isForwarded() ? tx : null);
        TerminalState terminal = f.terminal < 0 ? null : state.terminal(f.terminal);
        compose(effects, effect, terminal, tx, f.type, code, f);
        return effect;
    }

    /** Answers a transaction whose request came with an earlier event; its images must still be held. */
    EffectList.Effect answerLater(EffectList effects, Transaction tx, int code) {
        wrapRequest(tx);
        EffectList.Effect effect = begin(effects, tx.replyTo, tx.messageClass + 10, code);
        effect.terminal = tx.terminal.directoryNumber;
        effect.listener = tx.listener;
        effect.macked = true;
        effect.keyVersion = tx.macKeyVersion;
        effect.txId = tx.txId;
        effect.finalAnswer = true;
        effect.headerOffset = effects.imageEnd();
        effect.headerLength = tx.headerLength;
        MutableDirectBuffer images = effects.images();
        images.putLong(effects.imageEnd(), tx.headerHigh);
        images.putInt(effects.imageEnd() + 8, tx.headerLow);
        effects.imageAdded(12);
        addStoredPan(effects, effect, tx);
        wrapAnswer(tx);
        compose(effects, effect, tx.terminal, tx, tx.type, code, null);
        return effect;
    }

    /** A question for an original that is no longer remembered: by its RRN, or by its key when {@code messageClass} is not 0. */
    static void lookUp(EffectList effects, long ticket, RequestFacts f, int messageClass) {
        EffectList.Effect effect = effects.add(EffectKind.LOOK_UP);
        effect.target = ticket;
        effect.terminal = f.terminal;
        effect.mti = messageClass;
        effect.upstreamStan = f.originalStan;
        effect.upstreamTime = f.originalBatch;
        effect.imageOffset = effects.imageEnd();
        effect.imageLength = 12;
        effects.images().putBytes(effects.imageEnd(), f.rrn, 0, 12);
        effects.imageAdded(12);
    }

    /** Remembers where the answer to the slot's request must go. */
    static void remember(Transaction tx, RequestFacts f, long connection) {
        tx.replyTo = connection;
        tx.headerHigh = f.header.getLong(0);
        tx.headerLow = f.header.getInt(8);
        tx.headerLength = f.headerLength;
        tx.macKeyVersion = f.keyVersion;
        tx.listener = f.listener;
    }

    /** A reversal or repeated advice built from what the INTENT kept. */
    EffectList.Effect upstream(EffectList effects, EffectKind kind, Transaction tx, int mti) {
        EffectList.Effect effect = effects.add(kind);
        effect.target = tx.link;
        effect.stretch = state.links[tx.link].stretch;
        effect.mti = mti;
        effect.txId = tx.txId;
        effect.terminal = tx.terminal.directoryNumber;
        effect.code = kind == EffectKind.REVERSAL ? tx.reversalCode : ResponseCode.NONE;
        effect.upstreamTime = kind == EffectKind.REVERSAL ? tx.reversalTime : tx.upstreamTime;
        effect.upstreamStan = kind == EffectKind.REVERSAL ? tx.reversalStan : tx.upstreamStan;
        addStoredPan(effects, effect, tx);
        wrapRequest(tx);
        out.startAt(effects.images(), effects.imageEnd(), Math.min(MAX_IMAGE, effects.imageRoom()));
        LinkState link = state.links[tx.link];
        Transaction original = kind == EffectKind.REVERSAL ? tx : state.transactions.byId(tx.originalTxId);
        boolean chip = kind == EffectKind.ADVICE && (tx.type.needs() & TransactionType.Need.CHIP) != 0;
        for (int field = 3; field <= 90; field++) {
            if (field != 55 || chip) {
                upstreamField(field, tx, link, original);
            }
        }
        effect.imageOffset = effects.imageEnd();
        effect.imageLength = out.length();
        effects.imageAdded(out.length());
        return effect;
    }

    /** The fields that a forwarded request carries besides what the terminal sent. */
    EffectList.Effect forward(EffectList effects, RequestFacts f, Transaction tx, Transaction original) {
        EffectList.Effect effect = effects.add(EffectKind.FORWARD);
        effect.target = tx.link;
        effect.stretch = state.links[tx.link].stretch;
        effect.mti = tx.type.upstreamMti();
        effect.txId = tx.txId;
        effect.terminal = f.terminal;
        effect.upstreamTime = tx.upstreamTime;
        effect.upstreamStan = tx.upstreamStan;
        out.startAt(effects.images(), effects.imageEnd(), Math.min(MAX_IMAGE, effects.imageRoom()));
        LinkState link = state.links[tx.link];
        for (int field = 7; field <= 90; field++) {
            if (field == 38 && original != null) {
                putAuthorization(original);
            } else if (isAssigned(field)) {
                assignedField(field, tx, link, original);
            }
        }
        effect.imageOffset = effects.imageEnd();
        effect.imageLength = out.length();
        effects.imageAdded(out.length());
        return effect;
    }

    private static boolean isAssigned(int field) {
        return field == 7 || field == 11 || field == 12 || field == 13 || field == 18 || field == 32 || field == 33 || field == 37 || field == 90;
    }

    private void upstreamField(int field, Transaction tx, LinkState link, Transaction original) {
        switch (field) {
            case 4:
                if (tx.amountMinor > 0) {
                    out.putDigits(4, tx.amountMinor, 12);
                }
                break;
            case 7, 11, 12, 13, 18, 32, 33, 37, 90:
                assignedField(field, tx, link, original);
                break;
            case 38:
                putAuthorization(original == null || tx.advice == Transaction.ACCEPTED && tx.authorizationCode != 0 ? tx : original);
                break;
            case 39, 60, 61, 62, 63:
                break;
            default:
                copy(request, field);
                break;
        }
    }

    private void assignedField(int field, Transaction tx, LinkState link, Transaction original) {
        CivilTime time = tx.terminal.directoryNumber < 0 ? state.utc.at(tx.wallMs) : localAt(tx);
        switch (field) {
            case 12 -> out.putDigits(12, time.hhmmss(), 6);
            case 13 -> out.putDigits(13, time.mmdd(), 4);
            case 18 -> out.putDigits(18, tx.mcc, 4);
            case 32 -> out.put(32, link.institution);
            case 33 -> putForwarder(link);
            case 37 -> putRrn(tx);
            case 90 -> putOriginalData(original, link);
            default -> {
                // 7 and 11 travel in the effect itself.
            }
        }
    }

    private void putForwarder(LinkState link) {
        if (link.forwarder.length > 0) {
            out.put(33, link.forwarder);
        }
    }

    private void putAuthorization(Transaction tx) {
        if (tx == null || tx.authorizationCode == 0 || out.room() < 6) {
            return;
        }
        MutableDirectBuffer buffer = out.buffer();
        int at = out.valueOffset();
        for (int i = 0; i < 6; i++) {
            buffer.putByte(at + i, (byte) (tx.authorizationCode >>> 40 - 8 * i));
        }
        out.added(38, 6);
    }

    // Original data elements: MTI 4, STAN 6, transmission time 10, acquirer 11, forwarder 11, right aligned with zeros.
    private void putOriginalData(Transaction original, LinkState link) {
        if (original == null || original.upstreamStan == 0 || out.room() < 42) {
            return;
        }
        MutableDirectBuffer buffer = out.buffer();
        int at = out.valueOffset();
        Digits.put(buffer, at, original.standIn ? original.type.adviceMti() : original.type.upstreamMti(), 4);
        Digits.put(buffer, at + 4, original.upstreamStan, 6);
        Digits.put(buffer, at + 10, original.upstreamTime, 10);
        buffer.setMemory(at + 20, 22, (byte) '0');
        buffer.putBytes(at + 31 - link.institution.length, link.institution);
        buffer.putBytes(at + 42 - link.forwarder.length, link.forwarder);
        out.added(90, 42);
    }

    private EffectList.Effect begin(EffectList effects, long connection, int mti, int code) {
        EffectList.Effect effect = effects.add(EffectKind.ANSWER);
        effect.target = connection;
        effect.mti = mti;
        effect.code = code;
        return effect;
    }

    private void addStoredPan(EffectList effects, EffectList.Effect effect, Transaction tx) {
        if (tx.image >= 0) {
            ImagePool pool = state.transactions.images();
            addPan(effects, effect, pool.buffer(tx.image), pool.panOffset(tx.image), pool.panLength(tx.image));
        }
    }

    private static void addPan(EffectList effects, EffectList.Effect effect, org.agrona.DirectBuffer source, int offset, int length) {
        effect.sealedPanOffset = effects.imageEnd();
        effect.sealedPanLength = length;
        if (length > 0) {
            effects.images().putBytes(effects.imageEnd(), source, offset, length);
            effects.imageAdded(length);
        }
    }

    private void wrapRequest(Transaction tx) {
        ImagePool pool = state.transactions.images();
        if (tx.image < 0) {
            request.wrap(out.buffer(), 0, 0);
        } else {
            request.wrap(pool.buffer(tx.image), pool.requestOffset(tx.image), pool.requestLength(tx.image));
        }
    }

    private void wrapAnswer(Transaction tx) {
        if (tx == null || tx.image < 0) {
            answer.wrap(out.buffer(), 0, 0);
        } else {
            ImagePool pool = state.transactions.images();
            answer.wrap(pool.buffer(tx.image), pool.answerOffset(tx.image), pool.answerLength(tx.image));
        }
    }

    private void compose(EffectList effects, EffectList.Effect effect, TerminalState terminal, Transaction tx, TransactionType type,
                         int code, RequestFacts f) {
        out.startAt(effects.images(), effects.imageEnd(), Math.min(MAX_IMAGE, effects.imageRoom()));
        CivilTime time = terminal == null ? state.utc.at(state.wallMs) : tx == null ? state.localTime(terminal) : localAt(tx);
        for (int field = 3; field <= 63; field++) {
            if (echoed[field]) {
                copy(request, field);
            } else {
                answerField(field, time, terminal, tx, type, f);
            }
        }
        effect.imageOffset = effects.imageEnd();
        effect.imageLength = out.length();
        effects.imageAdded(out.length());
        effect.code = terminal == null ? code : told(terminal, code);
    }

    private CivilTime localAt(Transaction tx) {
        return state.localTime(tx.terminal, tx.wallMs);
    }

    private void answerField(int field, CivilTime time, TerminalState terminal, Transaction tx, TransactionType type, RequestFacts f) {
        switch (field) {
            case 4:
                putAmount(tx);
                break;
            case 12:
                out.putDigits(12, time.hhmmss(), 6);
                break;
            case 13:
                out.putDigits(13, time.mmdd(), 4);
                break;
            case 15:
                if (!copy(answer, 15) && tx != null && type != TransactionType.BALANCE) {
                    out.putDigits(15, time.mmdd(), 4);
                }
                break;
            case 32:
                putInstitution(tx);
                break;
            case 37:
                if (tx != null) {
                    putRrn(tx);
                }
                break;
            case 38:
                if (tx != null && tx.state == TransactionState.APPROVED) {
                    putAuthorization(tx);
                }
                break;
            case 44, 54, 55:
                copy(answer, field);
                break;
            case 60:
                putPrivateHeader(terminal, type, f);
                break;
            case 62:
                if (f != null && f.keyDownloadLength > 0) {
                    out.put(62, f.keyDownload, 0, f.keyDownloadLength);
                }
                break;
            case 63:
                putOrganisation(tx, type);
                break;
            default:
                break;
        }
    }

    private void putAmount(Transaction tx) {
        if (tx != null && tx.state == TransactionState.APPROVED && tx.amountMinor > 0) {
            out.putDigits(4, tx.approvedMinor, 12);
        } else {
            copy(request, 4);
        }
    }

    private void putInstitution(Transaction tx) {
        if (state.links.length > 0) {
            out.put(32, state.links[tx == null || tx.link < 0 ? 0 : tx.link].institution);
        }
    }

    private void putPrivateHeader(TerminalState terminal, TransactionType type, RequestFacts f) {
        int at = request.find(60);
        if (at < 0 || !out.put(60, request.buffer(), at, request.lengthAt(at))) {
            return;
        }
        if (type == TransactionType.SIGN_ON && terminal != null && request.lengthAt(at) >= 8) {
            Digits.put(out.buffer(), out.find(60) + SIGN_ON_BATCH_AT, terminal.batch, 6);
        }
    }

    private void putOrganisation(Transaction tx, TransactionType type) {
        if (tx == null || !type.isForwarded() || copy(answer, 63) || out.room() < 3) {
            return;
        }
        MutableDirectBuffer buffer = out.buffer();
        int at = out.valueOffset();
        String name = organisation(tx);
        for (int i = 0; i < 3; i++) {
            buffer.putByte(at + i, (byte) name.charAt(i));
        }
        out.added(63, 3);
    }

    private static String organisation(Transaction tx) {
        if ((tx.flags & Transaction.FOREIGN) == 0) {
            return "CUP";
        }
        return switch (tx.panFirst6 / 100_000) {
            case 4 -> "VIS";
            case 5, 2 -> "MCC";
            default -> tx.panFirst6 / 10_000 == 35 ? "JCB" : "AMX";
        };
    }

    // yDDD and the transaction number in base 36: unique for 36^8 transactions and readable back to its row.
    private void putRrn(Transaction tx) {
        if (out.room() < 12) {
            return;
        }
        writeRrn(tx, out.buffer(), out.valueOffset());
        out.added(37, 12);
    }

    /** Writes the 12 characters of a transaction's RRN. */
    static void writeRrn(Transaction tx, MutableDirectBuffer buffer, int offset) {
        Digits.put(buffer, offset, tx.rrnDay, 4);
        Digits.putBase36(buffer, offset + 4, tx.txId, 8);
    }

    private boolean copy(FieldImage from, int field) {
        int at = from.find(field);
        return at >= 0 && out.put(field, from.buffer(), at, from.lengthAt(at));
    }

    private int told(TerminalState terminal, int code) {
        if (!state.policy(terminal).genericCodes()) {
            return code;
        }
        if (code == ResponseCode.TIMEOUT) {
            return ResponseCode.code("68");
        }
        return code == ResponseCode.MAC_ERROR ? ResponseCode.code("63") : code;
    }

    /** True when the RRN that a terminal names is this transaction's. */
    static boolean isRrnOf(Transaction tx, org.agrona.concurrent.UnsafeBuffer rrn, org.agrona.concurrent.UnsafeBuffer scratch) {
        writeRrn(tx, scratch, 0);
        return rrn.getLong(0, ByteOrder.BIG_ENDIAN) == scratch.getLong(0, ByteOrder.BIG_ENDIAN)
            && rrn.getInt(8, ByteOrder.BIG_ENDIAN) == scratch.getInt(8, ByteOrder.BIG_ENDIAN);
    }
}
