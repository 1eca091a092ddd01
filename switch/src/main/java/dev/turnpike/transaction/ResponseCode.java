package dev.turnpike.transaction;

/**
 * Two-character response codes (field 39) as small integers: {@code first << 8 | second}, so that they compare and switch without
 * allocation. The codes that Turnpike gives by itself have names.
 */
public final class ResponseCode {
    /** Approved. */
    public static final int APPROVED = code("00");
    /** Invalid merchant. */
    public static final int INVALID_MERCHANT = code("03");
    /** Partial approval. */
    public static final int PARTIAL = code("10");
    /** Approved, VIP. */
    public static final int APPROVED_VIP = code("11");
    /** Invalid transaction. */
    public static final int INVALID_TRANSACTION = code("12");
    /** Invalid amount. */
    public static final int INVALID_AMOUNT = code("13");
    /** Invalid card number. */
    public static final int INVALID_CARD = code("14");
    /** Related transaction in the wrong state or batch. */
    public static final int WRONG_STATE = code("22");
    /** Original not found. */
    public static final int NO_ORIGINAL = code("25");
    /** Format error. */
    public static final int FORMAT_ERROR = code("30");
    /** Function not supported by the acquirer. */
    public static final int NOT_SUPPORTED = code("40");
    /** Insufficient funds. */
    public static final int INSUFFICIENT_FUNDS = code("51");
    /** Expired card. */
    public static final int EXPIRED = code("54");
    /** Above what is left or allowed. */
    public static final int AMOUNT_LIMIT = code("61");
    /** Amount differs from the original. */
    public static final int AMOUNT_DIFFERS = code("64");
    /** No acquirer available; nothing was sent. */
    public static final int UNAVAILABLE = code("91");
    /** No route. */
    public static final int NO_ROUTE = code("92");
    /** Duplicate with other content. */
    public static final int DUPLICATE = code("94");
    /** System malfunction. */
    public static final int MALFUNCTION = code("96");
    /** Unknown terminal. */
    public static final int UNKNOWN_TERMINAL = code("97");
    /** No answer in time. */
    public static final int TIMEOUT = code("98");
    /** PIN block or PIN format. */
    public static final int PIN_FORMAT = code("99");
    /** MAC error or no session key. */
    public static final int MAC_ERROR = code("A0");
    /** No code. */
    public static final int NONE = code("  ");

    private ResponseCode() {
    }

    /** The integer of a two-character code. */
    public static int code(String text) {
        return text.charAt(0) << 8 | text.charAt(1);
    }

    /** The integer of two ASCII bytes. */
    public static int code(byte first, byte second) {
        return (first & 0xFF) << 8 | second & 0xFF;
    }

    /** True for two letters or digits; an answer without them says nothing. */
    public static boolean isCode(int code) {
        return isAlphanumeric(code >>> 8) && isAlphanumeric(code & 0xFF);
    }

    private static boolean isAlphanumeric(int c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }

    /** First byte of the code. */
    public static byte first(int code) {
        return (byte) (code >>> 8);
    }

    /** Second byte of the code. */
    public static byte second(int code) {
        return (byte) code;
    }

    /** The code as text, for people. */
    public static String text(int code) {
        return "" + (char) (code >>> 8 & 0xFF) + (char) (code & 0xFF);
    }

    /** True for every code whose action is "approve": 00, 10, 11, A2, A4, A5, A6. */
    public static boolean isApproval(int code) {
        int second = code & 0xFF;
        return switch (code >>> 8) {
            case '0' -> second == '0';
            case '1' -> second == '0' || second == '1';
            case 'A' -> second == '2' || second >= '4' && second <= '6';
            default -> false;
        };
    }
}
