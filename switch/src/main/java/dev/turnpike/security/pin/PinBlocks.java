package dev.turnpike.security.pin;

import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.CounterRandom;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.cipher.Wiping;
import org.agrona.DirectBuffer;

/**
 * Opens and makes PIN blocks under expanded keys. The clear PIN is in {@link #pin()} between the two; callers wipe it. Formats are
 * numbers: 0 to 4 of ISO 9564-1, {@link #CUP_SM4}, {@link #CUP_NO_PAN}. Confined to one thread; no allocation.
 */
public final class PinBlocks {
    /** UnionPay's 16-byte block under SM4. */
    public static final int CUP_SM4 = 10;
    /** UnionPay's block without account number. */
    public static final int CUP_NO_PAN = 11;
    /** Returned when the block is no PIN block for this key and account number. */
    public static final int PIN_BLOCK_WRONG = -10;
    /** Returned when the account number is no run of digits of a permitted length. */
    public static final int PAN_MALFORMED = -12;

    private static final long FILL_F = 0x00FF_FFFF_FFFF_FFFFL;

    private final PinField pin = new PinField();
    private final byte[] work = new byte[16];
    private final byte[] panField = new byte[16];
    private final CounterRandom random;
    private long changed;

    /** Takes filler from {@code random}. */
    public PinBlocks(CounterRandom random) {
        this.random = random;
    }

    /** The clear PIN between {@link #open} and {@link #make}. */
    public PinField pin() {
        return pin;
    }

    /** Whether blocks of {@code format} are under keys like this one. */
    public static boolean fits(BlockKey key, int format) {
        return switch (format) {
            case 4 -> key instanceof AesKey;
            case CUP_SM4 -> key instanceof Sm4Key;
            default -> key != null && key.blockBytes() == 8;
        };
    }

    private static boolean bindsPan(int format) {
        return format == 0 || format == 3 || format == CUP_SM4;
    }

    private static int control(int format) {
        return format <= 4 ? format : 0;
    }

    /** Decrypts and checks a block; 0 with the PIN in {@link #pin()}, or a status. */
    public int open(BlockKey key, int format, DirectBuffer pan, int panOffset, int panLength, byte[] block, int offset) {
        if (format == 4) {
            return openWide(key, pan, panOffset, panLength, block, offset);
        }
        long twelve = panField(format, pan, panOffset, panLength);
        if (twelve < 0) {
            return PAN_MALFORMED;
        }
        if (key instanceof DesKey des) {
            return take(format, des.decrypt(Blocks.getLong(block, offset)), twelve) ? 0 : PIN_BLOCK_WRONG;
        }
        key.decrypt(block, offset, work, 0);
        long field;
        boolean ok = true;
        if (format == CUP_SM4) {
            field = Blocks.getLong(work, 0);
            ok = (Blocks.getLong(work, 8) ^ twelve) == -1L;
        } else {
            field = Blocks.getLong(work, 0) ^ twelve;
        }
        ok &= decodeClear(format, field);
        Wiping.wipe(work);
        if (!ok) {
            pin.wipe();
        }
        return ok ? 0 : PIN_BLOCK_WRONG;
    }

    /** The account number's part of a block of 8 bytes, 0 for formats without one, or -1 when the account number is malformed. */
    public static long panField(int format, DirectBuffer pan, int panOffset, int panLength) {
        return bindsPan(format) ? PanFields.twelveDigits(pan, panOffset, panLength) : 0;
    }

    /** Reads a decrypted block of 8 bytes into {@link #pin()}; false, holding nothing, when it is no PIN block. */
    public boolean take(int format, long clear, long panField) {
        return decodeClear(format, clear ^ panField);
    }

    /** A block of 8 bytes, not yet encrypted, of the PIN in {@link #pin()}, with random filler where the format has it. */
    public long give(int format, long panField) {
        return encodeClear(format, filler(format)) ^ panField;
    }

    /**
     * From one block of 8 bytes to another, both clear, for the same account number: 0 with the new one in {@link #changed()}, or a status.
     * The PIN is forgotten.
     */
    public int change(int in, int out, DirectBuffer pan, int panOffset, int panLength, long clear) {
        long inPan = panField(in, pan, panOffset, panLength);
        if (inPan < 0) {
            return PAN_MALFORMED;
        }
        if (!take(in, clear, inPan)) {
            return PIN_BLOCK_WRONG;
        }
        long outPan = bindsPan(in) && bindsPan(out) ? inPan : panField(out, pan, panOffset, panLength);
        changed = outPan < 0 ? 0 : give(out, outPan);
        pin.wipe();
        return outPan < 0 ? PAN_MALFORMED : 0;
    }

    /** The block that {@link #change} made, which is forgotten. */
    public long changed() {
        long block = changed;
        changed = 0;
        return block;
    }

    private long filler(int format) {
        return switch (format) {
            case 1, 4 -> random.next();
            case 3 -> PinField.letterFill(random.next());
            default -> FILL_F;
        };
    }

    /** Reads an 8-byte field from which the account number has been taken out; false when it is no PIN field. */
    public boolean decodeClear(int format, long field) {
        int lowFill = format == 1 ? 0 : format == 3 ? 10 : 15;
        return pin.decode(field, control(format), lowFill, 15);
    }

    /** Reads the PIN field of format 4, of which only the first 8 of 16 bytes are checked: the rest is random. */
    public boolean decodeClear4(long field) {
        return pin.decode(field, 4, 10, 10);
    }

    /** The 8-byte field of the PIN in {@link #pin()} before the account number is put in. */
    public long encodeClear(int format, long fill) {
        boolean freeFill = format == 1 || format == 3;
        return pin.encode(control(format), freeFill ? fill : FILL_F);
    }

    /** The first 8 bytes of the PIN field of format 4. */
    public long encodeClear4() {
        return pin.encode(4, 0x00AA_AAAA_AAAA_AAAAL);
    }

    private int openWide(BlockKey key, DirectBuffer pan, int panOffset, int panLength, byte[] block, int offset) {
        if (!PanFields.format4(pan, panOffset, panLength, panField, 0)) {
            return PAN_MALFORMED;
        }
        key.decrypt(block, offset, work, 0);
        for (int i = 0; i < 16; i++) {
            work[i] ^= panField[i];
        }
        key.decrypt(work, 0, work, 0);
        boolean ok = decodeClear4(Blocks.getLong(work, 0));
        Wiping.wipe(work);
        return ok ? 0 : PIN_BLOCK_WRONG;
    }

    /** Makes a block of the PIN in {@link #pin()} with random filler; 0 or a status. */
    public int make(BlockKey key, int format, DirectBuffer pan, int panOffset, int panLength, byte[] out, int offset) {
        return make(key, format, pan, panOffset, panLength, filler(format), out, offset);
    }

    /**
     * Makes a block of the PIN in {@link #pin()}.
     *
     * @param fill 14 nibbles of filler (formats 1 and 3) or the 8 random bytes of format 4; ignored by the others
     */
    public int make(BlockKey key, int format, DirectBuffer pan, int panOffset, int panLength, long fill, byte[] out, int offset) {
        if (format == 4) {
            if (!PanFields.format4(pan, panOffset, panLength, panField, 0)) {
                return PAN_MALFORMED;
            }
            Blocks.putLong(work, 0, encodeClear4());
            Blocks.putLong(work, 8, fill);
            key.encrypt(work, 0, work, 0);
            for (int i = 0; i < 16; i++) {
                work[i] ^= panField[i];
            }
            key.encrypt(work, 0, out, offset);
            Wiping.wipe(work);
            return 0;
        }
        long twelve = panField(format, pan, panOffset, panLength);
        if (twelve < 0) {
            return PAN_MALFORMED;
        }
        long field = encodeClear(format, fill);
        if (key instanceof DesKey des) {
            Blocks.putLong(out, offset, des.encrypt(field ^ twelve));
            return 0;
        }
        if (format == CUP_SM4) {
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
