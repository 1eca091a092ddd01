package dev.turnpike;

import java.util.List;

/**
 * Adds commands to {@code ./turnpike}. Other modules name their implementation in {@code META-INF/services/dev.turnpike.CommandProvider};
 * it needs a public constructor without parameters, which must be cheap: it runs for every command line.
 */
public interface CommandProvider {
    /**
     * The commands: objects of picocli {@code @Command} classes that implement {@code Callable<Integer>} (the result is an
     * {@link ExitCode}), each with a name and, in its footer, an example. A command with its own {@code subcommands} makes a group such as
     * {@code sim}. A {@link UserMistakeException} that one throws is printed as a sentence and ends with its code.
     */
    List<Object> commands();
}
