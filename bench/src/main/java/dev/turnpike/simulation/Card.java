package dev.turnpike.simulation;

import java.util.ArrayList;
import java.util.List;

/** A simulated card: number, track 2 and PIN that must never be found on the disk. */
record Card(String pan, String pin) {
    static final String EXPIRY = "3012";

    /** The cards of every simulation. */
    static List<Card> all() {
        List<Card> cards = new ArrayList<>();
        String[] stems = {"622202123456781", "622848001122334", "621700998877665", "411111222233334", "552233445566778"};
        for (int i = 0; i < stems.length; i++) {
            cards.add(new Card(stems[i] + checkDigit(stems[i]), "" + (1234 + 1111 * i)));
        }
        return cards;
    }

    /** True when the batch totals count it as foreign. */
    boolean isForeign() {
        return !pan.startsWith("62") && !pan.startsWith("81");
    }

    String track2() {
        return pan + "=" + EXPIRY + "2010000012345";
    }

    private static int checkDigit(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return (10 - sum % 10) % 10;
    }
}
