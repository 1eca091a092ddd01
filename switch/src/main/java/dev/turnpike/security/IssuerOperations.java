package dev.turnpike.security;

import dev.turnpike.security.card.CardVerification;
import dev.turnpike.security.card.PinVerification;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.emv.EmvCryptograms;
import dev.turnpike.security.emv.EmvKeys;
import dev.turnpike.security.mac.DesMac;
import dev.turnpike.security.pin.PanFields;
import dev.turnpike.security.pin.PinBlocks;
import org.agrona.AsciiSequenceView;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** {@link IssuerSecurity} over the keys of a {@link SoftwareSecurityModule}. Confined to the module's thread. */
final class IssuerOperations implements IssuerSecurity {
    private static final int CRYPTOGRAM_LENGTH = 8;

    private final KeyTable keys;
    private final PinBlocks pins;
    private final byte[] block = new byte[16];

    IssuerOperations(KeyTable keys, PinBlocks pins) {
        this.keys = keys;
        this.pins = pins;
    }

    @Override
    public int verifyCvv(int cvk, DirectBuffer pan, int panOffset, int panLength, DirectBuffer value, int valueOffset) {
        LoadedKey k = keys.get(cvk);
        int refusal = verifierRefusal(k, KeyUsage.CARD_VERIFICATION, 16, 16);
        if (refusal != 0) {
            return refusal;
        }
        if (!Ranges.readable(pan, panOffset, panLength) || !PanFields.digits(pan, panOffset, panLength)) {
            return SecurityStatus.PAN_MALFORMED.code();
        }
        if (!decimal(value, valueOffset, CARD_VALUE_LENGTH)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        try (DesKey first = new DesKey(k.key, 0, 8)) {
            String expected = CardVerification.cvv(first, k.des, new AsciiSequenceView(pan, panOffset, panLength),
                new AsciiSequenceView(value, valueOffset, 4), new AsciiSequenceView(value, valueOffset + 4, 3));
            return verified(differs(expected, value, valueOffset + 7) == 0);
        }
    }

    @Override
    public int verifyPinVisa(int pinKey, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, DirectBuffer pinBlock,
                             int offset, int length, int pvk, DirectBuffer reference, int referenceOffset) {
        LoadedKey k = keys.get(pvk);
        int refusal = verifierRefusal(k, KeyUsage.PIN_VERIFICATION_VISA, 16, 16);
        if (refusal != 0) {
            return refusal;
        }
        if (!decimal(reference, referenceOffset, VISA_REFERENCE_LENGTH)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        int status = open(pinKey, format, pan, panOffset, panLength, pinBlock, offset, length);
        if (status == 0) {
            String expected = PinVerification.pvv(k.des, new AsciiSequenceView(pan, panOffset, panLength), (char) reference.getByte(referenceOffset),
                pins.pin());
            status = verified(differs(expected, reference, referenceOffset + 1) == 0);
        }
        pins.pin().wipe();
        return status;
    }

    @Override
    public int verifyPinIbm(int pinKey, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, DirectBuffer pinBlock,
                            int offset, int length, int pvk, DirectBuffer table, int tableOffset, DirectBuffer validation,
                            int validationOffset, DirectBuffer offsets, int offsetsOffset, int offsetsLength) {
        LoadedKey k = keys.get(pvk);
        int refusal = verifierRefusal(k, KeyUsage.PIN_VERIFICATION_IBM, 8, 24);
        if (refusal != 0) {
            return refusal;
        }
        boolean fit = decimal(table, tableOffset, TABLE_LENGTH) && PinVerification.tableSound(new AsciiSequenceView(table, tableOffset, TABLE_LENGTH))
            && offsetsLength >= 4 && offsetsLength <= 12 && decimal(offsets, offsetsOffset, offsetsLength)
            && Ranges.readable(validation, validationOffset, 16) && PinVerification.hex(new AsciiSequenceView(validation, validationOffset, 16));
        if (!fit) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        int status = open(pinKey, format, pan, panOffset, panLength, pinBlock, offset, length);
        if (status == 0) {
            long natural = PinVerification.naturalDigits(k.des, new AsciiSequenceView(table, tableOffset, TABLE_LENGTH),
                new AsciiSequenceView(validation, validationOffset, 16));
            status = verified(pins.pin().length() == offsetsLength
                && PinVerification.offsetAgrees(natural, new AsciiSequenceView(offsets, offsetsOffset, offsetsLength), pins.pin()));
        }
        pins.pin().wipe();
        return status;
    }

    /** The PIN into {@link PinBlocks#pin()}; formats that leave the account number out would let any card's block be tried on any card. */
    private int open(int pinKey, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, DirectBuffer pinBlock, int offset,
                     int length) {
        LoadedKey k = keys.get(pinKey);
        if (k == null) {
            return SecurityStatus.KEY_UNKNOWN.code();
        }
        if (k.usage != KeyUsage.PIN_ENCRYPTION) {
            return SecurityStatus.USAGE_REFUSED.code();
        }
        if (!k.mayDecrypt()) {
            return SecurityStatus.MODE_REFUSED.code();
        }
        if (!format.bindsPan()) {
            return SecurityStatus.PIN_FORMAT_REFUSED.code();
        }
        if (!PinBlocks.fits(k.cipher, format.code())) {
            return SecurityStatus.ALGORITHM_REFUSED.code();
        }
        if (length != format.lengthBytes()) {
            return SecurityStatus.PIN_BLOCK_WRONG.code();
        }
        if (panLength < 12 || !Ranges.readable(pan, panOffset, panLength) || !PanFields.digits(pan, panOffset, panLength)) {
            return SecurityStatus.PAN_MALFORMED.code();
        }
        if (!Ranges.readable(pinBlock, offset, length)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        pinBlock.getBytes(offset, block, 0, length);
        return pins.open(k.cipher, format.code(), pan, panOffset, panLength, block, 0);
    }

    @Override
    public int verifyCryptogram(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram,
                                int cryptogramOffset) {
        byte[] session = null;
        LoadedKey k = keys.get(imk);
        int status = emvRefusal(k, KeyUsage.EMV_CRYPTOGRAM);
        try {
            if (status == 0) {
                session = sessionKey(k, card, true);
                status = verify(session, card, data, offset, length, cryptogram, cryptogramOffset);
            }
        } catch (IllegalArgumentException e) {
            status = SecurityStatus.ARGUMENT_REFUSED.code();
        } finally {
            Wiping.wipe(session);
        }
        return status;
    }

    private static int verify(byte[] session, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram, int at) {
        byte[] expected = EmvCryptograms.cryptogram(session, bytes(data, offset, length),
            card.isZeroPadded() ? DesMac.PADDING_ZERO : DesMac.PADDING_80);
        byte[] told = bytes(cryptogram, at, CRYPTOGRAM_LENGTH);
        int difference = 0;
        for (int i = 0; i < CRYPTOGRAM_LENGTH; i++) {
            difference |= expected[i] ^ told[i];
        }
        Wiping.wipe(expected);
        return verified(difference == 0);
    }

    /** One way of making a response from its key and the cryptogram. */
    private interface Response {
        byte[] make(byte[] key, byte[] cryptogram);
    }

    private int respond(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram, int cryptogramOffset,
                        Response response, MutableDirectBuffer out, int outOffset) {
        int status = verifyCryptogram(imk, card, data, offset, length, cryptogram, cryptogramOffset);
        if (status != 0) {
            return status;
        }
        byte[] key = null;
        try {
            key = sessionKey(keys.get(imk), card, !card.respondsUnderCardKey());
            byte[] made = response.make(key, bytes(cryptogram, cryptogramOffset, CRYPTOGRAM_LENGTH));
            requireWritable(out, outOffset, made.length);
            out.putBytes(outOffset, made);
            return made.length;
        } catch (IllegalArgumentException e) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        } finally {
            Wiping.wipe(key);
        }
    }

    @Override
    public int respondMethod1(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram,
                              int cryptogramOffset, DirectBuffer responseCode, int responseCodeOffset, MutableDirectBuffer out, int outOffset) {
        return respond(imk, card, data, offset, length, cryptogram, cryptogramOffset,
            (key, arqc) -> EmvCryptograms.arpc1(key, arqc, bytes(responseCode, responseCodeOffset, 2)), out, outOffset);
    }

    @Override
    public int respondMethod2(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram,
                              int cryptogramOffset, DirectBuffer update, int updateOffset, int updateLength, MutableDirectBuffer out,
                              int outOffset) {
        if (updateLength < 4 || updateLength > 12) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        return respond(imk, card, data, offset, length, cryptogram, cryptogramOffset, (key, arqc) -> EmvCryptograms.arpc2(key, arqc,
            bytes(update, updateOffset, 4), bytes(update, updateOffset + 4, updateLength - 4)), out, outOffset);
    }

    @Override
    public int scriptMac(int imk, EmvCard card, DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset) {
        LoadedKey k = keys.get(imk);
        int status = emvRefusal(k, KeyUsage.EMV_INTEGRITY);
        byte[] session = null;
        try {
            if (status == 0) {
                requireWritable(out, outOffset, CRYPTOGRAM_LENGTH);
                session = sessionKey(k, card, true);
                out.putBytes(outOffset, EmvCryptograms.scriptMac(session, bytes(data, offset, length)));
                status = CRYPTOGRAM_LENGTH;
            }
        } catch (IllegalArgumentException e) {
            status = SecurityStatus.ARGUMENT_REFUSED.code();
        } finally {
            Wiping.wipe(session);
        }
        return status;
    }

    private static byte[] sessionKey(LoadedKey imk, EmvCard card, boolean ofSession) {
        byte[] own = EmvKeys.cardKey(imk.key, card.panText(), card.sequenceText(), card.isOptionB());
        if (!ofSession || card.method() == EmvCard.SessionKey.NONE) {
            return own;
        }
        try {
            return switch (card.method()) {
                case MCHIP -> EmvKeys.mchipSessionKey(own, card.counterBytes(), card.unpredictableBytes());
                case VISA -> EmvKeys.visaSessionKey(own, card.counterBytes());
                default -> EmvKeys.commonSessionKey(own, card.diversifierBytes());
            };
        } finally {
            Wiping.wipe(own);
        }
    }

    private static int verifierRefusal(LoadedKey k, KeyUsage usage, int shortest, int longest) {
        if (k == null) {
            return SecurityStatus.KEY_UNKNOWN.code();
        }
        if (k.usage != usage) {
            return SecurityStatus.USAGE_REFUSED.code();
        }
        if (!k.mayVerify()) {
            return SecurityStatus.MODE_REFUSED.code();
        }
        if (k.des == null) {
            return SecurityStatus.ALGORITHM_REFUSED.code();
        }
        return k.key.length < shortest || k.key.length > longest ? SecurityStatus.KEY_LENGTH_REFUSED.code() : 0;
    }

    private static int emvRefusal(LoadedKey k, KeyUsage usage) {
        if (k == null) {
            return SecurityStatus.KEY_UNKNOWN.code();
        }
        if (k.usage != usage) {
            return SecurityStatus.USAGE_REFUSED.code();
        }
        if (k.des == null) {
            return SecurityStatus.ALGORITHM_REFUSED.code();
        }
        return k.key.length == 16 ? 0 : SecurityStatus.KEY_LENGTH_REFUSED.code();
    }

    private static boolean decimal(DirectBuffer text, int offset, int length) {
        boolean ok = Ranges.readable(text, offset, length);
        for (int i = 0; ok && i < length; i++) {
            byte c = text.getByte(offset + i);
            ok &= c >= '0' && c <= '9';
        }
        return ok;
    }

    /** 0 when all characters agree; looks at all of them, however early the first difference. */
    private static int differs(String expected, DirectBuffer text, int offset) {
        int difference = 0;
        for (int i = 0; i < expected.length(); i++) {
            difference |= expected.charAt(i) ^ text.getByte(offset + i);
        }
        return difference;
    }

    private static int verified(boolean agrees) {
        return agrees ? 0 : SecurityStatus.NOT_VERIFIED.code();
    }

    private static void requireWritable(MutableDirectBuffer out, int offset, int length) {
        if (!Ranges.writable(out, offset, length)) {
            throw new IllegalArgumentException("the result reaches past its buffer");
        }
    }

    /** A copy; {@link IllegalArgumentException} when the range is not inside the buffer. */
    private static byte[] bytes(DirectBuffer from, int offset, int length) {
        if (length < 0 || !Ranges.readable(from, offset, length)) {
            throw new IllegalArgumentException("a range reaches past its buffer");
        }
        byte[] copy = new byte[length];
        if (length > 0) {
            from.getBytes(offset, copy);
        }
        return copy;
    }
}
