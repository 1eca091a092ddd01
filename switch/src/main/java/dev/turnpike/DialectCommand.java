package dev.turnpike;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.DialectException;
import dev.turnpike.codec.dialect.DialectLoader;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.dialect.HeaderSpec;
import dev.turnpike.codec.dialect.LengthForm;
import dev.turnpike.codec.foreign.DialectImport;
import dev.turnpike.codec.foreign.ImportException;
import dev.turnpike.codec.foreign.ImportedDialect;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code turnpike dialect}: the files that describe how a party writes ISO 8583. */
@Command(name = "dialect", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Lists, checks and imports dialect files.", synopsisSubcommandLabel = "COMMAND",
        subcommands = {DialectCommand.Import.class, DialectCommand.Shipped.class, DialectCommand.Check.class},
        footer = {"", "Example:", "  turnpike dialect check my-host.yaml"})
public final class DialectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Creates the command; picocli fills it. */
    public DialectCommand() {
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitCode.OK;
    }

    private static void mustBeReadable(Path file, String expected) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "cannot read " + file + "; expected " + expected);
        }
    }

    /** {@code turnpike dialect import}. */
    @Command(name = "import", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Turns a jPOS GenericPackager XML file or a moov-io/iso8583 JSON specification into a dialect file.",
                "Says on standard error, per field, what could not be expressed. Ends with 65 when the file is neither."},
            footer = {"", "Examples:", "  turnpike dialect import iso87binary.xml > my-host.yaml",
                "  turnpike dialect import spec.json --output my-host.yaml"})
    public static final class Import implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The jPOS XML or moov JSON file.")
        private Path file;
        @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Write here, not to standard output; never over a file.")
        private Path output;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Import() {
        }

        @Override
        public Integer call() throws IOException {
            mustBeReadable(file, "a jPOS GenericPackager XML or moov-io/iso8583 JSON file");
            ImportedDialect result;
            try {
                result = DialectImport.of(file);
            } catch (ImportException e) {
                String place = e.getMessage().matches("(?s)[0-9]+:[0-9]+: .*") ? ":" : ": ";
                throw new UserMistakeException(ExitCode.DATA, file + place + e.getMessage());
            }
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            if (output == null) {
                out.print(result.yaml());
            } else {
                write(result.yaml());
                out.println("made " + output + "; next: turnpike iso decode --dialect " + output + " < message.hex");
            }
            result.notes().forEach(err::println);
            out.flush();
            err.flush();
            return ExitCode.OK;
        }

        private void write(String yaml) {
            if (Files.exists(output)) {
                throw new UserMistakeException(ExitCode.CANNOT_CREATE, output + " is there already; expected the name of a new file");
            }
            try {
                Files.writeString(output, yaml);
            } catch (IOException e) {
                throw new UserMistakeException(ExitCode.CANNOT_CREATE, "cannot write " + output + "; expected a folder that is there and writable");
            }
        }
    }

    /** {@code turnpike dialect list}. */
    @Command(name = "list", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = "Lists the shipped dialects.", footer = {"", "Example:", "  turnpike dialect list"})
    public static final class Shipped implements Callable<Integer> {
        private static final String ROW = "%-14s  %6s  %-6s  %-14s  %s%n";

        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Shipped() {
        }

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            out.printf(Locale.ROOT, ROW, "dialect", "fields", "length", "headers", "title");
            for (String name : Dialects.names()) {
                Dialect d = Dialects.shipped(name);
                String frame = d.frame().form() == LengthForm.REST ? "none" : d.frame().form().label() + d.frame().digits();
                String headers = d.headers().stream().map(HeaderSpec::name).collect(Collectors.joining(", "));
                out.printf(Locale.ROOT, ROW, name, fields(d), frame, headers.isEmpty() ? "none" : headers, d.title());
            }
            out.flush();
            return ExitCode.OK;
        }
    }

    private static int fields(Dialect d) {
        int count = 0;
        for (int field = 2; field <= Dialect.FIELD_MAX; field++) {
            count += d.field(field) == null ? 0 : 1;
        }
        return count;
    }

    /** {@code turnpike dialect check}. */
    @Command(name = "check", mixinStandardHelpOptions = true, versionProvider = Version.class,
            description = {"Reads a dialect file and those it extends and lists every mistake as file:line:column: what, expected what.",
                "Ends with 0 when it can be used, 78 when not."},
            footer = {"", "Example:", "  turnpike dialect check my-host.yaml"})
    public static final class Check implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The dialect file.")
        private Path file;
        @Spec
        private CommandSpec spec;

        /** Creates the command; picocli fills it. */
        public Check() {
        }

        @Override
        public Integer call() {
            mustBeReadable(file, "a dialect file");
            PrintWriter out = spec.commandLine().getOut();
            try {
                Dialect d = DialectLoader.load(file);
                String fileName = String.valueOf(file.getFileName());
                if (!fileName.equals(d.name() + ".yaml")) {
                    out.println(file + ": note: the dialect is named " + d.name()
                            + ", expected the name of its file, which --dialect and \"extends\" use");
                }
                out.println(file + ": valid, dialect " + d.name() + ", " + fields(d) + " fields, " + d.headerCount() + " headers");
                out.flush();
                return ExitCode.OK;
            } catch (DialectException e) {
                e.problems().forEach(out::println);
                out.println(file + ": " + e.problems().size() + (e.problems().size() == 1 ? " error" : " errors"));
                out.flush();
                return ExitCode.CONFIGURATION;
            }
        }
    }
}
