package dev.turnpike.security.command;

import dev.turnpike.security.DataSecurity;
import dev.turnpike.security.EmvCard;
import dev.turnpike.security.IssuerSecurity;
import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.PinBlockFormat;
import dev.turnpike.security.SecurityModule;
import dev.turnpike.security.SecurityStatus;
import dev.turnpike.security.TerminalKeyLayout;
import dev.turnpike.security.TerminalKeySet;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptPurpose;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One call of a {@link SecurityModule} on its way: what to do, with which keys, a copy of the bytes, and later the answer. Filled by the
 * method named as the call, which see for arguments and result. Handed over between threads as a whole: whoever holds it may touch it.
 */
public final class SecurityCommand {
    /** Bytes of all arguments together at most. */
    public static final int INPUT_CAPACITY = 4096;
    /** Bytes of a result at most. */
    public static final int RESULT_CAPACITY = 4096;

    /** What is to be done; each is a call of {@link SecurityModule}. */
    public enum Operation {
        /** {@link SecurityModule#load(DirectBuffer, int, int, KeyUsage)}. */
        LOAD,
        /** {@link SecurityModule#deriveDukpt}. */
        DERIVE_DUKPT,
        /** {@link SecurityModule#unload}. */
        UNLOAD,
        /** {@link SecurityModule#generateMac}. */
        GENERATE_MAC,
        /** {@link SecurityModule#verifyMac}. */
        VERIFY_MAC,
        /** {@link SecurityModule#translatePin}. */
        TRANSLATE_PIN,
        /** {@link SecurityModule#generateTerminalKeys}. */
        TERMINAL_KEYS,
        /** {@link SecurityModule#decryptTrack}; the result is the clear track. */
        DECRYPT_TRACK,
        /** {@link IssuerSecurity#verifyCvv}. */
        VERIFY_CVV,
        /** {@link IssuerSecurity#verifyPinVisa}. */
        VERIFY_PIN_VISA,
        /** {@link IssuerSecurity#verifyPinIbm}. */
        VERIFY_PIN_IBM,
        /** {@link IssuerSecurity#verifyCryptogram}. */
        VERIFY_CRYPTOGRAM,
        /** {@link IssuerSecurity#respondMethod1}. */
        RESPOND_METHOD_1,
        /** {@link IssuerSecurity#respondMethod2}. */
        RESPOND_METHOD_2,
        /** {@link IssuerSecurity#scriptMac}. */
        SCRIPT_MAC,
        /** {@link DataSecurity#generateHmac}. */
        GENERATE_HMAC,
        /** {@link DataSecurity#verifyHmac}. */
        VERIFY_HMAC,
        /** {@link DataSecurity#encryptData}. */
        ENCRYPT_DATA,
        /** {@link DataSecurity#decryptData}. */
        DECRYPT_DATA,
        /** {@link DataSecurity#sign}. */
        SIGN,
        /** {@link DataSecurity#verifySignature}. */
        VERIFY_SIGNATURE,
        /** {@link DataSecurity#publicKey}. */
        PUBLIC_KEY,
        /** {@link DataSecurity#digestSm3}. */
        DIGEST_SM3
    }

    private static final int MAX_PARTS = 5;

    /** Neighbours in the owner's list of commands without answer. */
    SecurityCommand older;
    SecurityCommand newer;

    private final UnsafeBuffer input = new UnsafeBuffer(new byte[INPUT_CAPACITY]);
    private final UnsafeBuffer result = new UnsafeBuffer(new byte[RESULT_CAPACITY]);
    private final int[] starts = new int[MAX_PARTS];
    private final int[] lengths = new int[MAX_PARTS];
    private final EmvCard card = new EmvCard();
    private final TerminalKeySet terminalKeys = new TerminalKeySet();
    private Operation operation;
    private int parts;
    private int inputLength;
    private boolean tooLong;
    private int key;
    private int otherKey;
    private Enum<?> first;
    private Enum<?> second;
    private int status;
    private long correlation;
    private long sentNs;
    private long deadlineNs;
    private boolean abandoned;

    /** Empty. */
    SecurityCommand() {
    }

    private SecurityCommand start(Operation what, int withKey, int andKey, Enum<?> one, Enum<?> two) {
        operation = what;
        key = withKey;
        otherKey = andKey;
        first = one;
        second = two;
        parts = 0;
        inputLength = 0;
        tooLong = false;
        return this;
    }

    private SecurityCommand part(DirectBuffer from, int offset, int length) {
        if (length < 0 || inputLength + length > INPUT_CAPACITY) {
            tooLong = true;
            return this;
        }
        starts[parts] = inputLength;
        lengths[parts++] = length;
        input.putBytes(inputLength, from, offset, length);
        inputLength += length;
        return this;
    }

    private SecurityCommand card(EmvCard of) {
        of.copyTo(input, inputLength);
        starts[parts] = inputLength;
        lengths[parts++] = EmvCard.ENCODED_LENGTH;
        inputLength += EmvCard.ENCODED_LENGTH;
        return this;
    }

    /** The caller's own number, given back with the answer: a slot, a transaction. */
    public SecurityCommand correlation(long value) {
        correlation = value;
        return this;
    }

    /** Fills it with a call of {@link SecurityModule#load(DirectBuffer, int, int, KeyUsage)}. */
    public SecurityCommand load(KeyUsage usage, DirectBuffer block, int blockOffset, int blockLength) {
        return start(Operation.LOAD, 0, 0, usage, null).part(block, blockOffset, blockLength);
    }

    /** Fills it with a call of {@link SecurityModule#deriveDukpt}. */
    public SecurityCommand deriveDukpt(int baseKey, DukptPurpose purpose, DukptAes.KeyType type, DirectBuffer ksn, int ksnOffset,
                                  int ksnLength) {
        return start(Operation.DERIVE_DUKPT, baseKey, 0, purpose, type).part(ksn, ksnOffset, ksnLength);
    }

    /** Fills it with a call of {@link SecurityModule#unload}. */
    public SecurityCommand unload(int handle) {
        return start(Operation.UNLOAD, handle, 0, null, null);
    }

    /** Fills it with a call of {@link SecurityModule#generateMac}. */
    public SecurityCommand generateMac(int withKey, MacAlgorithm algorithm, MacOutput output, DirectBuffer data, int dataOffset,
                                  int dataLength) {
        return start(Operation.GENERATE_MAC, withKey, 0, algorithm, output).part(data, dataOffset, dataLength);
    }

    /** Fills it with a call of {@link SecurityModule#verifyMac}. */
    public SecurityCommand verifyMac(int withKey, MacAlgorithm algorithm, MacOutput output, DirectBuffer data, int dataOffset,
                                  int dataLength, DirectBuffer mac, int macOffset, int macLength) {
        return start(Operation.VERIFY_MAC, withKey, 0, algorithm, output).part(data, dataOffset, dataLength)
            .part(mac, macOffset, macLength);
    }

    /** Fills it with a call of {@link SecurityModule#translatePin}. */
    public SecurityCommand translatePin(int inKey, PinBlockFormat in, int outKey, PinBlockFormat out, DirectBuffer pan, int panOffset,
                                  int panLength, DirectBuffer block, int blockOffset, int blockLength) {
        return start(Operation.TRANSLATE_PIN, inKey, outKey, in, out).part(pan, panOffset, panLength)
            .part(block, blockOffset, blockLength);
    }

    /** Fills it with a call of {@link SecurityModule#generateTerminalKeys}. */
    public SecurityCommand generateTerminalKeys(int tmk, TerminalKeyLayout layout) {
        return start(Operation.TERMINAL_KEYS, tmk, 0, layout, null);
    }

    /** Fills it with a call of {@link SecurityModule#decryptTrack}. */
    public SecurityCommand decryptTrack(int tdk, DirectBuffer track, int trackOffset, int trackLength) {
        return start(Operation.DECRYPT_TRACK, tdk, 0, null, null).part(track, trackOffset, trackLength);
    }

    /** Fills it with a call of {@link IssuerSecurity#verifyCvv}. */
    public SecurityCommand verifyCvv(int cvk, DirectBuffer pan, int panOffset, int panLength, DirectBuffer value, int valueOffset) {
        return start(Operation.VERIFY_CVV, cvk, 0, null, null).part(pan, panOffset, panLength)
            .part(value, valueOffset, IssuerSecurity.CARD_VALUE_LENGTH);
    }

    /** Fills it with a call of {@link IssuerSecurity#verifyPinVisa}. */
    public SecurityCommand verifyPinVisa(int pinKey, PinBlockFormat format, int pvk, DirectBuffer pan, int panOffset, int panLength,
                                  DirectBuffer block, int blockOffset, int blockLength, DirectBuffer reference, int referenceOffset) {
        return start(Operation.VERIFY_PIN_VISA, pinKey, pvk, format, null).part(pan, panOffset, panLength)
            .part(block, blockOffset, blockLength).part(reference, referenceOffset, IssuerSecurity.VISA_REFERENCE_LENGTH);
    }

    /** Fills it with a call of {@link IssuerSecurity#verifyPinIbm}. */
    public SecurityCommand verifyPinIbm(int pinKey, PinBlockFormat format, int pvk, DirectBuffer pan, int panOffset, int panLength,
                                  DirectBuffer block, int blockOffset, int blockLength, DirectBuffer table, int tableOffset,
                                  DirectBuffer validation, int validationOffset, DirectBuffer offsets, int offsetsOffset,
                                  int offsetsLength) {
        return start(Operation.VERIFY_PIN_IBM, pinKey, pvk, format, null).part(pan, panOffset, panLength)
            .part(block, blockOffset, blockLength).part(table, tableOffset, IssuerSecurity.TABLE_LENGTH)
            .part(validation, validationOffset, 16).part(offsets, offsetsOffset, offsetsLength);
    }

    /** Fills it with a call of {@link IssuerSecurity#verifyCryptogram}. */
    public SecurityCommand verifyCryptogram(int imk, EmvCard of, DirectBuffer data, int dataOffset, int dataLength,
                                  DirectBuffer cryptogram, int cryptogramOffset) {
        return start(Operation.VERIFY_CRYPTOGRAM, imk, 0, null, null).card(of).part(data, dataOffset, dataLength)
            .part(cryptogram, cryptogramOffset, 8);
    }

    /** Fills it with a call of {@link IssuerSecurity#respondMethod1}. */
    public SecurityCommand respondMethod1(int imk, EmvCard of, DirectBuffer data, int dataOffset, int dataLength,
                                  DirectBuffer cryptogram, int cryptogramOffset, DirectBuffer responseCode, int responseCodeOffset) {
        return start(Operation.RESPOND_METHOD_1, imk, 0, null, null).card(of).part(data, dataOffset, dataLength)
            .part(cryptogram, cryptogramOffset, 8).part(responseCode, responseCodeOffset, 2);
    }

    /** Fills it with a call of {@link IssuerSecurity#respondMethod2}. */
    public SecurityCommand respondMethod2(int imk, EmvCard of, DirectBuffer data, int dataOffset, int dataLength,
                                  DirectBuffer cryptogram, int cryptogramOffset, DirectBuffer update, int updateOffset,
                                  int updateLength) {
        return start(Operation.RESPOND_METHOD_2, imk, 0, null, null).card(of).part(data, dataOffset, dataLength)
            .part(cryptogram, cryptogramOffset, 8).part(update, updateOffset, updateLength);
    }

    /** Fills it with a call of {@link IssuerSecurity#scriptMac}. */
    public SecurityCommand scriptMac(int imk, EmvCard of, DirectBuffer data, int dataOffset, int dataLength) {
        return start(Operation.SCRIPT_MAC, imk, 0, null, null).card(of).part(data, dataOffset, dataLength);
    }

    /** Fills it with a call of {@link DataSecurity#generateHmac}. */
    public SecurityCommand generateHmac(int withKey, DirectBuffer data, int dataOffset, int dataLength) {
        return start(Operation.GENERATE_HMAC, withKey, 0, null, null).part(data, dataOffset, dataLength);
    }

    /** Fills it with a call of {@link DataSecurity#verifyHmac}. */
    public SecurityCommand verifyHmac(int withKey, DirectBuffer data, int dataOffset, int dataLength, DirectBuffer mac, int macOffset,
                                  int macLength) {
        return start(Operation.VERIFY_HMAC, withKey, 0, null, null).part(data, dataOffset, dataLength).part(mac, macOffset, macLength);
    }

    /** Fills it with a call of {@link DataSecurity#encryptData}; the initial value is one cipher block. */
    public SecurityCommand encryptData(int withKey, DirectBuffer iv, int ivOffset, int ivLength, DirectBuffer data, int dataOffset,
                                  int dataLength) {
        return start(Operation.ENCRYPT_DATA, withKey, 0, null, null).part(iv, ivOffset, ivLength).part(data, dataOffset, dataLength);
    }

    /** Fills it with a call of {@link DataSecurity#decryptData}; the initial value is one cipher block. */
    public SecurityCommand decryptData(int withKey, DirectBuffer iv, int ivOffset, int ivLength, DirectBuffer data, int dataOffset,
                                  int dataLength) {
        return start(Operation.DECRYPT_DATA, withKey, 0, null, null).part(iv, ivOffset, ivLength).part(data, dataOffset, dataLength);
    }

    /** Fills it with a call of {@link DataSecurity#sign}. */
    public SecurityCommand sign(int withKey, DirectBuffer userId, int userIdOffset, int userIdLength, DirectBuffer message,
                                  int messageOffset, int messageLength) {
        return start(Operation.SIGN, withKey, 0, null, null).part(userId, userIdOffset, userIdLength)
            .part(message, messageOffset, messageLength);
    }

    /** Fills it with a call of {@link DataSecurity#verifySignature}. */
    public SecurityCommand verifySignature(int withKey, DirectBuffer userId, int userIdOffset, int userIdLength, DirectBuffer message,
                                  int messageOffset, int messageLength, DirectBuffer signature, int signatureOffset) {
        return start(Operation.VERIFY_SIGNATURE, withKey, 0, null, null).part(userId, userIdOffset, userIdLength)
            .part(message, messageOffset, messageLength).part(signature, signatureOffset, DataSecurity.SIGNATURE_LENGTH);
    }

    /** Fills it with a call of {@link DataSecurity#publicKey}. */
    public SecurityCommand publicKey(int withKey) {
        return start(Operation.PUBLIC_KEY, withKey, 0, null, null);
    }

    /** Fills it with a call of {@link DataSecurity#digestSm3}. */
    public SecurityCommand digestSm3(DirectBuffer data, int dataOffset, int dataLength) {
        return start(Operation.DIGEST_SM3, 0, 0, null, null).part(data, dataOffset, dataLength);
    }

    /** What is to be done; null while it is empty. */
    public Operation operation() {
        return operation;
    }

    /** The caller's own number. */
    public long correlation() {
        return correlation;
    }

    /** What the call returned: a length, a handle or 0, or the negative code of a {@link SecurityStatus}. */
    public int status() {
        return status;
    }

    /** The result, {@link #resultLength()} bytes of it; valid in {@link SecurityAnswers#answered} alone. */
    public DirectBuffer result() {
        return result;
    }

    /** Bytes of {@link #result()}. */
    public int resultLength() {
        return status < 0 ? 0 : expectedLength();
    }

    /** The key blocks of {@link Operation#TERMINAL_KEYS}. */
    public TerminalKeySet terminalKeys() {
        return terminalKeys;
    }

    /** Handle of the key the call is about; 0 for calls without one. For lines. */
    public int key() {
        return key;
    }

    /** Handle of the second key, or 0. For lines. */
    public int otherKey() {
        return otherKey;
    }

    /** The arguments as one run of bytes, {@link #partStart} and {@link #partLength} cut it. For lines. */
    public DirectBuffer input() {
        return input;
    }

    /** Where argument {@code index} begins. For lines. */
    public int partStart(int index) {
        return starts[index];
    }

    /** Bytes of argument {@code index}. For lines. */
    public int partLength(int index) {
        return lengths[index];
    }

    /** Sets the answer without result, for lines. */
    public void answer(int code) {
        status = code;
    }

    /** Sets the answer, for lines; at most {@link #RESULT_CAPACITY} bytes. */
    public void answer(int code, DirectBuffer bytes, int offset, int length) {
        status = code;
        result.putBytes(0, bytes, offset, Math.min(length, RESULT_CAPACITY));
    }

    boolean complete() {
        return operation != null && !tooLong;
    }

    SecurityCommand sent(long nowNs, long untilNs) {
        sentNs = nowNs;
        deadlineNs = untilNs;
        return this;
    }

    long sentNs() {
        return sentNs;
    }

    long deadlineNs() {
        return deadlineNs;
    }

    void abandon() {
        abandoned = true;
    }

    boolean abandoned() {
        return abandoned;
    }

    /** Bytes of the result of a call that went well. */
    private int expectedLength() {
        return switch (operation) {
            case GENERATE_MAC -> MacOutput.LENGTH;
            case TRANSLATE_PIN -> ((PinBlockFormat) second).lengthBytes();
            case TERMINAL_KEYS -> ((TerminalKeyLayout) first).lengthBytes();
            case DECRYPT_TRACK -> lengths[0];
            case RESPOND_METHOD_1, SCRIPT_MAC -> 8;
            case RESPOND_METHOD_2 -> 4;
            case GENERATE_HMAC, DIGEST_SM3 -> DataSecurity.DIGEST_LENGTH;
            case ENCRYPT_DATA, DECRYPT_DATA -> lengths[1];
            case SIGN -> DataSecurity.SIGNATURE_LENGTH;
            case PUBLIC_KEY -> DataSecurity.PUBLIC_KEY_LENGTH;
            default -> 0;
        };
    }

    /** True, leaving {@link SecurityStatus#UNAVAILABLE}, for an answer that no module gives to this call. */
    boolean dropWhenGarbled() {
        boolean possible;
        if (status < 0) {
            possible = -(long) status < SecurityStatus.values().length;
        } else {
            possible = switch (operation) {
                case LOAD, DERIVE_DUKPT -> status > 0;
                case DECRYPT_TRACK -> status == 0;
                default -> status == expectedLength();
            };
        }
        if (!possible) {
            status = SecurityStatus.UNAVAILABLE.code();
        }
        return !possible;
    }

    /** Executes the call on {@code module}, on the module's thread. */
    void execute(SecurityModule module) {
        status = switch (operation) {
            case LOAD -> module.load(input, starts[0], lengths[0], (KeyUsage) first);
            case DERIVE_DUKPT -> module.deriveDukpt(key, (DukptPurpose) first, (DukptAes.KeyType) second, input, starts[0], lengths[0]);
            case UNLOAD -> {
                module.unload(key);
                yield 0;
            }
            case GENERATE_MAC -> module.generateMac(key, (MacAlgorithm) first, (MacOutput) second, input, starts[0], lengths[0], result,
                0);
            case VERIFY_MAC -> module.verifyMac(key, (MacAlgorithm) first, (MacOutput) second, input, starts[0], lengths[0], input,
                starts[1],
                lengths[1]);
            case TRANSLATE_PIN -> module.translatePin(key, (PinBlockFormat) first, otherKey, (PinBlockFormat) second, input, starts[0],
                lengths[0], input, starts[1], lengths[1], result, 0);
            case TERMINAL_KEYS -> module.generateTerminalKeys(key, (TerminalKeyLayout) first, result, 0, terminalKeys);
            case DECRYPT_TRACK -> {
                result.putBytes(0, input, starts[0], lengths[0]);
                yield module.decryptTrack(key, result, 0, lengths[0]);
            }
            case GENERATE_HMAC, VERIFY_HMAC, ENCRYPT_DATA, DECRYPT_DATA, SIGN, VERIFY_SIGNATURE, PUBLIC_KEY, DIGEST_SM3 -> data(module);
            default -> issuer(module);
        };
    }

    private int data(DataSecurity module) {
        return switch (operation) {
            case GENERATE_HMAC -> module.generateHmac(key, input, starts[0], lengths[0], result, 0);
            case VERIFY_HMAC -> module.verifyHmac(key, input, starts[0], lengths[0], input, starts[1], lengths[1]);
            case ENCRYPT_DATA -> module.encryptData(key, input, starts[0], input, starts[1], lengths[1], result, 0);
            case DECRYPT_DATA -> module.decryptData(key, input, starts[0], input, starts[1], lengths[1], result, 0);
            case SIGN -> module.sign(key, input, starts[0], lengths[0], input, starts[1], lengths[1], result, 0);
            case VERIFY_SIGNATURE -> module.verifySignature(key, input, starts[0], lengths[0], input, starts[1], lengths[1], input,
                starts[2]);
            case PUBLIC_KEY -> module.publicKey(key, result, 0);
            default -> module.digestSm3(input, starts[0], lengths[0], result, 0);
        };
    }

    private int issuer(IssuerSecurity module) {
        return switch (operation) {
            case VERIFY_CVV -> module.verifyCvv(key, input, starts[0], lengths[0], input, starts[1]);
            case VERIFY_PIN_VISA -> module.verifyPinVisa(key, (PinBlockFormat) first, input, starts[0], lengths[0], input, starts[1],
                lengths[1],
                otherKey, input, starts[2]);
            case VERIFY_PIN_IBM -> module.verifyPinIbm(key, (PinBlockFormat) first, input, starts[0], lengths[0], input, starts[1],
                lengths[1],
                otherKey, input, starts[2], input, starts[3], input, starts[4], lengths[4]);
            case VERIFY_CRYPTOGRAM -> module.verifyCryptogram(key, card.copyFrom(input, 0), input, starts[1], lengths[1], input,
                starts[2]);
            case RESPOND_METHOD_1 -> module.respondMethod1(key, card.copyFrom(input, 0), input, starts[1], lengths[1], input, starts[2],
                input,
                starts[3], result, 0);
            case RESPOND_METHOD_2 -> module.respondMethod2(key, card.copyFrom(input, 0), input, starts[1], lengths[1], input, starts[2],
                input,
                starts[3], lengths[3], result, 0);
            default -> module.scriptMac(key, card.copyFrom(input, 0), input, starts[1], lengths[1], result, 0);
        };
    }

    /** Wipes everything. */
    void clear() {
        input.setMemory(0, INPUT_CAPACITY, (byte) 0);
        result.setMemory(0, RESULT_CAPACITY, (byte) 0);
        card.clear();
        operation = null;
        key = 0;
        otherKey = 0;
        first = null;
        second = null;
        parts = 0;
        inputLength = 0;
        tooLong = false;
        status = 0;
        correlation = 0;
        abandoned = false;
    }
}
