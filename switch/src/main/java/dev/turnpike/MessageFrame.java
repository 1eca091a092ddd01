package dev.turnpike;

import dev.turnpike.codec.dialect.FrameSpec;
import dev.turnpike.codec.dialect.LengthForm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The length before a message, as the dialect describes it. For the command line; listeners and links have their own. */
final class MessageFrame {
    private final FrameSpec spec;

    MessageFrame(FrameSpec spec) {
        this.spec = spec;
    }

    /** Bytes of the length, 0 when messages have none. */
    int bytes() {
        return spec.form() == LengthForm.REST ? 0 : spec.prefixBytes();
    }

    /** True when the input begins with a length that is exactly that of the rest. */
    boolean fits(byte[] input) {
        return bytes() > 0 && input.length >= bytes() && Arrays.equals(lengthOf(input.length - bytes()), 0, bytes(), input, 0, bytes());
    }

    /** The message with its length before it. */
    byte[] around(byte[] message) {
        if (bytes() == 0) {
            return message;
        }
        byte[] result = Arrays.copyOf(lengthOf(message.length), bytes() + message.length);
        System.arraycopy(message, 0, result, bytes(), message.length);
        return result;
    }

    /** The length as it is written for a message of so many bytes. */
    private byte[] lengthOf(int messageBytes) {
        int value = messageBytes + (spec.inclusive() ? bytes() : 0);
        int base = switch (spec.form()) {
            case BINARY -> 256;
            case BCD -> 100;
            case HEX -> 16;
            default -> 10;
        };
        byte[] out = new byte[bytes()];
        int rest = value;
        for (int i = out.length - 1; i >= 0; i--) {
            int digit = rest % base;
            out[i] = switch (spec.form()) {
                case BINARY -> (byte) digit;
                case BCD -> (byte) (digit / 10 << 4 | digit % 10);
                case EBCDIC -> (byte) (0xF0 | digit);
                default -> "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII)[digit];
            };
            rest /= base;
        }
        if (rest != 0) {
            throw new UserMistakeException(ExitCode.DATA, "message has " + messageBytes + " bytes, more than its length of "
                    + bytes() + " bytes can say; expected a shorter one, or --no-frame");
        }
        return out;
    }
}
