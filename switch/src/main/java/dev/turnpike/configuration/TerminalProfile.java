package dev.turnpike.configuration;

import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.PinBlockFormat;
import dev.turnpike.security.TerminalKeyLayout;
import java.time.ZoneId;
import java.util.Set;

/**
 * What terminals of one kind have in common.
 *
 * @param name      for {@code terminals.csv}
 * @param mac       how field 64 is made
 * @param pinFormat format of the PIN block in field 52
 * @param keyLayouts sign-on key sets that are given out
 * @param behaviour answers that differ between deployments
 * @param zone      zone of fields 12 and 13 for merchants that do not set their own
 */
public record TerminalProfile(String name, Mac mac, PinBlockFormat pinFormat, Set<TerminalKeyLayout> keyLayouts, Behaviour behaviour, ZoneId zone) {
    /** Tables of response codes. */
    public enum Codes {
        /** UnionPay: 98 for no answer in time, A0 for a bad MAC. */
        CUP,
        /** Elsewhere: 68 for 98, 63 for A0. */
        GENERIC
    }

    /**
     * How field 64 is made.
     *
     * @param algorithm the algorithm
     * @param output    how 8 bytes are made of its result
     * @param keyLength length of the MAC key in bytes, 8 or 16
     */
    public record Mac(MacAlgorithm algorithm, MacOutput output, int keyLength) {
    }

    /**
     * Answers that differ between deployments.
     *
     * @param codes                table of response codes
     * @param unknownOriginal      answer to a reversal of an unknown original, {@code 25} or {@code 00}
     * @param pinWithoutPan        whether PIN blocks without account number (field 53 = 1x) are accepted
     * @param reverseOnUndelivered true: an approval that could not be written is reversed without waiting for the terminal
     * @param originals            what may be done to earlier transactions
     */
    public record Behaviour(Codes codes, String unknownOriginal, boolean pinWithoutPan, boolean reverseOnUndelivered, Originals originals) {
    }

    /** What becomes of a refund whose original is unknown here. */
    public enum ForeignOriginal {
        /** 25. */
        REFUSE,
        /** The acquirer decides. */
        PASS
    }

    /**
     * What may be done to earlier transactions.
     *
     * @param completionPercent highest completion in percent of what is held
     * @param adjustPercent     highest new total in percent of the amount first approved
     * @param preauthDays       how long a pre-authorisation can be completed, days of 24 hours
     * @param refundDays        how long a purchase can be refunded, days of 24 hours
     * @param foreign           what becomes of a refund whose original is unknown here
     */
    public record Originals(int completionPercent, int adjustPercent, int preauthDays, int refundDays, ForeignOriginal foreign) {
    }
}
