package dev.turnpike.pipeline;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.PresenceRow;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.PresenceCheck;
import dev.turnpike.security.SecurityModule;
import dev.turnpike.security.SecurityStatus;
import dev.turnpike.security.TerminalKeyLayout;
import dev.turnpike.security.TerminalKeySet;
import dev.turnpike.transaction.AnswerFacts;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TransactionType;
import dev.turnpike.transaction.TransactionType.Need;
import dev.turnpike.transaction.Verdict;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage 1: decodes, finds the terminal, verifies the MAC, checks content and presence, and reduces the message to numbers and keyed
 * hashes. What it finds first, in the order of docs/PROTOCOL.md, is the verdict. Work thread only.
 */
public final class AuthenticateStage {
    private static final Logger LOG = LoggerFactory.getLogger(AuthenticateStage.class);
    private static final int[] KEPT = {3, 4, 11, 14, 22, 23, 25, 37, 38, 41, 42, 49, 55, 60, 61, 63};
    private static final int[] ANSWER_KEPT = {15, 38, 44, 54, 55, 63};
    private static final int MAC_LENGTH = 8;
    /** Digit 3 of field 53: tracks are encrypted under the TDK. */
    private static final int ENCRYPTED_TRACK = 1;

    private final PipelineContext context;
    private final SecurityModule security;
    private final TerminalKeyRing keys;
    private final CardReader cards;
    private final MessageDecoder decoder = new MessageDecoder();
    private final TerminalKeySet keySet = new TerminalKeySet();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[512]);
    private final LogLimiter limiter = new LogLimiter();

    AuthenticateStage(PipelineContext context, TerminalKeyRing keys, int epoch) {
        this.context = context;
        this.security = context.security();
        this.keys = keys;
        this.cards = new CardReader(security, epoch);
    }

    /** Reads the slot's frame; {@code sequence} is the slot's place in the ring and makes the nonce of the sealed PAN. */
    void process(Slot slot, long sequence) {
        switch (slot.kind()) {
            case TERMINAL_REQUEST -> terminalRequest(slot, sequence);
            case ACQUIRER_MESSAGE -> acquirerMessage(slot);
            default -> {
            }
        }
    }

    private void terminalRequest(Slot slot, long sequence) {
        RequestFacts f = slot.request();
        f.reset();
        f.listener = slot.arg0();
        Dialect dialect = context.listeners().get(slot.arg0());
        int error = decoder.wrap(dialect, slot.inbound(), 0, slot.inboundLength());
        f.mti = decoder.mti();
        boolean answerable = f.mti > 0 && f.mti / 10 % 2 == 0 && decoder.has(41) && decoder.length(41) == 8;
        if (!answerable) {
            f.verdict = Verdict.CLOSE;
            logFormat(slot, f);
            return;
        }
        echo(f);
        readHeaderFields(f);
        if (error != 0) {
            format(slot, f);
            return;
        }
        f.verdict = authenticate(f, slot);
        if (f.verdict != Verdict.OK) {
            return;
        }
        if (decoder.validate() != 0) {
            format(slot, f);
            return;
        }
        int missing = missingField(f);
        PresenceRow row = missing == 0 ? PresenceCheck.row(decoder) : null;
        missing = row == null ? missing : PresenceCheck.missing(row, decoder);
        if (missing != 0) {
            f.verdict = Verdict.FORMAT;
            f.errorField = missing;
            logMissing(slot, f, "it is missing");
            return;
        }
        readContent(f, sequence, slot);
    }

    private void format(Slot slot, RequestFacts f) {
        f.verdict = Verdict.FORMAT;
        f.errorField = decoder.errorField();
        f.errorOffset = decoder.errorOffset();
        logFormat(slot, f);
    }

    // One line per second at most: bytes that cannot be read may come from anybody.
    private void logFormat(Slot slot, RequestFacts f) {
        if (limiter.mayLog(slot.monotonicNs())) {
            LOG.warn("connection {} sent a message that cannot be read ({} suppressed): mti {} field {} offset {}: {}",
                Long.toHexString(slot.source()), limiter.suppressed(), f.mti, decoder.errorField(), decoder.errorOffset(),
                decoder.errorText());
        }
    }

    private void logMissing(Slot slot, RequestFacts f, String what) {
        if (limiter.mayLog(slot.monotonicNs())) {
            LOG.warn("connection {} sent a {} message that is refused for field {} ({} suppressed): {}", Long.toHexString(slot.source()), f.type,
                f.errorField, limiter.suppressed(), what);
        }
    }

    // What an answer echoes even when nothing else is known of the message.
    private void echo(RequestFacts f) {
        int length = Math.max(0, decoder.bodyOffset());
        f.headerLength = Math.min(length, 11);
        f.header.putBytes(0, decoder.buffer(), 0, f.headerLength);
        for (int field : KEPT) {
            if (decoder.has(field)) {
                keep(f.image, field);
            }
        }
    }

    private void keep(FieldImage image, int field) {
        int length = decoder.canonicalLength(field);
        if (length < 0 || length > image.room()) {
            return;
        }
        if (field == 55) {
            int kept = ChipData.copyKept(decoder.buffer(), decoder.offset(55), decoder.length(55), scratch, 0);
            if (kept > 0 && length <= 255) {
                image.put(55, scratch, 0, kept);
            }
            return;
        }
        int written = decoder.canonical(field, image.buffer(), image.valueOffset());
        if (written >= 0) {
            image.added(field, written);
        }
    }

    private void readHeaderFields(RequestFacts f) {
        f.processingCode = number(3);
        f.amountMinor = number(4);
        f.stan = (int) number(11);
        f.currency = (int) Math.max(0, number(49));
        f.entryMode = (int) number(22);
        f.messageType = (int) decoder.digits(60, 0, 2);
        f.batch = (int) decoder.digits(60, 2, 6);
        f.networkCode = (int) decoder.digits(60, 8, 3);
        f.partialAllowed = (int) Math.max(0, decoder.digits(60, 13, 1));
        f.type = TransactionType.of(f.mti, f.processingCode, number(25), f.messageType, f.networkCode);
    }

    private long number(int field) {
        return decoder.has(field) ? decoder.asLong(field) : -1;
    }

    private Verdict authenticate(RequestFacts f, Slot slot) {
        int terminal = context.directory().find(decoder.buffer(), decoder.offset(41));
        if (terminal < 0 || context.directory().terminal(terminal).suspended()) {
            return Verdict.UNKNOWN_TERMINAL;
        }
        f.terminal = terminal;
        if (!context.directory().terminal(terminal).merchantActive() || !decoder.has(42) || decoder.length(42) != 15
            || !context.directory().isMerchantOf(terminal, decoder.buffer(), decoder.offset(42))) {
            return Verdict.WRONG_MERCHANT;
        }
        return needsMac(f) ? verifyMac(f, terminal) : Verdict.OK;
    }

    private static boolean needsMac(RequestFacts f) {
        return f.type == TransactionType.UNKNOWN ? f.mti / 100 != 8 && f.mti / 100 != 5 && f.mti / 100 != 3 : f.type.isMacked();
    }

    private Verdict verifyMac(RequestFacts f, int terminal) {
        if (!decoder.has(64) || decoder.length(64) != MAC_LENGTH) {
            return Verdict.BAD_MAC;
        }
        TerminalSecurity profile = context.profiles().get(context.directory().terminal(terminal).profile());
        int from = decoder.bodyOffset();
        int length = decoder.start(64) - from;
        for (int i = 0; i < keys.candidates(); i++) {
            int version = keys.candidateVersion(terminal, i);
            int key = version < 0 ? 0 : keys.macKey(terminal, version);
            if (key <= 0) {
                continue;
            }
            int status = security.verifyMac(key, profile.mac(), profile.output(), decoder.buffer(), from, length,
                decoder.buffer(), decoder.offset(64), MAC_LENGTH);
            if (status == 0) {
                f.authentic = true;
                f.keyVersion = version;
                f.pinKey = keys.pinKey(terminal, version);
                return Verdict.OK;
            }
            if (status == SecurityStatus.UNAVAILABLE.code()) {
                return Verdict.MODULE_DOWN;
            }
        }
        return Verdict.BAD_MAC;
    }

    // What this switch cannot do without, alternatives and forms included; what else a host wants present its dialect says.
    private int missingField(RequestFacts f) {
        int needs = f.type.needs();
        if (!decoder.has(60) || f.messageType < 0 || f.batch < 0) {
            return 60;
        }
        boolean traced = f.type != TransactionType.ECHO && f.type != TransactionType.UNKNOWN;
        if (traced && f.stan <= 0) {
            return 11;
        }
        // Without these no row of a card request can be named; with them an unknown one is told 12.
        boolean cardRequest = f.mti / 100 == 1 || f.mti / 100 == 2;
        if (cardRequest && (!decoder.has(3) || !decoder.has(25))) {
            return decoder.has(3) ? 25 : 3;
        }
        if ((needs & Need.AMOUNT) != 0 && f.amountMinor < 0) {
            return 4;
        }
        if ((needs & Need.AMOUNT) != 0 && f.currency == 0) {
            return 49;
        }
        if ((needs & Need.CARD) != 0 && !decoder.has(2) && !decoder.has(35)) {
            return 2;
        }
        if ((needs & Need.CARD) != 0 && f.entryMode < 0) {
            return 22;
        }
        if ((needs & Need.AUTHORIZATION) != 0 && decoder.length(38) != 6) {
            return 38;
        }
        if ((needs & Need.CHIP) != 0 && !decoder.has(55)) {
            return 55;
        }
        if ((needs & Need.RRN) != 0 && decoder.length(37) != 12) {
            return 37;
        }
        if ((needs & Need.ORIGINAL) != 0 && (!decoder.has(61) || decoder.digits(61, 0, 12) < 0)) {
            return 61;
        }
        if ((needs & Need.REASON) != 0 && !decoder.has(39)) {
            return 39;
        }
        return (needs & Need.TOTALS) != 0 && !decoder.has(48) ? 48 : 0;
    }

    private void readContent(RequestFacts f, long sequence, Slot slot) {
        f.expiry = (int) number(14);
        if (decoder.has(37) && decoder.length(37) == 12) {
            f.rrn.putBytes(0, decoder.buffer(), decoder.offset(37), 12);
        }
        if (decoder.has(39) && decoder.length(39) == 2) {
            f.reason = ResponseCode.code(decoder.buffer().getByte(decoder.offset(39)), decoder.buffer().getByte(decoder.offset(39) + 1));
        }
        if (decoder.has(61)) {
            f.originalBatch = (int) decoder.digits(61, 0, 6);
            f.originalStan = (int) decoder.digits(61, 6, 6);
            f.originalDate = (int) decoder.digits(61, 12, 4);
        }
        if (decoder.has(38) && decoder.canonical(38, scratch, 0) == 6) {
            f.authorizationCode = sixCharacters();
        }
        if (f.type == TransactionType.TIP_ADJUST && decoder.has(48)) {
            f.tipMinor = decoder.digits(48, 0, 12);
        }
        f.hasPin = decoder.has(52) && !isZero(decoder.offset(52), decoder.length(52));
        f.pinFormatDigit = decoder.has(53) ? (int) decoder.digits(53, 0, 1) : 0;
        if (f.type.isForwarded() || f.type == TransactionType.REVERSAL) {
            readCard(f, sequence, slot);
        } else if (f.type == TransactionType.SETTLEMENT || isUploadEnd(f)) {
            keepTotals(f);
        } else if (f.type == TransactionType.SIGN_ON) {
            signOn(f);
        }
    }

    private void readCard(RequestFacts f, long sequence, Slot slot) {
        if (decoder.has(35) && decoder.digits(53, 2, 1) == ENCRYPTED_TRACK) {
            f.trackKey = f.keyVersion < 0 ? 0 : keys.trackKey(f.terminal, f.keyVersion);
            if (f.trackKey <= 0) {
                f.verdict = Verdict.FORMAT;
                f.errorField = 35;
                logMissing(slot, f, "the track is encrypted, the terminal has no track key");
                return;
            }
        }
        f.verdict = cards.read(decoder, f, sequence);
        if (f.verdict == Verdict.MODULE_DOWN) {
            LOG.error("the security module cannot decrypt a track or seal a card number; the request is refused");
        } else if (f.verdict == Verdict.FORMAT) {
            f.errorField = 35;
            logMissing(slot, f, "the encrypted track is too short or no track");
        }
    }

    private static boolean isUploadEnd(RequestFacts f) {
        return f.type == TransactionType.BATCH_UPLOAD && (f.networkCode == 202 || f.networkCode == 207);
    }

    // Field 48 is added last although 49 and 60 precede it: it is looked up by number, never copied as a whole.
    private void keepTotals(RequestFacts f) {
        if (decoder.has(48)) {
            keep(f.image, 48);
        }
    }

    private boolean isZero(int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (decoder.buffer().getByte(offset + i) != 0) {
                return false;
            }
        }
        return true;
    }

    // A layout that the profile does not give out is a row that this terminal does not have: 12.
    private void signOn(RequestFacts f) {
        int master = keys.masterKey(f.terminal);
        TerminalSecurity profile = context.profiles().get(context.directory().terminal(f.terminal).profile());
        TerminalKeyLayout layout = switch (f.networkCode) {
            case 1 -> TerminalKeyLayout.SINGLE_001;
            case 3 -> profile.fullMacKey() ? TerminalKeyLayout.DOUBLE_003_FULL_MAK : TerminalKeyLayout.DOUBLE_003;
            case 4 -> profile.fullMacKey() ? TerminalKeyLayout.DOUBLE_004_FULL_MAK : TerminalKeyLayout.DOUBLE_004;
            default -> TerminalKeyLayout.SM4;
        };
        if (!profile.layouts().contains(layout)) {
            f.type = TransactionType.UNKNOWN;
        } else if (master > 0) {
            makeKeys(f, master, layout);
        }
    }

    private void makeKeys(RequestFacts f, int master, TerminalKeyLayout layout) {
        byte[] unused = context.core().pendingDownload(f.terminal, f.networkCode);
        if (unused.length > 0) {
            f.keyDownload.putBytes(0, unused);
            f.keyDownloadLength = unused.length;
            return;
        }
        int length = security.generateTerminalKeys(master, layout, f.keyDownload, 0, keySet);
        if (length < 0) {
            f.verdict = Verdict.MODULE_DOWN;
            return;
        }
        f.keyDownloadLength = length;
        putBlock(f, 0, keySet.pin(), keySet.pinLength());
        putBlock(f, 1, keySet.mac(), keySet.macLength());
        putBlock(f, 2, keySet.track(), keySet.trackLength());
    }

    private static void putBlock(RequestFacts f, int i, byte[] block, int length) {
        f.keyBlocks.putBytes(i * RequestFacts.KEY_BLOCK_CAPACITY, block, 0, length);
        f.keyBlockLengths[i] = length;
    }

    private long sixCharacters() {
        long packed = 0;
        for (int i = 0; i < 6; i++) {
            packed = packed << 8 | scratch.getByte(i) & 0xFF;
        }
        return packed;
    }

    private void acquirerMessage(Slot slot) {
        AnswerFacts a = slot.answer();
        a.reset();
        a.link = (int) (slot.source() >>> 32);
        Dialect dialect = context.links().get(a.link).dialect();
        if (decoder.wrap(dialect, slot.inbound(), 0, slot.inboundLength()) != 0 || decoder.validate() != 0) {
            if (limiter.mayLog(slot.monotonicNs())) {
                LOG.warn("acquirer link {} sent a message that cannot be read: field {} offset {}: {}", a.link, decoder.errorField(),
                    decoder.errorOffset(), decoder.errorText());
            }
            return;
        }
        a.readable = true;
        a.mti = decoder.mti();
        a.time = number(7);
        a.stan = (int) number(11);
        a.amountMinor = number(4);
        a.currency = (int) Math.max(0, number(49));
        if (decoder.has(39) && decoder.canonical(39, scratch, 0) == 2) {
            a.code = ResponseCode.code(scratch.getByte(0), scratch.getByte(1));
        }
        if (decoder.has(38) && decoder.canonical(38, scratch, 0) == 6) {
            a.authorizationCode = sixCharacters();
        }
        if (decoder.has(41) && decoder.canonical(41, scratch, 0) == 8) {
            a.tid = scratch.getLong(0, ByteOrder.BIG_ENDIAN);
        }
        for (int field : ANSWER_KEPT) {
            if (decoder.has(field) && decoder.canonicalLength(field) <= a.image.room()) {
                a.image.added(field, decoder.canonical(field, a.image.buffer(), a.image.valueOffset()));
            }
        }
    }
}
