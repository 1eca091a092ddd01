package dev.turnpike.configuration;

/**
 * One line of {@code terminals.csv}.
 *
 * @param number   its place among the terminals, from 0
 * @param tid      terminal id, field 41, 8 characters
 * @param mid      its merchant
 * @param mcc      merchant category code, 4 digits; the merchant's unless the line has its own
 * @param profile  name of its terminal profile
 * @param keys     how it gets its working keys
 * @param active   false: answered 97
 */
public record TerminalEntry(int number, String tid, String mid, String mcc, String profile, Keys keys, boolean active) {
    /** How a terminal gets its working keys. */
    public enum Keys {
        /** A terminal master key; working keys are downloaded at sign-on. */
        MASTER,
        /** Fixed PIN and MAC keys, loaded once. */
        STATIC
    }

    /** Name of its terminal master key in the terminal key file. */
    public String masterKeyName() {
        return "terminal/" + tid + "/tmk";
    }

    /** Name of its fixed PIN key in the terminal key file. */
    public String pinKeyName() {
        return "terminal/" + tid + "/tpk";
    }

    /** Name of its fixed MAC key in the terminal key file. */
    public String macKeyName() {
        return "terminal/" + tid + "/tak";
    }
}
