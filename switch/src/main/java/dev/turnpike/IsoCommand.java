package dev.turnpike;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.mask.MessagePrinter;
import dev.turnpike.codec.message.DialectGuess;
import dev.turnpike.codec.message.JsonMessageEncoder;
import dev.turnpike.codec.message.JsonMessageException;
import dev.turnpike.codec.message.MessageDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code turnpike iso}: one ISO 8583 message, taken apart or put together. Card data are masked unless asked for. */
@Command(name = "iso", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Reads and writes ISO 8583 messages.", synopsisSubcommandLabel = "COMMAND",
        subcommands = {IsoCommand.Decode.class, IsoCommand.Encode.class, IsoCommand.Guess.class},
        footer = {"", "Example:", "  turnpike iso decode --dialect unionpay-pos < message.hex"})
public final class IsoCommand implements Callable<Integer> {
    private static final String FRAME_KEY = "frame";

    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public IsoCommand() {
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    /** {@code turnpike iso decode}. */
    @Command(name = "decode", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Prints a message from standard input, given in hexadecimal or as bytes, as a table or as JSON.",
                "The length before the message is taken off where it fits. Of a message with a mistake everything before",
                "it is printed, then the mistake with its place; ends with 65 then."},
            footer = {"", "Examples:", "  turnpike iso decode --dialect unionpay-pos < message.hex",
                "  turnpike iso decode -d iso87a-hex --json --show-sensitive < test.hex | turnpike iso encode -d iso87a-hex"})
    public static final class Decode implements Callable<Integer> {
        @Mixin
        private DialectOption dialect;
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;
        @Option(names = "--no-frame", description = "There is no length before the message.")
        private boolean noFrame;
        @Option(names = "--binary", description = "Take the input as bytes even if all of it looks like hexadecimal.")
        private boolean binary;
        @Option(names = "--show-sensitive", description = "Mask nothing. For test data only.")
        private boolean showSensitive;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Decode() {
        }

        @Override
        public Integer call() throws IOException {
            Dialect d = dialect.load();
            byte[] input = MessageInput.read(System.in, binary);
            MessageFrame frame = new MessageFrame(d.frame());
            boolean framed = !noFrame && frame.fits(input);
            MessageDecoder message = decode(d, input, framed ? frame.bytes() : 0);
            if (!framed && !noFrame && frame.bytes() > 0 && message.errorCode() != 0 && input.length > frame.bytes()) {
                // a message that was cut off has a length that does not fit
                MessageDecoder inside = decode(d, input, frame.bytes());
                if (inside.walkedFields() > message.walkedFields()) {
                    message = inside;
                    framed = true;
                    spec.commandLine().getErr().println("turnpike: the length before the message is not that of the "
                            + (input.length - frame.bytes()) + " bytes behind it");
                }
            }
            print(message, found(input, frame, framed));
            if (message.errorCode() != 0 && d.headerCount() > 0
                    && decode(d.withoutHeaders(), input, framed ? frame.bytes() : 0).errorCode() == 0) {
                PrintWriter err = spec.commandLine().getErr();
                err.println("turnpike: without the headers of the dialect the message is right; try --no-headers");
                err.flush();
            }
            return message.errorCode() == 0 ? ExitCode.OK : ExitCode.DATA;
        }

        private static MessageDecoder decode(Dialect d, byte[] input, int from) {
            MessageDecoder decoder = new MessageDecoder();
            byte[] bytes = MessageInput.from(input, from);
            if (decoder.wrap(d, new UnsafeBuffer(bytes), 0, bytes.length) == 0) {
                decoder.validate();
            }
            return decoder;
        }

        /** The frame for the JSON: true, false, or its bytes where they do not say the length. */
        private static String found(byte[] input, MessageFrame frame, boolean framed) {
            return !framed || frame.fits(input) ? Boolean.toString(framed)
                    : '"' + HexFormat.of().withUpperCase().formatHex(input, 0, frame.bytes()) + '"';
        }

        private void print(MessageDecoder message, String framed) {
            MessagePrinter printer = new MessagePrinter().showSensitive(showSensitive);
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            if (json) {
                out.println("{\"" + FRAME_KEY + "\":" + framed + "," + printer.json(message).substring(1));
                err.print(printer.errorReport(message));
            } else {
                out.print(printer.table(message));
            }
            out.flush();
            err.flush();
        }
    }

    /** {@code turnpike iso encode}. */
    @Command(name = "encode", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Writes a message in hexadecimal. Standard input is JSON as \"iso decode --json --show-sensitive\" prints it:",
                "\"mti\", \"fields\" by number, \"headers\" by name where they are not the usual ones. Binary values are hexadecimal.",
                "A structured field may be an object of its sub-fields: {\"55\": {\"9F36\": \"0011\"}}.",
                "The length of the dialect comes first, unless the JSON says \"frame\": false (or another length in hexadecimal).",
                "For example {\"mti\": \"0800\", \"fields\": {\"11\": \"000001\", \"70\": \"301\"}}. Ends with 65 when the JSON is wrong."},
            footer = {"", "Example:", "  turnpike iso encode --dialect iso87a-hex < message.json"})
    public static final class Encode implements Callable<Integer> {
        @Mixin
        private DialectOption dialect;
        @Option(names = "--no-frame", description = "Do not write a length before the message.")
        private boolean noFrame;
        @Option(names = "--binary", description = "Write the bytes, not hexadecimal.")
        private boolean binary;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Encode() {
        }

        @Override
        public Integer call() throws IOException {
            Dialect d = dialect.load();
            String json = MessageInput.text(System.in);
            byte[] message;
            try {
                message = JsonMessageEncoder.encode(d, json);
            } catch (JsonMessageException e) {
                PrintWriter err = spec.commandLine().getErr();
                e.problems().forEach(problem -> err.println("<stdin>:" + problem));
                err.flush();
                return ExitCode.DATA;
            }
            if (!noFrame) {
                message = framed(d, frame(json), message);
            }
            if (binary) {
                System.out.write(message);
                System.out.flush();
                return ExitCode.OK;
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(HexFormat.of().withUpperCase().formatHex(message));
            out.flush();
            return ExitCode.OK;
        }

        private static byte[] framed(Dialect d, JsonNode wanted, byte[] message) {
            if (wanted.isTextual()) {
                try {
                    byte[] length = HexFormat.of().parseHex(wanted.textValue());
                    byte[] whole = Arrays.copyOf(length, length.length + message.length);
                    System.arraycopy(message, 0, whole, length.length, message.length);
                    return whole;
                } catch (IllegalArgumentException e) {
                    throw new UserMistakeException(ExitCode.DATA, "\"frame\" is not hexadecimal; expected true, false or hexadecimal bytes");
                }
            }
            return wanted.isBoolean() && !wanted.booleanValue() ? message : new MessageFrame(d.frame()).around(message);
        }

        private static JsonNode frame(String json) {
            try {
                return new ObjectMapper().readTree(json).path(FRAME_KEY);
            } catch (JsonProcessingException e) {
                // the encoder reads a little more than JSON
                return MissingNode.getInstance();
            }
        }
    }

    /** {@code turnpike iso guess}. */
    @Command(name = "guess", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Ranks the shipped dialects that read a message from standard input to its last byte, the likeliest first.",
                "Ends with 65 when none does."},
            footer = {"", "Example:", "  turnpike iso guess < message.hex"})
    public static final class Guess implements Callable<Integer> {
        private static final String ROW = "%-14s  %-7s  %-6s  %6s  %-8s%n";

        @Option(names = "--binary", description = "Take the input as bytes even if all of it looks like hexadecimal.")
        private boolean binary;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Guess() {
        }

        @Override
        public Integer call() throws IOException {
            byte[] input = MessageInput.read(System.in, binary);
            List<DialectGuess> guesses = DialectGuess.of(input);
            if (guesses.isEmpty()) {
                throw new UserMistakeException(ExitCode.DATA, "none of the shipped dialects reads these " + input.length
                        + " bytes to their end; try turnpike iso decode with the nearest to see where it stops");
            }
            PrintWriter out = spec.commandLine().getOut();
            out.printf(Locale.ROOT, ROW, "dialect", "headers", "length", "fields", "contents");
            for (DialectGuess g : guesses) {
                out.printf(Locale.ROOT, ROW, g.dialect(), g.headers() ? "yes" : "no", g.frameBytes() == 0 ? "none" : g.frameBytes() + " B",
                        g.fields(), g.valid() ? "right" : "wrong");
            }
            out.flush();
            return ExitCode.OK;
        }
    }
}
