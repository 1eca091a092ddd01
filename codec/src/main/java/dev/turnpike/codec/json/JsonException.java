package dev.turnpike.codec.json;

/** A text is not JSON. The message begins with line and column, from 1, and shows no value of the text. */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    JsonException(String message) {
        super(message);
    }
}
