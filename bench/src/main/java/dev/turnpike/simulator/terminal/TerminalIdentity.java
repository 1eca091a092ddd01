package dev.turnpike.simulator.terminal;

import dev.turnpike.simulator.wire.MessageMac;

/**
 * Who a simulated terminal is, with its clear test keys.
 *
 * @param tid terminal id, 8 characters
 * @param mid merchant id, 15 characters
 * @param mcc merchant category code, 4 digits
 * @param profile name of its terminal profile at the switch; a name with {@code x9} in it means the X9_19 MAC
 * @param masterKey terminal master key of 16 bytes, empty when the working keys are fixed
 * @param pinKey fixed PIN key, empty when keys come by sign-on
 * @param macKey fixed MAC key of 8 or 16 bytes, empty when keys come by sign-on
 */
public record TerminalIdentity(String tid, String mid, String mcc, String profile, byte[] masterKey, byte[] pinKey,
    byte[] macKey) {
    /** Checks lengths; {@link IllegalArgumentException} names what is wrong, without key digits. */
    public TerminalIdentity {
        if (tid.length() != 8 || mid.length() != 15) {
            throw new IllegalArgumentException("terminal " + tid + ": id of 8 and merchant of 15 characters expected");
        }
        boolean master = masterKey.length == 16 && pinKey.length == 0 && macKey.length == 0;
        boolean fixed = masterKey.length == 0 && (pinKey.length == 8 || pinKey.length == 16)
            && (macKey.length == 8 || macKey.length == 16);
        if (!master && !fixed) {
            throw new IllegalArgumentException("terminal " + tid
                + ": either tmk of 16 bytes, or tpk and tak of 8 or 16 expected");
        }
        masterKey = masterKey.clone();
        pinKey = pinKey.clone();
        macKey = macKey.clone();
    }

    /** True when working keys are downloaded at sign-on. */
    public boolean signsOn() {
        return masterKey.length > 0;
    }

    /** How the MAC is made, from the name of the profile. */
    public MessageMac.Method macMethod() {
        return profile.contains("x9") ? MessageMac.Method.X9_19 : MessageMac.Method.UNIONPAY_ECB;
    }

    @Override
    public String toString() {
        return tid + "/" + mid + " (" + profile + ")";
    }
}
