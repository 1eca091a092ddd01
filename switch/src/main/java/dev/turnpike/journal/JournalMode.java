package dev.turnpike.journal;

/** What {@code durable} means. Named in the start-up line, in a gauge and in every figure. */
public enum JournalMode {
    /** A record is durable when its file was forced to stable storage. */
    DURABLE("durable"),
    /** A record is durable when it is in the page cache: survives the process, not the machine. */
    PAGE_CACHE("page-cache");

    private final String label;

    JournalMode(String label) {
        this.label = label;
    }

    /** The name used in configuration, metrics and log lines. */
    public String label() {
        return label;
    }

    /** The mode with that label; throws {@link IllegalArgumentException} naming the valid labels otherwise. */
    public static JournalMode ofLabel(String label) {
        for (JournalMode mode : values()) {
            if (mode.label.equals(label)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("journal mode \"" + label + "\", expected durable or page-cache");
    }
}
