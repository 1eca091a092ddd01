package dev.turnpike.upstream;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;
import dev.turnpike.status.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Network management (08xx) of one link: builds sign-on, sign-off, echo and the answers to the acquirer's own. STANs are 900001 to
 * 999999, the range that the core leaves to the link. Confined to the link's event loop; the buffer is reused.
 */
final class NetworkMessages {
    static final int SIGN_ON = 1;
    static final int SIGN_OFF = 2;
    static final int ECHO = 301;
    static final int FIRST_STAN = 900_001;
    static final int LAST_STAN = 999_999;
    private static final int RESPONSE = 10;
    private static final int CAPACITY = 256;
    private static final byte[] APPROVED = "00".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INVALID = "12".getBytes(StandardCharsets.US_ASCII);
    private static final DateTimeFormatter F7 = DateTimeFormatter.ofPattern("MMddHHmmss", Locale.ROOT);

    private final Dialect dialect;
    private final int mti;
    private final ZoneId zone;
    private final Clock clock;
    private final MessageDecoder decoder = new MessageDecoder();
    private final MessageEncoder encoder = new MessageEncoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[CAPACITY]);
    private int stan = FIRST_STAN - 1;
    private long lastMs;

    NetworkMessages(LinkContext context, Clock clock) {
        this.dialect = context.dialect();
        this.mti = context.networkMti();
        this.zone = context.zone();
        this.clock = clock;
    }

    /** Where the built message is, from offset 0. */
    DirectBuffer buffer() {
        return buffer;
    }

    /** STAN of the request built last. */
    int lastStan() {
        return stan;
    }

    /** Builds a request of ours with function {@code code} (F70); returns its length. */
    int request(int code) {
        stan = stan == LAST_STAN ? FIRST_STAN : stan + 1;
        lastMs = Math.max(lastMs, clock.wallMs());
        encoder.wrap(dialect, buffer, 0, CAPACITY).expectFieldsAbove64().mti(mti);
        encoder.put(7, F7.format(Instant.ofEpochMilli(lastMs).atZone(zone)));
        encoder.putLong(11, stan);
        encoder.putLong(70, code);
        return checked(encoder.finish());
    }

    /** Reads a message; false when it cannot be read as one of the dialect. */
    boolean read(DirectBuffer message, int offset, int length) {
        return decoder.wrap(dialect, message, offset, length) == 0;
    }

    /** True when the message read last is a request. */
    boolean isRequest() {
        return decoder.mti() / RESPONSE % 2 == 0;
    }

    /** Function (F70) of the message read last, -1 when absent. */
    int function() {
        return (int) decoder.asLong(70);
    }

    /** STAN (F11) of the message read last, -1 when absent. */
    int stan() {
        return (int) decoder.asLong(11);
    }

    /** Response code (F39) of the message read last, empty when absent. */
    String code() {
        return decoder.has(39) ? decoder.text(39) : "";
    }

    /** Builds the answer to the request read last, 00 or 12; returns its length, or a negative number when it cannot be built. */
    int answer(boolean known) {
        encoder.wrap(dialect, buffer, 0, CAPACITY).expectFieldsAbove64().mti(decoder.mti() - decoder.mti() % RESPONSE + RESPONSE);
        copy(7);
        copy(11);
        encoder.put(39, known ? APPROVED : INVALID);
        copy(70);
        return encoder.finish();
    }

    private void copy(int field) {
        if (decoder.has(field)) {
            encoder.copy(field, decoder);
        }
    }

    private int checked(int length) {
        if (length <= 0) {
            throw new IllegalStateException("dialect " + dialect.name() + " cannot express network management: field "
                + encoder.errorField() + " code " + encoder.errorCode());
        }
        return length;
    }

    /**
     * The function digit that makes a message network management, without walking it: true for MTI x8xx, false for other MTIs.
     *
     * @return 1 network management, 0 anything else, -1 when the MTI is not four digits
     */
    static int peek(Dialect dialect, DirectBuffer b, int offset, int length) {
        int bytes = dialect.mtiBytes();
        if (length < bytes) {
            return -1;
        }
        int second = -1;
        for (int i = 0; i < bytes; i++) {
            int v = b.getByte(offset + i) & 0xFF;
            int high = v >>> 4;
            int low = v & 0x0F;
            boolean digits = switch (dialect.mtiEncoding()) {
                case BCD -> high <= 9 && low <= 9;
                case EBCDIC -> high == 0x0F && low <= 9;
                default -> high == 3 && low <= 9;
            };
            if (!digits) {
                return -1;
            }
            if (i == (bytes == 2 ? 0 : 1)) {
                second = low;
            }
        }
        return second == 8 ? 1 : 0;
    }
}
