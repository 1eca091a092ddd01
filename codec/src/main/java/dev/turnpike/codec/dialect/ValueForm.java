package dev.turnpike.codec.dialect;

/** Further limits on the digits of a field. All zero is always accepted: peers write it for "not known". */
public enum ValueForm {
    /** No further limit. */
    NONE("none", ""),
    /** Month and day. */
    MMDD("MMDD", "Md"),
    /** Two-digit year and month. */
    YYMM("YYMM", "yM"),
    /** Two-digit year, month, day. */
    YYMMDD("YYMMDD", "yMd"),
    /** Four-digit year, month, day. */
    CCYYMMDD("CCYYMMDD", "cyMd"),
    /** Hours, minutes, seconds. */
    HHMMSS("hhmmss", "hms"),
    /** Month, day, hours, minutes, seconds. */
    MMDDHHMMSS("MMDDhhmmss", "Mdhms"),
    /** Two-digit year to seconds. */
    YYMMDDHHMMSS("YYMMDDhhmmss", "yMdhms"),
    /** Four-digit year to seconds. */
    CCYYMMDDHHMMSS("CCYYMMDDhhmmss", "cyMdhms");

    private final String label;
    private final String parts;

    ValueForm(String label, String parts) {
        this.label = label;
        this.parts = parts;
    }

    /** The word of the dialect file. */
    public String label() {
        return label;
    }

    /** Number of two-digit parts. */
    public int partCount() {
        return parts.length();
    }

    /** Lowest value of a two-digit part. */
    public int partMin(int index) {
        char part = parts.charAt(index);
        return part == 'M' || part == 'd' ? 1 : 0;
    }

    /** Highest value of a two-digit part. */
    public int partMax(int index) {
        return switch (parts.charAt(index)) {
            case 'M' -> 12;
            case 'd' -> 31;
            case 'h' -> 23;
            case 'm', 's' -> 59;
            default -> 99;
        };
    }
}
