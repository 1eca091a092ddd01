package dev.turnpike.pipeline;

import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;
import dev.turnpike.security.PinBlockFormat;
import dev.turnpike.security.SecurityModule;
import dev.turnpike.security.SecurityStatus;
import dev.turnpike.status.Counter;
import dev.turnpike.transaction.Digits;
import dev.turnpike.transaction.EffectKind;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.FieldImage;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stage 3: turns the core's effects into frames: re-enciphers the PIN, re-encodes into the other dialect, puts the MAC on answers. Clear
 * card numbers exist only in a scratch buffer here, zeroed at the end of each effect. Work thread only.
 */
public final class SealStage {
    private static final Logger LOG = LoggerFactory.getLogger(SealStage.class);
    private static final int[] FORWARDED = {2, 3, 4, 7, 11, 12, 13, 14, 18, 22, 23, 25, 32, 33, 35, 37, 38, 41, 42, 43, 49, 52, 53, 55, 90};
    private static final int[] REVERSED = {2, 3, 4, 7, 11, 12, 13, 14, 22, 23, 25, 32, 33, 37, 38, 39, 41, 42, 49, 90};
    private static final int[] ADVISED = {2, 3, 4, 7, 11, 12, 13, 14, 18, 22, 23, 25, 32, 33, 37, 38, 41, 42, 43, 49, 55, 90};
    private static final byte[] SECURITY_WITH_PAN = ascii("2600000000000000");
    private static final byte[] SECURITY_AES = ascii("2300000000000000");
    private static final int MAX_PAN = 19;

    private final PipelineContext context;
    private final SecurityModule security;
    private final TerminalKeyRing keys;
    private final MessageDecoder decoder = new MessageDecoder();
    private final MessageEncoder encoder = new MessageEncoder();
    private final FieldImage image = new FieldImage();
    private final UnsafeBuffer pan = new UnsafeBuffer(new byte[64]);
    private final UnsafeBuffer track = new UnsafeBuffer(new byte[64]);
    private final UnsafeBuffer pinBlock = new UnsafeBuffer(new byte[16]);
    private final UnsafeBuffer small = new UnsafeBuffer(new byte[16]);
    private final Counter sealFailures;
    private final Counter encodeFailures;

    SealStage(PipelineContext context, TerminalKeyRing keys) {
        this.context = context;
        this.security = context.security();
        this.keys = keys;
        this.sealFailures = context.counters().counter("turnpike_seal_failures_total", "Requests that could not be sealed (99 or 96)");
        this.encodeFailures = context.counters().counter("turnpike_encode_failures_total", "Messages that could not be built");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** Builds the frames of all effects; a request that cannot be sealed becomes a local decline. */
    void process(Slot slot) {
        EffectList effects = slot.effects();
        for (int i = 0; i < effects.count(); i++) {
            EffectList.Effect effect = effects.get(i);
            switch (effect.kind) {
                case ANSWER -> encodeAnswer(slot, effect);
                case FORWARD -> forward(slot, effect);
                case REVERSAL -> encodeUpstream(slot, effect, REVERSED);
                case ADVICE -> encodeUpstream(slot, effect, ADVISED);
                default -> {
                }
            }
        }
    }

    private void forward(Slot slot, EffectList.Effect effect) {
        int code = encodeForward(slot, effect);
        pan.setMemory(0, pan.capacity(), (byte) 0);
        track.setMemory(0, track.capacity(), (byte) 0);
        if (code != ResponseCode.APPROVED) {
            sealFailures.increment();
            effect.frameLength = 0;
            context.core().sealFailed(slot, effect.txId, code);
        }
    }

    private int encodeForward(Slot slot, EffectList.Effect effect) {
        RequestFacts f = slot.request();
        LinkSecurity link = context.links().get((int) effect.target);
        if (decoder.wrap(context.listeners().get(slot.arg0()), slot.inbound(), 0, slot.inboundLength()) != 0) {
            return ResponseCode.MALFUNCTION;
        }
        int panLength = CardReader.panDigits(decoder, security, f.trackKey, pan);
        int trackLength = f.trackKey == 0 ? 0 : CardReader.track(decoder, security, f.trackKey, track);
        if (panLength < 0 || trackLength < 0) {
            return ResponseCode.MALFUNCTION;
        }
        int pinLength = 0;
        if (f.hasPin) {
            pinLength = translatePin(f, link, panLength);
            if (pinLength < 0) {
                LOG.debug("PIN block refused: {}", SecurityStatus.of(pinLength));
                return pinLength == SecurityStatus.UNAVAILABLE.code() ? ResponseCode.MALFUNCTION : ResponseCode.PIN_FORMAT;
            }
        }
        EffectList effects = slot.effects();
        image.wrap(effects.images(), effect.imageOffset, effect.imageLength);
        encoder.wrap(link.dialect(), effects.frames(), effects.frameEnd(), effects.frameRoom()).mti(effect.mti);
        for (int field : FORWARDED) {
            if (field == 35 && trackLength > 0) {
                encoder.put(35, track, 0, trackLength);
            } else {
                putForwarded(field, f, effect, link, panLength, pinLength);
            }
        }
        int length = encoder.finish();
        pinBlock.setMemory(0, pinBlock.capacity(), (byte) 0);
        if (length <= 0) {
            LOG.error("a request could not be encoded for link {}: field {} code {}", effect.target, encoder.errorField(), encoder.errorCode());
            return ResponseCode.MALFUNCTION;
        }
        effects.frameAdded(effect, length);
        return ResponseCode.APPROVED;
    }

    private int translatePin(RequestFacts f, LinkSecurity link, int panLength) {
        TerminalSecurity profile = context.profiles().get(context.directory().terminal(f.terminal).profile());
        PinBlockFormat in = f.pinFormatDigit == 1 ? PinBlockFormat.CUP_NO_PAN : profile.pinFormat();
        return security.translatePin(f.pinKey, in, link.zonePinKey(), link.pinFormat(), pan, 0, panLength,
            decoder.buffer(), decoder.offset(52), decoder.length(52), pinBlock, 0);
    }

    private void putForwarded(int field, RequestFacts f, EffectList.Effect effect, LinkSecurity link, int panLength, int pinLength) {
        switch (field) {
            case 2:
                encoder.put(2, pan, 0, panLength);
                break;
            case 7, 11:
                putIdentity(field, effect);
                break;
            case 43:
                putMerchantName(f.terminal);
                break;
            case 52:
                if (pinLength > 0) {
                    encoder.put(52, pinBlock, 0, pinLength);
                }
                break;
            case 53:
                if (pinLength > 0) {
                    encoder.put(53, link.pinFormat() == PinBlockFormat.ISO_4 ? SECURITY_AES : SECURITY_WITH_PAN);
                }
                break;
            case 12, 13, 18, 32, 33, 37, 38, 90:
                putFromImage(field);
                break;
            default:
                if (decoder.has(field)) {
                    encoder.copy(field, decoder);
                }
                break;
        }
    }

    private void putIdentity(int field, EffectList.Effect effect) {
        if (field == 7) {
            Digits.put(small, 0, effect.upstreamTime, 10);
            encoder.put(7, small, 0, 10);
        } else {
            Digits.put(small, 0, effect.upstreamStan, 6);
            encoder.put(11, small, 0, 6);
        }
    }

    private void putMerchantName(int terminal) {
        int merchant = terminal < 0 ? -1 : context.directory().terminal(terminal).merchant();
        if (merchant >= 0 && merchant < context.merchantNames().length) {
            encoder.put(43, context.merchantNames()[merchant]);
        }
    }

    private void putFromImage(int field) {
        int at = image.find(field);
        if (at >= 0) {
            encoder.put(field, image.buffer(), at, image.lengthAt(at));
        }
    }

    private void encodeUpstream(Slot slot, EffectList.Effect effect, int[] fields) {
        EffectList effects = slot.effects();
        LinkSecurity link = context.links().get((int) effect.target);
        int panLength = openPan(effects, effect);
        image.wrap(effects.images(), effect.imageOffset, effect.imageLength);
        encoder.wrap(link.dialect(), effects.frames(), effects.frameEnd(), effects.frameRoom()).mti(effect.mti);
        for (int field : fields) {
            switch (field) {
                case 2:
                    if (panLength > 0) {
                        encoder.put(2, pan, 0, panLength);
                    }
                    break;
                case 7, 11:
                    putIdentity(field, effect);
                    break;
                case 39:
                    putCode(effect.code);
                    break;
                case 43:
                    putMerchantName(effect.terminal);
                    break;
                default:
                    putFromImage(field);
                    break;
            }
        }
        finish(effects, effect);
    }

    private void putCode(int code) {
        if (code != ResponseCode.NONE) {
            small.putByte(0, ResponseCode.first(code));
            small.putByte(1, ResponseCode.second(code));
            encoder.put(39, small, 0, 2);
        }
    }

    private int openPan(EffectList effects, EffectList.Effect effect) {
        if (effect.sealedPanLength == 0) {
            return 0;
        }
        int length = security.openPan(effects.images(), effect.sealedPanOffset, effect.sealedPanLength, pan, 0);
        return length > MAX_PAN ? 0 : Math.max(0, length);
    }

    private void finish(EffectList effects, EffectList.Effect effect) {
        int length = encoder.finish();
        pan.setMemory(0, pan.capacity(), (byte) 0);
        if (length <= 0) {
            encodeFailures.increment();
            LOG.error("a {} could not be encoded: field {} code {}", effect.kind, encoder.errorField(), encoder.errorCode());
            return;
        }
        effects.frameAdded(effect, length);
    }

    private void encodeAnswer(Slot slot, EffectList.Effect effect) {
        if (effect.frameLength > 0) {
            return;
        }
        EffectList effects = slot.effects();
        int panLength = openPan(effects, effect);
        image.wrap(effects.images(), effect.imageOffset, effect.imageLength);
        int start = effects.frameEnd();
        encoder.wrap(context.listeners().get(listener(effect)), effects.frames(), start, effects.frameRoom());
        putHeaders(effects, effect);
        encoder.mti(effect.mti);
        if (panLength > 0) {
            encoder.put(2, pan, 0, panLength);
        }
        putAnswerFields(effect.code);
        int macAt = effect.macked ? encoder.reserve(64, 8) : -1;
        int bodyAt = encoder.bodyOffset();
        int length = encoder.finish();
        pan.setMemory(0, pan.capacity(), (byte) 0);
        if (length <= 0 || macAt >= 0 && !putMac(effects, effect, bodyAt, macAt)) {
            encodeFailures.increment();
            LOG.error("an answer {} could not be encoded: field {} code {}", effect.mti, encoder.errorField(), encoder.errorCode());
            return;
        }
        effects.frameAdded(effect, length);
    }

    // Terminals of one listener share a dialect; the connection id says which listener an answer goes to.
    private int listener(EffectList.Effect effect) {
        return context.listeners().size() == 1 ? 0 : effect.listener;
    }

    private void putHeaders(EffectList effects, EffectList.Effect effect) {
        int at = effect.headerOffset;
        if (effect.headerLength != 11) {
            return;
        }
        // TPDU: id, then destination and origin exchanged.
        small.putByte(0, effects.images().getByte(at));
        small.putBytes(1, effects.images(), at + 3, 2);
        small.putBytes(3, effects.images(), at + 1, 2);
        encoder.header(0, small, 0, 5);
        encoder.header(1, effects.images(), at + 5, 6);
    }

    private void putAnswerFields(int code) {
        boolean codeWritten = code == ResponseCode.NONE;
        for (int at = image.first(); at >= 0; at = image.next(at)) {
            int field = image.fieldAt(at);
            if (!codeWritten && field > 39) {
                putCode(code);
                codeWritten = true;
            }
            encoder.put(field, image.buffer(), at, image.lengthAt(at));
        }
        if (!codeWritten) {
            putCode(code);
        }
    }

    private boolean putMac(EffectList effects, EffectList.Effect effect, int bodyAt, int macAt) {
        int version = effect.keyVersion >= 0 ? effect.keyVersion : keys.currentVersion(effect.terminal);
        int key = version < 0 ? 0 : keys.macKey(effect.terminal, version);
        TerminalSecurity profile = context.profiles().get(context.directory().terminal(effect.terminal).profile());
        return key > 0 && security.generateMac(key, profile.mac(), profile.output(), effects.frames(), bodyAt, macAt - bodyAt,
            effects.frames(), macAt) > 0;
    }

    /** True when an effect needs a frame before it can be carried out. */
    static boolean needsFrame(EffectKind kind) {
        return kind != EffectKind.CLOSE && kind != EffectKind.BAD_MAC && kind != EffectKind.OPERATOR_ANSWER && kind != EffectKind.LOOK_UP;
    }
}
