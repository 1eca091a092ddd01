package dev.turnpike;

import java.util.List;

/** The commands {@code crypto} and {@code keys}. */
public final class SecurityCommands implements CommandProvider {
    /** For the service loader. */
    public SecurityCommands() {
    }

    @Override
    public List<Object> commands() {
        return List.of(CryptoCommand.withCalculators(), new KeysCommand());
    }
}
