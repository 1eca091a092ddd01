package dev.turnpike.security.fault;

import dev.turnpike.security.EmvCard;
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
import java.util.EnumMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Passes calls on to a real module except those it was told to fail. Confined to one thread.
 *
 * <p>{@link #panHash} and {@link #contentDigest} have no status; told to fail, they throw {@link IllegalStateException}.
 */
public final class FaultInjectingSecurityModule implements SecurityModule {
    /** A group of calls that fails together. */
    public enum Operation {
        /** Loading key blocks and deriving keys. */
        LOAD,
        /** Making MACs. */
        GENERATE_MAC,
        /** Verifying MACs. */
        VERIFY_MAC,
        /** Translating PIN blocks. */
        TRANSLATE_PIN,
        /** Making terminal keys. */
        TERMINAL_KEYS,
        /** Decrypting tracks. */
        DECRYPT_TRACK,
        /** Sealing and opening account numbers. */
        SEAL,
        /** Hashes and digests. */
        DIGEST,
        /** Card values, PIN verification and chip cryptograms. */
        ISSUER,
        /** HMAC, encryption of data, signatures. */
        DATA
    }

    private static final class Fault {
        private long skip;
        private long count;
        private SecurityStatus status;
    }

    private final SecurityModule real;
    private final Map<Operation, Fault> faults = new EnumMap<>(Operation.class);
    private boolean down;
    private long injected;

    /** Wraps {@code real}, which it closes with itself. */
    public FaultInjectingSecurityModule(SecurityModule real) {
        this.real = real;
        for (Operation o : Operation.values()) {
            faults.put(o, new Fault());
        }
    }

    /** After {@code skip} good calls of {@code operation}, the next {@code count} return {@code status}. */
    public FaultInjectingSecurityModule fail(Operation operation, long skip, long count, SecurityStatus status) {
        Fault f = faults.get(operation);
        f.skip = skip;
        f.count = count;
        f.status = status;
        return this;
    }

    /** While true, every call returns {@link SecurityStatus#UNAVAILABLE}, as a module whose line is cut. */
    public FaultInjectingSecurityModule down(boolean value) {
        down = value;
        return this;
    }

    /** Calls failed so far. */
    public long injected() {
        return injected;
    }

    /** 0, or the negative status to return. */
    private int fault(Operation operation) {
        if (down) {
            injected++;
            return SecurityStatus.UNAVAILABLE.code();
        }
        Fault f = faults.get(operation);
        if (f.count == 0) {
            return 0;
        }
        if (f.skip > 0) {
            f.skip--;
            return 0;
        }
        f.count--;
        injected++;
        return f.status.code();
    }

    @Override
    public int load(byte[] block, int offset, int length, KeyUsage usage) {
        int f = fault(Operation.LOAD);
        return f != 0 ? f : real.load(block, offset, length, usage);
    }

    @Override
    public int load(DirectBuffer block, int offset, int length, KeyUsage usage) {
        int f = fault(Operation.LOAD);
        return f != 0 ? f : real.load(block, offset, length, usage);
    }

    @Override
    public int load(String block, KeyUsage usage) {
        int f = fault(Operation.LOAD);
        return f != 0 ? f : real.load(block, usage);
    }

    @Override
    public int deriveDukpt(int baseKey, DukptPurpose purpose, DukptAes.KeyType type, DirectBuffer ksn, int offset, int length) {
        int f = fault(Operation.LOAD);
        return f != 0 ? f : real.deriveDukpt(baseKey, purpose, type, ksn, offset, length);
    }

    @Override
    public void unload(int handle) {
        real.unload(handle);
    }

    @Override
    public int generateMac(int key, MacAlgorithm algorithm, MacOutput output, DirectBuffer data, int offset, int length,
                           MutableDirectBuffer out, int outOffset) {
        int f = fault(Operation.GENERATE_MAC);
        return f != 0 ? f : real.generateMac(key, algorithm, output, data, offset, length, out, outOffset);
    }

    @Override
    public int verifyMac(int key, MacAlgorithm algorithm, MacOutput output, DirectBuffer data, int offset, int length,
                         DirectBuffer mac, int macOffset, int macLength) {
        int f = fault(Operation.VERIFY_MAC);
        return f != 0 ? f : real.verifyMac(key, algorithm, output, data, offset, length, mac, macOffset, macLength);
    }

    @Override
    public int translatePin(int inKey, PinBlockFormat in, int outKey, PinBlockFormat out, DirectBuffer pan, int panOffset, int panLength,
                            DirectBuffer block, int offset, int length, MutableDirectBuffer destination, int destinationOffset) {
        int f = fault(Operation.TRANSLATE_PIN);
        return f != 0 ? f : real.translatePin(inKey, in, outKey, out, pan, panOffset, panLength, block, offset, length, destination,
            destinationOffset);
    }

    @Override
    public int generateTerminalKeys(int tmk, TerminalKeyLayout layout, MutableDirectBuffer field, int offset, TerminalKeySet out) {
        int f = fault(Operation.TERMINAL_KEYS);
        return f != 0 ? f : real.generateTerminalKeys(tmk, layout, field, offset, out);
    }

    @Override
    public int decryptTrack(int tdk, MutableDirectBuffer track, int offset, int length) {
        int f = fault(Operation.DECRYPT_TRACK);
        return f != 0 ? f : real.decryptTrack(tdk, track, offset, length);
    }

    @Override
    public int sealPan(int epoch, long counter, DirectBuffer pan, int offset, int length, MutableDirectBuffer destination,
                       int destinationOffset) {
        int f = fault(Operation.SEAL);
        return f != 0 ? f : real.sealPan(epoch, counter, pan, offset, length, destination, destinationOffset);
    }

    @Override
    public int openPan(DirectBuffer sealed, int offset, int length, MutableDirectBuffer destination, int destinationOffset) {
        int f = fault(Operation.SEAL);
        return f != 0 ? f : real.openPan(sealed, offset, length, destination, destinationOffset);
    }

    @Override
    public void panHash(DirectBuffer pan, int offset, int length, MutableDirectBuffer destination, int destinationOffset) {
        if (fault(Operation.DIGEST) != 0) {
            throw new IllegalStateException("injected fault");
        }
        real.panHash(pan, offset, length, destination, destinationOffset);
    }

    @Override
    public long contentDigest(DirectBuffer data, int offset, int length) {
        if (fault(Operation.DIGEST) != 0) {
            throw new IllegalStateException("injected fault");
        }
        return real.contentDigest(data, offset, length);
    }

    @Override
    public int verifyCvv(int cvk, DirectBuffer pan, int panOffset, int panLength, DirectBuffer value, int valueOffset) {
        int f = fault(Operation.ISSUER);
        return f != 0 ? f : real.verifyCvv(cvk, pan, panOffset, panLength, value, valueOffset);
    }

    @Override
    public int verifyPinVisa(int pinKey, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, DirectBuffer block,
        int offset, int length, int pvk, DirectBuffer reference, int referenceOffset) {
        int f = fault(Operation.ISSUER);
        return f != 0 ? f : real.verifyPinVisa(pinKey, format, pan, panOffset, panLength, block, offset, length, pvk, reference,
            referenceOffset);
    }

    @Override
    public int verifyPinIbm(int pinKey, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, DirectBuffer block,
        int offset, int length, int pvk, DirectBuffer table, int tableOffset, DirectBuffer validation, int validationOffset,
        DirectBuffer offsets, int offsetsOffset, int offsetsLength) {
        int f = fault(Operation.ISSUER);
        return f != 0 ? f : real.verifyPinIbm(pinKey, format, pan, panOffset, panLength, block, offset, length, pvk, table, tableOffset,
            validation, validationOffset, offsets, offsetsOffset, offsetsLength);
    }

    @Override
    public int verifyCryptogram(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram,
        int cryptogramOffset) {
        int f = fault(Operation.ISSUER);
        return f != 0 ? f : real.verifyCryptogram(imk, card, data, offset, length, cryptogram, cryptogramOffset);
    }

    @Override
    public int respondMethod1(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram,
        int cryptogramOffset, DirectBuffer responseCode, int responseCodeOffset, MutableDirectBuffer out, int outOffset) {
        int f = fault(Operation.ISSUER);
        return f != 0 ? f : real.respondMethod1(imk, card, data, offset, length, cryptogram, cryptogramOffset, responseCode,
            responseCodeOffset, out, outOffset);
    }

    @Override
    public int respondMethod2(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram,
        int cryptogramOffset, DirectBuffer update, int updateOffset, int updateLength, MutableDirectBuffer out, int outOffset) {
        int f = fault(Operation.ISSUER);
        return f != 0 ? f : real.respondMethod2(imk, card, data, offset, length, cryptogram, cryptogramOffset, update, updateOffset,
            updateLength, out, outOffset);
    }

    @Override
    public int scriptMac(int imk, EmvCard card, DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset) {
        int f = fault(Operation.ISSUER);
        return f != 0 ? f : real.scriptMac(imk, card, data, offset, length, out, outOffset);
    }

    @Override
    public int generateHmac(int key, DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset) {
        int f = fault(Operation.DATA);
        return f != 0 ? f : real.generateHmac(key, data, offset, length, out, outOffset);
    }

    @Override
    public int verifyHmac(int key, DirectBuffer data, int offset, int length, DirectBuffer mac, int macOffset, int macLength) {
        int f = fault(Operation.DATA);
        return f != 0 ? f : real.verifyHmac(key, data, offset, length, mac, macOffset, macLength);
    }

    @Override
    public int encryptData(int key, DirectBuffer iv, int ivOffset, DirectBuffer data, int offset, int length, MutableDirectBuffer out,
        int outOffset) {
        int f = fault(Operation.DATA);
        return f != 0 ? f : real.encryptData(key, iv, ivOffset, data, offset, length, out, outOffset);
    }

    @Override
    public int decryptData(int key, DirectBuffer iv, int ivOffset, DirectBuffer data, int offset, int length, MutableDirectBuffer out,
        int outOffset) {
        int f = fault(Operation.DATA);
        return f != 0 ? f : real.decryptData(key, iv, ivOffset, data, offset, length, out, outOffset);
    }

    @Override
    public int sign(int key, DirectBuffer userId, int userIdOffset, int userIdLength, DirectBuffer message, int offset, int length,
        MutableDirectBuffer out, int outOffset) {
        int f = fault(Operation.DATA);
        return f != 0 ? f : real.sign(key, userId, userIdOffset, userIdLength, message, offset, length, out, outOffset);
    }

    @Override
    public int verifySignature(int key, DirectBuffer userId, int userIdOffset, int userIdLength, DirectBuffer message, int offset,
        int length, DirectBuffer signature, int signatureOffset) {
        int f = fault(Operation.DATA);
        return f != 0 ? f : real.verifySignature(key, userId, userIdOffset, userIdLength, message, offset, length, signature,
            signatureOffset);
    }

    @Override
    public int publicKey(int key, MutableDirectBuffer out, int outOffset) {
        int f = fault(Operation.DATA);
        return f != 0 ? f : real.publicKey(key, out, outOffset);
    }

    @Override
    public int digestSm3(DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset) {
        int f = fault(Operation.DATA);
        return f != 0 ? f : real.digestSm3(data, offset, length, out, outOffset);
    }

    @Override
    public int loadedKeys() {
        return real.loadedKeys();
    }

    @Override
    public void close() {
        real.close();
    }
}
