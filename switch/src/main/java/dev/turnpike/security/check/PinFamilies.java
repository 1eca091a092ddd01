package dev.turnpike.security.check;

import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.PinBlockFormat;
import dev.turnpike.security.cipher.AesKey;
import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.Blocks;
import dev.turnpike.security.cipher.CounterRandom;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.dukpt.DukptAes;
import dev.turnpike.security.dukpt.DukptPurpose;
import dev.turnpike.security.dukpt.DukptTdes;
import dev.turnpike.security.pin.PanFields;
import dev.turnpike.security.pin.PinBlocks;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** PIN block formats and translation. */
final class PinFamilies {
    private final PinBlocks pins = new PinBlocks(new CounterRandom(new SecureRandom()));

    private final CheckModule module;

    private PinFamilies(CheckModule module) {
        this.module = module;
    }

    static void register(Map<String, Family> families, CheckModule module) {
        PinFamilies f = new PinFamilies(module);
        for (int format = 0; format < 4; format++) {
            int n = format;
            families.put("pinblock_format" + n, in -> f.clear(n, in));
        }
        families.put("pinblock_format4", f::format4);
        families.put("pin_translate", f::translate);
    }

    private Map<String, Object> clear(int format, Inputs in) {
        long twelve = 0;
        if (format == 0 || format == 3) {
            UnsafeBuffer pan = in.asciiBuffer("pan");
            twelve = PanFields.twelveDigits(pan, 0, pan.capacity());
            require(twelve >= 0, "account number");
        }
        switch (in.text("op")) {
            case "encode" -> {
                require(pins.pin().set(in.text("pin")), "PIN");
                long fill = 0x00FF_FFFF_FFFF_FFFFL;
                if (in.has("fill")) {
                    fill = fill(in, "fill", format);
                } else if (format == 3 || format == 1) {
                    throw new UnsupportedVectorException("format " + format + " is filled at random; give fill");
                }
                return Map.of("pinBlock", hex(pins.encodeClear(format, fill) ^ twelve));
            }
            case "decode" -> {
                long block = Blocks.getLong(in.hex("pinBlock", 8), 0);
                require(pins.decodeClear(format, block ^ twelve), "PIN block");
                return Map.of("pin", pin());
            }
            default -> throw new UnsupportedVectorException("unknown operation " + in.text("op"));
        }
    }

    private static boolean lettersOnly(String fill) {
        return fill.chars().allMatch(c -> Hex.digit(c) >= 10);
    }

    private Map<String, Object> format4(Inputs in) {
        String op = in.text("op");
        switch (op) {
            case "encodePinField" -> {
                require(pins.pin().set(in.text("pin")), "PIN");
                return Map.of("pinField", hex(pins.encodeClear4()) + Hex.encode(in.hex("random", 8)));
            }
            case "decodePinField" -> {
                require(pins.decodeClear4(Blocks.getLong(in.hex("pinField", 16), 0)), "PIN field");
                return Map.of("pin", pin());
            }
            case "encodePanField" -> {
                UnsafeBuffer pan = in.asciiBuffer("pan");
                byte[] field = new byte[16];
                require(PanFields.format4(pan, 0, pan.capacity(), field, 0), "account number");
                return Map.of("panField", Hex.encode(field));
            }
            case "encipher" -> {
                require(pins.pin().set(in.text("pin")), "PIN");
                return Map.of("pinBlock", Hex.encode(make(aes(in.hex("key")), 4, in.text("pan"),
                    Blocks.getLong(in.hex("random", 8), 0))));
            }
            case "decipher" -> {
                open(aes(in.hex("key")), 4, in.text("pan"), in.hex("pinBlock", 16));
                return Map.of("pin", pin());
            }
            default -> throw new UnsupportedVectorException("unknown operation " + op);
        }
    }

    private static AesKey aes(byte[] key) {
        return new AesKey(key, 0, key.length);
    }

    private Map<String, Object> translate(Inputs in) {
        PinBlockFormat from = format(in.text("inFormat"));
        PinBlockFormat to = format(in.text("outFormat"));
        if (!from.translatesTo(to)) {
            throw new IllegalArgumentException("format " + from + " is never translated to " + to);
        }
        if (in.has("outPan") && in.has("inPan") && !in.text("outPan").equals(in.text("inPan"))) {
            throw new IllegalArgumentException("a translation has one account number");
        }
        String pan = in.text("inPan", in.text("outPan", ""));
        byte[] translated = throughModule(in, from, to, pan);
        open(cipher(key(in, "in", in.text("inScheme", "STATIC")), from), from.code(), pan, in.hex("inPinBlock", from.lengthBytes()));
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("pin", pin());
        BlockKey outKey = cipher(key(in, "out", in.text("outScheme", "STATIC")), to);
        // Without its filler a block is another one at every call, so none can be expected.
        boolean filled = to == PinBlockFormat.ISO_4 ? in.has("outRandom")
            : to != PinBlockFormat.ISO_3 && to != PinBlockFormat.ISO_1 || in.has("outFill");
        if (filled) {
            long fill = 0;
            if (to == PinBlockFormat.ISO_4) {
                fill = Blocks.getLong(in.hex("outRandom", 8), 0);
            } else if (to == PinBlockFormat.ISO_3 || to == PinBlockFormat.ISO_1) {
                fill = fill(in, "outFill", to.code());
            }
            out.put("outPinBlock", Hex.encode(make(outKey, to.code(), pan, fill)));
        }
        if (to == PinBlockFormat.ISO_0 || to == PinBlockFormat.ISO_2) {
            out.put("outPinBlock", Hex.encode(translated));
        } else {
            String pin = pin();
            open(outKey, to.code(), pan, translated);
            require(pin.equals(pin()), "PIN block of the module");
        }
        return out;
    }

    /** The block that the module makes of the one given, with handles of keys that were loaded or derived for their side alone. */
    private byte[] throughModule(Inputs in, PinBlockFormat from, PinBlockFormat to, String pan) {
        int inKey = 0;
        int outKey = 0;
        try {
            inKey = handle(in, "in", from, KeyUsage.PIN_ENCRYPTION);
            outKey = handle(in, "out", to, to == PinBlockFormat.ISO_2 ? KeyUsage.EMV_CONFIDENTIALITY : KeyUsage.PIN_ENCRYPTION);
            UnsafeBuffer digits = Inputs.ascii(pan);
            UnsafeBuffer block = in.hexBuffer("inPinBlock");
            UnsafeBuffer out = new UnsafeBuffer(new byte[16]);
            int length = CheckModule.accepted(module.module().translatePin(inKey, from, outKey, to, digits, 0, digits.capacity(), block, 0,
                block.capacity(), out, 0));
            return java.util.Arrays.copyOf(out.byteArray(), length);
        } finally {
            module.module().unload(inKey);
            module.module().unload(outKey);
        }
    }

    private int handle(Inputs in, String side, PinBlockFormat format, KeyUsage usage) {
        boolean out = side.equals("out");
        String scheme = in.text(side + "Scheme", "STATIC");
        if (scheme.equals("STATIC")) {
            byte[] key = in.hex(side + "Key");
            char des = key.length == 8 ? 'D' : 'T';
            char algorithm = format == PinBlockFormat.ISO_4 ? 'A' : format == PinBlockFormat.CUP_SM4 ? '4' : des;
            return module.load(usage, algorithm, out ? 'E' : 'D', key);
        }
        boolean aes = scheme.equals("DUKPT_AES");
        if (!aes && !scheme.equals("DUKPT_TDES")) {
            throw new UnsupportedVectorException("unknown scheme " + scheme, true);
        }
        int base = module.load(KeyUsage.DUKPT_BASE, aes ? 'A' : 'T', 'X', in.hex(side + "Bdk"));
        try {
            UnsafeBuffer ksn = in.hexBuffer(side + "Ksn");
            return CheckModule.accepted(module.module().deriveDukpt(base, out ? DukptPurpose.PIN_ENCRYPTION : DukptPurpose.PIN,
                aes ? DukptFamilies.keyType(in.text(side + "WorkingKeyType", "AES128")) : null, ksn, 0, ksn.capacity()));
        } finally {
            module.module().unload(base);
        }
    }

    /** Filler for the places that the PIN in {@link #pins} leaves free. */
    private long fill(Inputs in, String name, int format) {
        require(in.text(name).length() == 14 - pins.pin().length(), "fill has one digit per free place");
        require(format != 3 || lettersOnly(in.text(name)), "fill of format 3 is A to F");
        return in.nibbles(name, 14);
    }

    /** The key of one side, {@code in} or {@code out}: given, or the PIN key of a DUKPT serial number. */
    private static byte[] key(Inputs in, String side, String scheme) {
        switch (scheme) {
            case "STATIC" -> {
                return in.hex(side + "Key");
            }
            case "DUKPT_TDES" -> {
                return DukptTdes.use(DukptTdes.transactionKey(in.hex(side + "Bdk"), in.hex(side + "Ksn")), DukptTdes.Use.PIN);
            }
            case "DUKPT_AES" -> {
                byte[] ksn = in.hex(side + "Ksn", 12);
                byte[] id = java.util.Arrays.copyOf(ksn, 8);
                int counter = Blocks.getInt(ksn, 8);
                if (!DukptAes.counterValid(counter)) {
                    throw new IllegalArgumentException("the counter of the key serial number never occurs");
                }
                return DukptAes.workingKey(DukptAes.derivationKey(in.hex(side + "Bdk"), id, counter), id, counter, DukptAes.Use.PIN,
                    DukptFamilies.keyType(in.text(side + "WorkingKeyType", "AES128")));
            }
            default -> throw new UnsupportedVectorException("unknown scheme " + scheme, true);
        }
    }

    /** By number (0 to 4) or by name. */
    private static PinBlockFormat format(String text) {
        for (PinBlockFormat f : PinBlockFormat.values()) {
            if (f.name().equals(text) || text.equals("" + f.code())) {
                return f;
            }
        }
        throw new IllegalArgumentException("no PIN block format " + text);
    }

    private static BlockKey cipher(byte[] key, PinBlockFormat format) {
        return switch (format) {
            case ISO_4 -> new AesKey(key, 0, key.length);
            case CUP_SM4 -> new Sm4Key(key, 0, key.length);
            default -> new DesKey(key, 0, key.length);
        };
    }

    private void open(BlockKey key, int format, String pan, byte[] block) {
        UnsafeBuffer digits = Inputs.ascii(pan);
        require(pins.open(key, format, digits, 0, digits.capacity(), block, 0) == 0, "PIN block or account number");
    }

    private byte[] make(BlockKey key, int format, String pan, long fill) {
        UnsafeBuffer digits = Inputs.ascii(pan);
        byte[] out = new byte[key.blockBytes()];
        require(pins.make(key, format, digits, 0, digits.capacity(), fill, out, 0) == 0, "account number");
        return out;
    }

    private String pin() {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < pins.pin().length(); i++) {
            s.append(pins.pin().digit(i));
        }
        return s.toString();
    }

    static String hex(long value) {
        byte[] b = new byte[8];
        Blocks.putLong(b, 0, value);
        return Hex.encode(b);
    }

    static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException(what + " refused");
        }
    }
}
