package dev.turnpike.simulator.terminal;

import dev.turnpike.simulator.NamedCard;

/**
 * A test card and how it is read.
 *
 * @param pan card number, 13 to 19 digits
 * @param expiry YYMM
 * @param sequence card sequence number, 3 digits; chip cards only
 * @param entry how the card is read
 * @param pin what the cardholder types, {@code null} when no PIN is asked for
 */
public record SimulatedCard(String pan, String expiry, String sequence, Entry entry, String pin) {
    /** How a card is read. */
    public enum Entry {
        /** Contact chip. */
        CHIP("05"),
        /** Contactless chip. */
        CONTACTLESS("07"),
        /** Magnetic stripe. */
        STRIPE("02"),
        /** Keyed in by hand. */
        KEYED("01");

        private final String mode;

        Entry(String mode) {
            this.mode = mode;
        }

        String mode() {
            return mode;
        }

        /** True when the chip was read. */
        boolean chip() {
            return this == CHIP || this == CONTACTLESS;
        }
    }

    /** A chip card with the usual PIN that is approved by amount. */
    public static SimulatedCard ordinary(String pan) {
        return new SimulatedCard(pan, "3012", "001", Entry.CHIP, "1234");
    }

    /** A named card of the UnionPay kind, read by chip, with the usual PIN. */
    public static SimulatedCard named(NamedCard card) {
        return ordinary(card.pan(NamedCard.BIN_UNIONPAY));
    }

    /** The same card read in another way. */
    public SimulatedCard with(Entry other) {
        return new SimulatedCard(pan, expiry, sequence, other, pin);
    }

    /** The same card with another PIN typed; {@code null} for none. */
    public SimulatedCard withPin(String typed) {
        return new SimulatedCard(pan, expiry, sequence, entry, typed);
    }

    /** Track 2 with service code 201 and discretionary zeroes. */
    String track2() {
        return pan + "=" + expiry + "201000000000".substring(0, Math.min(12, 32 - pan.length()));
    }

    String entryMode() {
        return entry.mode() + (pin == null ? "2" : "1");
    }

    /** Without the number but its last four digits. */
    @Override
    public String toString() {
        return "card *" + pan.substring(pan.length() - 4) + " " + entry;
    }
}
