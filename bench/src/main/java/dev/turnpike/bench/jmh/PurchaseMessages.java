package dev.turnpike.bench.jmh;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.message.JsonMessageEncoder;
import dev.turnpike.codec.message.JsonMessageException;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** One purchase with chip data, PIN and MAC, of a published test card: 19 fields, 256 bytes as a UnionPay terminal sends it. */
final class PurchaseMessages {
    /** Bytes of the message in the terminal dialect, its two headers counted. */
    static final int TERMINAL_BYTES = 256;
    /** Fields of the message. */
    static final int FIELDS = 19;
    /** Fields of the message without PIN. */
    static final int FIELDS_WITHOUT_PIN = 17;

    private static final String JSON = """
            {"mti": "0200", "headers": {"tpdu": "6000010000", "header": "613100311108"}, "fields": {
            "2": "6217850000000030804", "3": "000000", "4": "000000000001", "11": "000105", "13": "0209", "14": "2308", "22": "071",
            "23": "001", "25": "00", "26": "12", "35": "6217850000000030804=23082200000000000", "41": "92336787",
            "42": "847100053990002", "49": "156", "52": "0000000000000000", "53": "2600000000000000",
            "55": "9F26089C0A057796D091E39F2701809F1013070F0103A00000010A010000005959BAF31C349F37042AE9F9B49F36020FCD95050000000000\
            9A031802099C01009F02060000000000015F2A02015682027C009F1A0201569F03060000000000009F330390C8C09F34030000009F350122\
            8408A000000333010101", "60": "220000010006", "64": "4433374345464536"}}
            """;

    private PurchaseMessages() {
    }

    /** The message as a terminal sends it. */
    static byte[] terminal() {
        byte[] bytes = encoded(JSON);
        require(bytes.length == TERMINAL_BYTES, "message has " + bytes.length + " bytes, expected " + TERMINAL_BYTES);
        return bytes;
    }

    /** The message without PIN (fields 26 and 52), as a terminal sends it. */
    static byte[] terminalWithoutPin() {
        return encoded(JSON.replace("\"26\": \"12\", ", "").replace("\"52\": \"0000000000000000\", ", ""));
    }

    private static byte[] encoded(String json) {
        try {
            return JsonMessageEncoder.encode(Dialects.shipped("unionpay-pos"), json);
        } catch (JsonMessageException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same message in another dialect. */
    static byte[] in(Dialect dialect) {
        MessageDecoder from = new MessageDecoder();
        byte[] terminal = terminal();
        require(from.wrap(Dialects.shipped("unionpay-pos"), new UnsafeBuffer(terminal), 0, terminal.length) == 0, from.errorText());
        byte[] target = new byte[2 * 1024];
        MessageEncoder encoder = new MessageEncoder().wrap(dialect, new UnsafeBuffer(target), 0, target.length);
        int length = encoder.copyAll(from).finish();
        require(length > 0, "field " + encoder.errorField() + " cannot be written");
        return java.util.Arrays.copyOf(target, length);
    }

    /** A measurement of the wrong thing is worse than none. */
    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
