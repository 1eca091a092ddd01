package dev.turnpike.security.fault;

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
        DIGEST
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
    public int loadedKeys() {
        return real.loadedKeys();
    }

    @Override
    public void close() {
        real.close();
    }
}
