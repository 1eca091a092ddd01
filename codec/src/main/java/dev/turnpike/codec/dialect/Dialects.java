package dev.turnpike.codec.dialect;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The dialects that ship with the codec, {@code config/dialects/*.yaml}. Loaded on first use; any thread. */
public final class Dialects {
    private static final List<String> NAMES = List.of("unionpay-pos", "pos-bcd-hdr2", "cups", "iso87a-hex", "iso87a-bin",
        "iso87b",
        "iso93a", "iso93b", "iso2003b", "visa-base1", "mastercard", "jcb", "base24", "postilion");
    private static final ConcurrentMap<String, Dialect> LOADED = new ConcurrentHashMap<>();

    private Dialects() {
    }

    /** The shipped dialect of a name; {@link IllegalArgumentException} with the list of names when there is none. */
    public static Dialect shipped(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("no dialect \"" + name + "\"; shipped are " + NAMES);
        }
        return LOADED.computeIfAbsent(name, key -> {
            try {
                return DialectLoader.loadShipped(key);
            } catch (DialectException e) {
                throw new IllegalStateException("shipped dialect " + key + " has mistakes: " + e.getMessage(), e);
            }
        });
    }

    /** Names of all shipped dialects. */
    public static List<String> names() {
        return NAMES;
    }
}
