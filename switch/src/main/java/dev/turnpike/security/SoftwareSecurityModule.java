package dev.turnpike.security;

import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.CounterRandom;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.PublishedKeys;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptPurpose;
import dev.turnpike.security.keyblock.KeyBlock;
import dev.turnpike.security.keyblock.KeyBlockCodec;
import dev.turnpike.security.keyblock.KeyBlockException;
import dev.turnpike.security.keyblock.KeyBlockHeader;
import dev.turnpike.security.pin.PinBlocks;
import dev.turnpike.security.pin.TrackCipher;
import dev.turnpike.status.Invariants;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The security module in software: clear keys are in the memory of this process. For development, tests and simulators; see
 * docs/SECURITY.md. Confined to one thread. MAC, PIN, seal and digest calls allocate nothing once a key has been used once.
 */
public final class SoftwareSecurityModule implements SecurityModule {
    private final boolean acceptPinWithoutPan;
    private final boolean makeIccPinBlocks;
    private final boolean refusePublishedKeys;
    private final KeyBlockCodec codec;
    private final KeyTable keys;
    private final CounterRandom random;
    private final MacCalculator macs = new MacCalculator();
    private final PinBlocks pins;
    private final DukptKeys dukpt = new DukptKeys();
    private final TrackCipher tracks = new TrackCipher();
    private final PanVault vault = new PanVault();
    private final TerminalKeyGenerator generator;
    private final IssuerOperations issuer;
    private final DataOperations operations;
    private final LoadedKey panHashKey;
    private final LoadedKey contentDigestKey;
    private final byte[] block = new byte[16];
    private final byte[] digest = new byte[16];

    /**
     * Loads the data keys of {@code context}, which must be concluded.
     *
     * @throws IllegalStateException when a data key's block is refused
     */
    public SoftwareSecurityModule(SecurityContext context) {
        context.requireConcluded();
        acceptPinWithoutPan = context.acceptPinWithoutPan();
        makeIccPinBlocks = context.makeIccPinBlocks();
        refusePublishedKeys = context.refusesPublishedKeys();
        codec = context.localMasterKey().codec();
        keys = new KeyTable(context.maxKeys());
        random = new CounterRandom(context.random());
        pins = new PinBlocks(random);
        generator = new TerminalKeyGenerator(codec, context.random());
        issuer = new IssuerOperations(keys, pins);
        operations = new DataOperations(keys, context.random());
        for (String panKey : context.panKeys()) {
            Invariants.check(vault.add(dataKey(panKey, KeyUsage.PAN_SEAL)), "at most " + PanVault.MAX_KEYS + " data keys");
        }
        panHashKey = dataKey(context.panHashKey(), KeyUsage.PAN_HASH);
        contentDigestKey = dataKey(context.contentDigestKey(), KeyUsage.CONTENT_DIGEST);
    }

    private LoadedKey dataKey(String text, KeyUsage usage) {
        if (text == null) {
            return null;
        }
        int handle = load(text, usage);
        if (handle < 0) {
            throw new IllegalStateException("the key block of " + usage + " is refused: " + SecurityStatus.of(handle)
                + " (wrong local master key?)");
        }
        return keys.get(handle);
    }

    @Override
    public int load(byte[] text, int offset, int length, KeyUsage usage) {
        if (text == null || offset < 0 || length < 0 || offset > text.length - length) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        return load(new String(text, offset, length, StandardCharsets.US_ASCII), usage);
    }

    @Override
    public int load(DirectBuffer text, int offset, int length, KeyUsage usage) {
        return Ranges.readable(text, offset, length) ? load(length == 0 ? "" : text.getStringWithoutLengthAscii(offset, length), usage)
            : SecurityStatus.ARGUMENT_REFUSED.code();
    }

    @Override
    public int load(String text, KeyUsage usage) {
        try (KeyBlock opened = codec.unwrap(text)) {
            KeyBlockHeader h = opened.header();
            int refusal = refusal(h, opened.key().length, usage);
            if (refusal != 0) {
                return refusal;
            }
            if (refusePublishedKeys && PublishedKeys.contains(opened.key())) {
                return SecurityStatus.TEST_KEY_REFUSED.code();
            }
            return keys.add(new LoadedKey(usage, h.usage(), h.algorithm(), h.mode(), h.exportability(), opened.key()));
        } catch (KeyBlockException e) {
            return (e.isMacWrong() ? SecurityStatus.KEY_BLOCK_MAC_WRONG : SecurityStatus.KEY_BLOCK_MALFORMED).code();
        }
    }

    private static int refusal(KeyBlockHeader h, int length, KeyUsage usage) {
        if (!usage.acceptsCode(h.usage())) {
            return SecurityStatus.USAGE_REFUSED.code();
        }
        if (!usage.acceptsMode(h.mode())) {
            return SecurityStatus.MODE_REFUSED.code();
        }
        if (!usage.acceptsAlgorithm(h.algorithm())) {
            return SecurityStatus.ALGORITHM_REFUSED.code();
        }
        return LoadedKey.lengthFits(usage, h.algorithm(), length) ? 0 : SecurityStatus.KEY_LENGTH_REFUSED.code();
    }

    @Override
    public int deriveDukpt(int baseKey, DukptPurpose purpose, DukptAes.KeyType type, DirectBuffer ksn, int offset, int length) {
        LoadedKey base = keys.get(baseKey);
        if (base == null) {
            return SecurityStatus.KEY_UNKNOWN.code();
        }
        if (base.usage != KeyUsage.DUKPT_BASE && base.usage != KeyUsage.DUKPT_INITIAL) {
            return SecurityStatus.USAGE_REFUSED.code();
        }
        if (length < 1 || length > dukpt.serial().length || !Ranges.readable(ksn, offset, length)) {
            return SecurityStatus.KSN_REFUSED.code();
        }
        int refusal = DukptKeys.refusal(base, type);
        if (refusal != 0) {
            return refusal;
        }
        ksn.getBytes(offset, dukpt.serial(), 0, length);
        LoadedKey derived = dukpt.derive(baseKey, base, purpose, type, length);
        if (derived == null) {
            return SecurityStatus.KSN_REFUSED.code();
        }
        int handle = keys.add(derived);
        if (handle < 0) {
            derived.close();
        }
        return handle;
    }

    @Override
    public void unload(int handle) {
        LoadedKey key = keys.get(handle);
        if (key != null) {
            keys.remove(handle);
            dukpt.unloaded(handle, key);
        }
    }

    @Override
    public int generateMac(int key, MacAlgorithm algorithm, MacOutput output, DirectBuffer data, int offset, int length,
                           MutableDirectBuffer out, int outOffset) {
        LoadedKey k = keys.get(key);
        int refusal = MacCalculator.refusal(k, algorithm, true);
        if (refusal != 0) {
            return refusal;
        }
        if (!Ranges.readable(data, offset, length) || !Ranges.writable(out, outOffset, MacOutput.LENGTH)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        out.putBytes(outOffset, macs.form(macs.compute(k, algorithm, data, offset, length), output), 0, MacOutput.LENGTH);
        return MacOutput.LENGTH;
    }

    @Override
    public int verifyMac(int key, MacAlgorithm algorithm, MacOutput output, DirectBuffer data, int offset, int length,
                         DirectBuffer mac, int macOffset, int macLength) {
        LoadedKey k = keys.get(key);
        int refusal = MacCalculator.refusal(k, algorithm, false);
        if (refusal != 0) {
            return refusal;
        }
        if (macLength != MacOutput.LENGTH) {
            return SecurityStatus.MAC_WRONG.code();
        }
        if (!Ranges.readable(data, offset, length) || !Ranges.readable(mac, macOffset, macLength)) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        boolean right = macs.matches(macs.compute(k, algorithm, data, offset, length), output, mac, macOffset);
        return right ? 0 : SecurityStatus.MAC_WRONG.code();
    }

    @Override
    public void macs(MacBatch batch) {
        batch.run(keys, macs);
    }

    @Override
    public void translatePins(PinBatch batch) {
        batch.run(this, keys, pins);
    }

    @Override
    public int translatePin(int inKey, PinBlockFormat in, int outKey, PinBlockFormat out, DirectBuffer pan, int panOffset, int panLength,
                            DirectBuffer pinBlock, int offset, int length, MutableDirectBuffer destination, int destinationOffset) {
        LoadedKey from = keys.get(inKey);
        LoadedKey to = keys.get(outKey);
        int refusal = translateRefusal(from, in, to, out);
        if (refusal != 0) {
            return refusal;
        }
        if (length != in.lengthBytes()) {
            return SecurityStatus.PIN_BLOCK_WRONG.code();
        }
        if (panLength != 0 && !Ranges.readable(pan, panOffset, panLength)) {
            return SecurityStatus.PAN_MALFORMED.code();
        }
        if (!Ranges.readable(pinBlock, offset, length) || !Ranges.writable(destination, destinationOffset, out.lengthBytes())) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        if (from.des != null && to.des != null) {
            return translateDes(from.des, in, to.des, out, pan, panOffset, panLength, pinBlock.getLong(offset, ByteOrder.BIG_ENDIAN),
                destination, destinationOffset);
        }
        pinBlock.getBytes(offset, block, 0, length);
        int status = pins.open(from.cipher, in.code(), pan, panOffset, panLength, block, 0);
        if (status == 0) {
            status = pins.make(to.cipher, out.code(), pan, panOffset, panLength, block, 0);
        }
        pins.pin().wipe();
        if (status != 0) {
            return status;
        }
        destination.putBytes(destinationOffset, block, 0, out.lengthBytes());
        return out.lengthBytes();
    }

    private int translateDes(DesKey from, PinBlockFormat in, DesKey to, PinBlockFormat out, DirectBuffer pan, int panOffset, int panLength,
                             long encrypted, MutableDirectBuffer destination, int destinationOffset) {
        int status = pins.change(in.code(), out.code(), pan, panOffset, panLength, from.decrypt(encrypted));
        if (status != 0) {
            return status;
        }
        destination.putLong(destinationOffset, to.encrypt(pins.changed()), ByteOrder.BIG_ENDIAN);
        return out.lengthBytes();
    }

    /** 0, or why a PIN may not go from one key and format to the other. */
    int translateRefusal(LoadedKey from, PinBlockFormat in, LoadedKey to, PinBlockFormat out) {
        if (from == null || to == null) {
            return SecurityStatus.KEY_UNKNOWN.code();
        }
        KeyUsage outUsage = out == PinBlockFormat.ISO_2 ? KeyUsage.EMV_CONFIDENTIALITY : KeyUsage.PIN_ENCRYPTION;
        if (from.usage != KeyUsage.PIN_ENCRYPTION || to.usage != outUsage) {
            return SecurityStatus.USAGE_REFUSED.code();
        }
        if (!from.mayDecrypt() || !to.mayEncrypt()) {
            return SecurityStatus.MODE_REFUSED.code();
        }
        boolean off = in == PinBlockFormat.CUP_NO_PAN && !acceptPinWithoutPan || out == PinBlockFormat.ISO_2 && !makeIccPinBlocks;
        if (off || !in.translatesTo(out)) {
            return SecurityStatus.PIN_FORMAT_REFUSED.code();
        }
        boolean fit = PinBlocks.fits(from.cipher, in.code()) && PinBlocks.fits(to.cipher, out.code());
        return fit ? 0 : SecurityStatus.ALGORITHM_REFUSED.code();
    }

    @Override
    public int generateTerminalKeys(int tmk, TerminalKeyLayout layout, MutableDirectBuffer field, int offset, TerminalKeySet out) {
        LoadedKey k = keys.get(tmk);
        if (k == null) {
            return SecurityStatus.KEY_UNKNOWN.code();
        }
        if (k.usage != KeyUsage.TERMINAL_MASTER) {
            return SecurityStatus.USAGE_REFUSED.code();
        }
        if ((k.algorithm == '4') != layout.sm4() || k.algorithm == 'A') {
            return SecurityStatus.ALGORITHM_REFUSED.code();
        }
        if (!Ranges.writable(field, offset, layout.lengthBytes())) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        return generator.generate(k, layout, field, offset, out);
    }

    @Override
    public int decryptTrack(int tdk, MutableDirectBuffer track, int offset, int length) {
        LoadedKey k = keys.get(tdk);
        if (k == null) {
            return SecurityStatus.KEY_UNKNOWN.code();
        }
        if (k.usage != KeyUsage.DATA_ENCRYPTION) {
            return SecurityStatus.USAGE_REFUSED.code();
        }
        if (!k.mayDecrypt()) {
            return SecurityStatus.MODE_REFUSED.code();
        }
        return Ranges.readable(track, offset, length) && tracks.decrypt(k.cipher, track, offset, length) ? 0 : SecurityStatus.ARGUMENT_REFUSED.code();
    }

    @Override
    public int sealPan(int epoch, long counter, DirectBuffer pan, int offset, int length, MutableDirectBuffer destination,
                       int destinationOffset) {
        if (!Ranges.readable(pan, offset, length) || !Ranges.writable(destination, destinationOffset, PanVault.sealedLength(length))) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        return vault.seal(epoch, counter, pan, offset, length, destination, destinationOffset);
    }

    @Override
    public int openPan(DirectBuffer sealed, int offset, int length, MutableDirectBuffer destination, int destinationOffset) {
        if (!Ranges.readable(sealed, offset, length) || !Ranges.writable(destination, destinationOffset, PanVault.openedLength(length))) {
            return SecurityStatus.ARGUMENT_REFUSED.code();
        }
        return vault.open(sealed, offset, length, destination, destinationOffset);
    }

    @Override
    public void panHash(DirectBuffer pan, int offset, int length, MutableDirectBuffer destination, int destinationOffset) {
        Invariants.check(panHashKey != null, "the look-up hash key is set");
        panHashKey.cmac().mac(pan, offset, length, digest, 0);
        destination.putBytes(destinationOffset, digest, 0, digest.length);
    }

    @Override
    public long contentDigest(DirectBuffer data, int offset, int length) {
        Invariants.check(contentDigestKey != null, "the content digest key is set");
        contentDigestKey.cmac().mac(data, offset, length, digest, 0);
        return Blocks.getLong(digest, 0);
    }

    @Override
    public int verifyCvv(int cvk, DirectBuffer pan, int panOffset, int panLength, DirectBuffer value, int valueOffset) {
        return issuer.verifyCvv(cvk, pan, panOffset, panLength, value, valueOffset);
    }

    @Override
    public int verifyPinVisa(int pinKey, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, DirectBuffer block,
        int offset, int length, int pvk, DirectBuffer reference, int referenceOffset) {
        return issuer.verifyPinVisa(pinKey, format, pan, panOffset, panLength, block, offset, length, pvk, reference, referenceOffset);
    }

    @Override
    public int verifyPinIbm(int pinKey, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, DirectBuffer block,
        int offset, int length, int pvk, DirectBuffer table, int tableOffset, DirectBuffer validation, int validationOffset,
        DirectBuffer offsets, int offsetsOffset, int offsetsLength) {
        return issuer.verifyPinIbm(pinKey, format, pan, panOffset, panLength, block, offset, length, pvk, table, tableOffset, validation,
            validationOffset, offsets, offsetsOffset, offsetsLength);
    }

    @Override
    public int verifyCryptogram(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram,
        int cryptogramOffset) {
        return issuer.verifyCryptogram(imk, card, data, offset, length, cryptogram, cryptogramOffset);
    }

    @Override
    public int respondMethod1(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram,
        int cryptogramOffset, DirectBuffer responseCode, int responseCodeOffset, MutableDirectBuffer out, int outOffset) {
        return issuer.respondMethod1(imk, card, data, offset, length, cryptogram, cryptogramOffset, responseCode, responseCodeOffset,
            out, outOffset);
    }

    @Override
    public int respondMethod2(int imk, EmvCard card, DirectBuffer data, int offset, int length, DirectBuffer cryptogram,
        int cryptogramOffset, DirectBuffer update, int updateOffset, int updateLength, MutableDirectBuffer out, int outOffset) {
        return issuer.respondMethod2(imk, card, data, offset, length, cryptogram, cryptogramOffset, update, updateOffset, updateLength,
            out, outOffset);
    }

    @Override
    public int scriptMac(int imk, EmvCard card, DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset) {
        return issuer.scriptMac(imk, card, data, offset, length, out, outOffset);
    }

    @Override
    public int generateHmac(int key, DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset) {
        return operations.generateHmac(key, data, offset, length, out, outOffset);
    }

    @Override
    public int verifyHmac(int key, DirectBuffer data, int offset, int length, DirectBuffer mac, int macOffset, int macLength) {
        return operations.verifyHmac(key, data, offset, length, mac, macOffset, macLength);
    }

    @Override
    public int encryptData(int key, DirectBuffer iv, int ivOffset, DirectBuffer data, int offset, int length, MutableDirectBuffer out,
        int outOffset) {
        return operations.encryptData(key, iv, ivOffset, data, offset, length, out, outOffset);
    }

    @Override
    public int decryptData(int key, DirectBuffer iv, int ivOffset, DirectBuffer data, int offset, int length, MutableDirectBuffer out,
        int outOffset) {
        return operations.decryptData(key, iv, ivOffset, data, offset, length, out, outOffset);
    }

    @Override
    public int sign(int key, DirectBuffer userId, int userIdOffset, int userIdLength, DirectBuffer message, int offset, int length,
        MutableDirectBuffer out, int outOffset) {
        return operations.sign(key, userId, userIdOffset, userIdLength, message, offset, length, out, outOffset);
    }

    @Override
    public int verifySignature(int key, DirectBuffer userId, int userIdOffset, int userIdLength, DirectBuffer message, int offset,
        int length, DirectBuffer signature, int signatureOffset) {
        return operations.verifySignature(key, userId, userIdOffset, userIdLength, message, offset, length, signature, signatureOffset);
    }

    @Override
    public int publicKey(int key, MutableDirectBuffer out, int outOffset) {
        return operations.publicKey(key, out, outOffset);
    }

    @Override
    public int digestSm3(DirectBuffer data, int offset, int length, MutableDirectBuffer out, int outOffset) {
        return operations.digestSm3(data, offset, length, out, outOffset);
    }

    @Override
    public int loadedKeys() {
        return keys.size();
    }

    @Override
    public void close() {
        keys.clear();
        dukpt.close();
        vault.close();
        codec.close();
        random.close();
    }
}
