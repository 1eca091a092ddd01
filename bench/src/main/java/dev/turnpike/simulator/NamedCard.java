package dev.turnpike.simulator;

/**
 * Test cards whose number says what the simulated acquirer does; a named card beats the amount. The number is an eight-digit BIN
 * of the simulation, {@code 0000}, three digits of meaning and the Luhn digit. Any thread.
 */
public enum NamedCard {
    /** Approved whatever the amount. */
    APPROVE("approve", 0),
    /** Do not honour. */
    DECLINE_05("decline-05", 5),
    /** Insufficient funds. */
    DECLINE_51("decline-51", 51),
    /** Expired card. */
    EXPIRED_54("expired-54", 54),
    /** Wrong PIN, whatever is typed. */
    WRONG_PIN_55("wrong-pin-55", 55),
    /** Lost card. */
    LOST_41("lost-41", 41),
    /** No answer. */
    NO_ANSWER("no-answer", 100),
    /** Answer after the time-out of the switch. */
    LATE("late", 101),
    /** The answer comes twice. */
    DUPLICATE_ANSWER("duplicate-answer", 102),
    /** The answer carries another STAN. */
    WRONG_STAN("wrong-stan", 103),
    /** The answer is garbage. */
    GARBAGE("garbage", 104),
    /** The connection is closed instead of an answer. */
    CLOSE("close", 105),
    /** The answer trickles. */
    SLOW("slow", 106),
    /** Half of the amount is approved. */
    PARTIAL("partial", 10),
    /** Approved; the terminal puts a wrong MAC on its request. */
    BAD_MAC("bad-mac", 200),
    /** Approved; the terminal throws the answer away. */
    LOST_ANSWER("lost-answer", 201);

    /** BIN of named cards of the UnionPay kind. */
    public static final String BIN_UNIONPAY = "62220299";
    /** BIN of named cards of the Visa kind. */
    public static final String BIN_VISA = "40000099";

    private final String label;
    private final int meaning;

    NamedCard(String label, int meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    /** The name on the command line. */
    public String label() {
        return label;
    }

    /** The card number with Luhn digit, 16 digits, under an eight-digit BIN. */
    public String pan(String bin) {
        return withLuhn(bin + "0000" + meaning / 100 + meaning / 10 % 10 + meaning % 10);
    }

    /** The card of that name, or {@code null}. */
    public static NamedCard of(String name) {
        String wanted = name.equals("late-answer") ? "late" : name;
        for (NamedCard card : values()) {
            if (card.label.equals(wanted)) {
                return card;
            }
        }
        return null;
    }

    /**
     * What a named card's number asks for: 0 to 99 a response code, 100 to 106 a fault, 200 and up an approval.
     *
     * @param bin8 first eight digits of the card number as a number
     * @param rest the next seven digits as a number
     * @return the meaning, or -1 when the number is not that of a named card
     */
    public static int meaning(long bin8, long rest) {
        return (bin8 == 62220299 || bin8 == 40000099) && rest >= 0 && rest < 1000 ? (int) rest : -1;
    }

    /** Appends the Luhn digit. */
    public static String withLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = (i & 1) == 0 ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return digits + (10 - sum % 10) % 10;
    }
}
