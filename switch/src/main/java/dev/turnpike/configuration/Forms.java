package dev.turnpike.configuration;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.regex.Pattern;

/** Forms of values that several files share. */
final class Forms {
    /** A name of a listener, upstream, profile or rule. */
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,31}");
    /** {@link #NAME} for people. */
    static final String NAME_TEXT = "a name of lower-case letters, digits, - and _, at most 32 characters";
    /** A name of a key in a key file. */
    static final Pattern KEY_NAME = Pattern.compile("[A-Za-z0-9._/@:-]{1,80}");
    /** {@link #KEY_NAME} for people. */
    static final String KEY_NAME_TEXT = "a key name of letters, digits and ._/@:-";
    /** A terminal id. */
    static final Pattern TID = Pattern.compile("[0-9A-Za-z]{8}");
    /** {@link #TID} for people. */
    static final String TID_TEXT = "a terminal id of 8 letters and digits";
    /** A merchant id. */
    static final Pattern MID = Pattern.compile("[0-9A-Za-z]{15}");
    /** {@link #MID} for people. */
    static final String MID_TEXT = "a merchant id of 15 letters and digits";
    /** A merchant category code. */
    static final Pattern MCC = Pattern.compile("\\d{4}");
    /** Leading digits of a card number. */
    static final Pattern BIN = Pattern.compile("\\d{1,8}");
    /** An institution id, fields 32 and 33. */
    static final Pattern INSTITUTION = Pattern.compile("\\d{1,11}");
    /** A response code. */
    static final Pattern RESPONSE_CODE = Pattern.compile("[0-9A-Z]{2}");
    /** A host name or address. */
    static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]_-]{1,253}");
    /** Default zone of terminals. */
    static final String TERMINAL_ZONE = "Asia/Shanghai";

    private Forms() {
    }

    /** The zone of that name, or null. */
    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
