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
    private final int[] least;
    private final int[] greatest;

    ValueForm(String label, String parts) {
        this.label = label;
        least = parts.chars().map(part -> part == 'M' || part == 'd' ? 1 : 0).toArray();
        greatest = parts.chars().map(ValueForm::greatest).toArray();
    }

    private static int greatest(int part) {
        return switch (part) {
            case 'M' -> 12;
            case 'd' -> 31;
            case 'h' -> 23;
            case 'm', 's' -> 59;
            default -> 99;
        };
    }

    /** The word of the dialect file. */
    public String label() {
        return label;
    }

    /** Number of two-digit parts. */
    public int partCount() {
        return least.length;
    }

    /** Lowest value of a two-digit part. */
    public int partMin(int index) {
        return least[index];
    }

    /** Highest value of a two-digit part. */
    public int partMax(int index) {
        return greatest[index];
    }
}
