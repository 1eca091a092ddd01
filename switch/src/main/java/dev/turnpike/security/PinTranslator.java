package dev.turnpike.security;

import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.CounterRandom;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.cipher.Wiping;
import dev.turnpike.security.pin.PanFields;
import dev.turnpike.security.pin.PinField;
import org.agrona.DirectBuffer;

/**
 * Opens and makes PIN blocks under expanded keys. The clear PIN is in {@link #pin} between the two; callers wipe it. Confined to one
 * thread; no allocation.
 */
final class PinTranslator {
    private static final long FILL_F = 0x00FF_FFFF_FFFF_FFFFL;

    final PinField pin = new PinField();
    private final byte[] work = new byte[16];
    private final byte[] panField = new byte[16];
    private final CounterRandom random;

    PinTranslator(CounterRandom random) {
        this.random = random;
    }

    /** 0, or why blocks of {@code format} are not under keys like this one. */
    static int check(BlockKey key, PinBlockFormat format) {
        boolean fits = switch (format) {
            case ISO_4 -> key instanceof AesKey;
            case CUP_SM4 -> key instanceof Sm4Key;
            default -> key != null && key.blockBytes() == 8;
        };
        return fits ? 0 : SecurityStatus.ALGORITHM_REFUSED.code();
    }

    /** Decrypts and checks a block; 0 with the PIN in {@link #pin}, or a status. */
    int open(BlockKey key, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, byte[] block, int offset) {
        if (format == PinBlockFormat.ISO_4) {
            return openWide(key, pan, panOffset, panLength, block, offset);
        }
        long twelve = 0;
        if (format.bindsPan()) {
            twelve = PanFields.twelveDigits(pan, panOffset, panLength);
            if (twelve < 0) {
                return SecurityStatus.PAN_MALFORMED.code();
            }
        }
        key.decrypt(block, offset, work, 0);
        long field;
        boolean ok = true;
        if (format == PinBlockFormat.CUP_SM4) {
            field = Blocks.getLong(work, 0);
            ok = (Blocks.getLong(work, 8) ^ twelve) == -1L;
        } else {
            field = Blocks.getLong(work, 0) ^ twelve;
        }
        int lowFill = format == PinBlockFormat.ISO_1 ? 0 : format == PinBlockFormat.ISO_3 ? 10 : 15;
        ok &= pin.decode(field, format.control(), lowFill, 15);
        Wiping.wipe(work);
        if (!ok) {
            pin.wipe();
        }
        return ok ? 0 : SecurityStatus.PIN_BLOCK_WRONG.code();
    }

    private int openWide(BlockKey key, DirectBuffer pan, int panOffset, int panLength, byte[] block, int offset) {
        if (!PanFields.format4(pan, panOffset, panLength, panField, 0)) {
            return SecurityStatus.PAN_MALFORMED.code();
        }
        key.decrypt(block, offset, work, 0);
        for (int i = 0; i < 16; i++) {
            work[i] ^= panField[i];
        }
        key.decrypt(work, 0, work, 0);
        boolean ok = pin.decode(Blocks.getLong(work, 0), 4, 10, 10);
        Wiping.wipe(work);
        return ok ? 0 : SecurityStatus.PIN_BLOCK_WRONG.code();
    }

    /** Makes a block of the PIN in {@link #pin} with random filler; 0 or a status. */
    int make(BlockKey key, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, byte[] out, int offset) {
        long fill = switch (format) {
            case ISO_1, ISO_4 -> random.next();
            case ISO_3 -> PinField.letterFill(random.next());
            default -> FILL_F;
        };
        return make(key, format, pan, panOffset, panLength, fill, out, offset);
    }

    /**
     * Makes a block of the PIN in {@link #pin}.
     *
     * @param fill 14 nibbles of filler (formats 1 and 3) or the 8 random bytes of format 4; ignored by the others
     */
    int make(BlockKey key, PinBlockFormat format, DirectBuffer pan, int panOffset, int panLength, long fill, byte[] out, int offset) {
        if (format == PinBlockFormat.ISO_4) {
            if (!PanFields.format4(pan, panOffset, panLength, panField, 0)) {
                return SecurityStatus.PAN_MALFORMED.code();
            }
            Blocks.putLong(work, 0, pin.encode(4, 0x00AA_AAAA_AAAA_AAAAL));
            Blocks.putLong(work, 8, fill);
            key.encrypt(work, 0, work, 0);
            for (int i = 0; i < 16; i++) {
                work[i] ^= panField[i];
            }
            key.encrypt(work, 0, out, offset);
            Wiping.wipe(work);
            return 0;
        }
        long twelve = 0;
        if (format.bindsPan()) {
            twelve = PanFields.twelveDigits(pan, panOffset, panLength);
            if (twelve < 0) {
                return SecurityStatus.PAN_MALFORMED.code();
            }
        }
        boolean freeFill = format == PinBlockFormat.ISO_1 || format == PinBlockFormat.ISO_3;
        long field = pin.encode(format.control(), freeFill ? fill : FILL_F);
        if (format == PinBlockFormat.CUP_SM4) {
            Blocks.putLong(work, 0, field);
            Blocks.putLong(work, 8, -1L ^ twelve);
        } else {
            Blocks.putLong(work, 0, field ^ twelve);
        }
        key.encrypt(work, 0, out, offset);
        Wiping.wipe(work);
        return 0;
    }
}
