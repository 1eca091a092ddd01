package dev.turnpike.core;

import java.time.ZoneId;

/**
 * What the core must know about a terminal profile.
 *
 * @param name            profile name
 * @param genericCodes    true when 98 and A0 are told as 68 and 63
 * @param unknownOriginal code for the reversal of an unknown original, see ResponseCode
 * @param pinWithoutPan   true when PIN blocks without PAN (field 53 = 1x) are accepted
 * @param reverseOnUndelivered true when an approval that could not be delivered is reversed without waiting for the terminal
 * @param zone            zone of fields 12, 13 and 15 where the merchant is unknown
 * @param originals       rules about earlier transactions
 */
public record TerminalPolicy(String name, boolean genericCodes, int unknownOriginal, boolean pinWithoutPan, boolean reverseOnUndelivered, ZoneId zone,
                             OriginalRules originals) {
    /** A policy with the default rules about earlier transactions. */
    public TerminalPolicy(String name, boolean genericCodes, int unknownOriginal, boolean pinWithoutPan, boolean reverseOnUndelivered, ZoneId zone) {
        this(name, genericCodes, unknownOriginal, pinWithoutPan, reverseOnUndelivered, zone, OriginalRules.DEFAULT);
    }
}
