package dev.turnpike;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The flags of {@code config/jvm.options}, as packed into the jar, against those of this process. A flag of the module system, a system
 * property or {@code -XX:+}/{@code -XX:-} must be as in the file; sizes and collectors ({@code -Xmx}, {@code -XX:Name=value}) are an
 * operator's to change.
 */
public final class JvmOptions {
    private static final String RESOURCE = "/config/jvm.options";

    private JvmOptions() {
    }

    /** The flags of the file, in its order. */
    public static List<String> shipped() {
        try (InputStream in = JvmOptions.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " cannot be read", e);
        }
    }

    /** The flags of a {@code java} argument file; one a line, {@code #} starts a comment. */
    static List<String> parse(String text) {
        return text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
    }

    /** Flags of the file that must be there and are not among {@code given}. */
    static List<String> missing(List<String> shipped, List<String> given) {
        List<String> missing = new ArrayList<>();
        for (String flag : shipped) {
            boolean required = flag.startsWith("--") || flag.startsWith("-D") || flag.startsWith("-XX:+") || flag.startsWith("-XX:-");
            if (required && !given.contains(flag)) {
                missing.add(flag);
            }
        }
        return missing;
    }

    /** Ends with {@link ExitCode#CONFIGURATION} and the full command when this process lacks a required flag. */
    public static void require(String[] arguments) {
        List<String> missing = missing(shipped(), ManagementFactory.getRuntimeMXBean().getInputArguments());
        if (!missing.isEmpty()) {
            throw new UserMistakeException(ExitCode.CONFIGURATION, "this Java process lacks " + String.join(" ", missing)
                    + ", expected the flags of config/jvm.options; start it by ./turnpike or so:\n  " + command(arguments));
        }
    }

    private static String command(String[] arguments) {
        List<String> words = new ArrayList<>();
        words.add(System.getProperty("java.home") + "/bin/java");
        words.addAll(shipped());
        words.add("-cp");
        words.add(System.getProperty("java.class.path"));
        words.add(Main.class.getName());
        words.addAll(List.of(arguments));
        return String.join(" ", words);
    }
}
