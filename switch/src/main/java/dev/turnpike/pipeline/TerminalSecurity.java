package dev.turnpike.pipeline;

import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.PinBlockFormat;
import dev.turnpike.security.TerminalKeyLayout;
import java.util.Set;

/**
 * Cryptographic side of a terminal profile.
 *
 * @param mac         how field 64 is made
 * @param output      its form in the field
 * @param pinFormat   format of the PIN block in field 52
 * @param layouts     key sets that a sign-on may ask for
 * @param fullMacKey  true when downloaded MAC keys have 16 bytes
 */
public record TerminalSecurity(MacAlgorithm mac, MacOutput output, PinBlockFormat pinFormat, boolean fullMacKey,
                               Set<TerminalKeyLayout> layouts) {
}
