package dev.turnpike.security.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.cipher.BlockKey;
import dev.turnpike.security.cipher.CheckValues;
import dev.turnpike.security.cipher.DesKey;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.cipher.Sm4Key;
import dev.turnpike.security.mac.DesMac;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Vectors of point-of-sale terminals: {@code {id, algorithm, ...}} without family, inputs and expected values side by side. A MAC has
 * {@code expected_mac_ascii}, a key download {@code f62} (its layout), {@code NAME_clear} and {@code NAME_kcv}.
 */
final class TerminalVectors {
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,6})\\.\\.(?:\\(len-(\\d{1,6})\\)|(\\d{1,6})) of sample (\\S+).*");
    private static final Pattern PART = Pattern.compile("(?:([A-Za-z]\\w*)_enc|(KCV)|(00\\*))(\\d{1,3})");
    private static final int KEY_DOWNLOAD_FIELD = 62;

    private final CheckModule module;
    private final Samples samples;

    TerminalVectors(CheckModule module, Samples samples) {
        this.module = module;
        this.samples = samples;
    }

    /** Whether a vector is of this schema. */
    static boolean knows(JsonNode vector) {
        return !vector.has("family") && vector.has("id") && vector.has("algorithm");
    }

    /** Everything that follows from the vector's inputs, by the names under which it states what it expects. */
    Map<String, Object> evaluate(Inputs in) {
        String algorithm = in.text("algorithm").toLowerCase(Locale.ROOT).replace('_', '-');
        if (in.has("f62")) {
            if (algorithm.startsWith("3des-ecb") || algorithm.startsWith("sm4-ecb")) {
                return download(in, algorithm.startsWith("sm4"));
            }
        } else if (algorithm.equals("unionpay-ecb")) {
            return mac(in);
        }
        throw new UnsupportedVectorException("unknown algorithm " + in.text("algorithm"));
    }

    private Map<String, Object> mac(Inputs in) {
        Map<String, Object> out = new LinkedHashMap<>();
        byte[] key;
        if (in.has("tmk_hex") && in.has("tak_encrypted_hex")) {
            byte[] tmk = in.hex("tmk_hex");
            key = in.hex("tak_encrypted_hex");
            PinFamilies.require(key.length > 0 && key.length % 8 == 0, "encrypted key of " + key.length + " bytes");
            new DesKey(tmk, 0, tmk.length).decryptEcb(key, 0, key.length);
            out.put("key_hex", Hex.encode(key));
        } else {
            key = in.hex("key_hex");
        }
        // The MAC depends on the fold alone, and the fold of one block is that block.
        UnsafeBuffer data = new UnsafeBuffer(in.has("mab") ? block(in.text("mab")) : in.hex("xor_fold_of_mab_hex", 8));
        byte[] field = module.mac(key.length == 8 ? 'D' : 'T', key, MacAlgorithm.UNIONPAY_ECB, MacOutput.ASCII_HEX_8, data);
        out.put("xor_fold_of_mab_hex", PinFamilies.hex(DesMac.fold(data, 0, data.capacity())));
        out.put("expected_mac_ascii", new String(field, StandardCharsets.US_ASCII));
        return out;
    }

    /** Hex, or a place in a sample message: {@code bytes FROM..TO of sample ID}, where TO may be {@code (len-N)}. */
    private byte[] block(String text) {
        Matcher m = RANGE.matcher(text);
        if (!m.matches()) {
            return Hex.decode(text);
        }
        byte[] message = samples.bytes(m.group(4));
        int from = Integer.parseInt(m.group(1));
        int to = m.group(2) != null ? message.length - Integer.parseInt(m.group(2)) : Integer.parseInt(m.group(3));
        PinFamilies.require(from <= to && to <= message.length, "range of the sample message");
        return Arrays.copyOfRange(message, from, to);
    }

    private Map<String, Object> download(Inputs in, boolean sm4) {
        byte[] field = in.has("f62_hex") ? in.hex("f62_hex") : samples.field(in.text("sample"), KEY_DOWNLOAD_FIELD);
        byte[] tmk = in.hex("tmk_hex");
        Map<String, Object> out = new LinkedHashMap<>();
        int at = 0;
        String name = null;
        for (String text : in.text("f62").split("\\|")) {
            Matcher part = PART.matcher(text);
            PinFamilies.require(part.matches(), "part of the layout");
            int bytes = Integer.parseInt(part.group(4));
            PinFamilies.require(at + bytes <= field.length, "layout longer than the field");
            byte[] value = Arrays.copyOfRange(field, at, at + bytes);
            at += bytes;
            if (part.group(1) != null) {
                name = part.group(1).toLowerCase(Locale.ROOT);
                out.put(name + "_clear", clear(tmk, value, sm4));
            } else if (part.group(2) != null) {
                PinFamilies.require(name != null, "check value before its key");
                String made = checkValue(Hex.decode((String) out.get(name + "_clear")), bytes, sm4);
                PinFamilies.require(made.equals(Hex.encode(value)), "check value in the field");
                out.put(name + "_kcv", made);
            } else {
                PinFamilies.require(Arrays.equals(value, new byte[bytes]), "filler of the field");
            }
        }
        PinFamilies.require(at == field.length, "layout shorter than the field");
        return out;
    }

    private static String clear(byte[] tmk, byte[] encrypted, boolean sm4) {
        try (BlockKey key = cipher(tmk, sm4)) {
            PinFamilies.require(encrypted.length > 0 && encrypted.length % key.blockBytes() == 0, "encrypted key");
            key.decryptEcb(encrypted, 0, encrypted.length);
            return Hex.encode(encrypted);
        }
    }

    private static String checkValue(byte[] clear, int bytes, boolean sm4) {
        try (BlockKey key = cipher(clear, sm4)) {
            return Hex.encode(CheckValues.zeroBlock(key, bytes));
        }
    }

    private static BlockKey cipher(byte[] key, boolean sm4) {
        return sm4 ? new Sm4Key(key, 0, key.length) : new DesKey(key, 0, key.length);
    }
}
