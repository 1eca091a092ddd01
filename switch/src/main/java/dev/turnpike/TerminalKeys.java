package dev.turnpike;

import dev.turnpike.security.KeyFile;
import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.TestKeys;

/**
 * A terminal of a test fleet with its clear keys as hexadecimal text; either a master key or a fixed pair.
 *
 * @param tid     terminal id
 * @param mid     merchant id
 * @param mcc     merchant category code, empty for the merchant's
 * @param profile terminal profile
 * @param tmk     terminal master key, empty when keys are fixed
 * @param tpk     fixed PIN key, empty otherwise
 * @param tak     fixed MAC key, empty otherwise
 */
record TerminalKeys(String tid, String mid, String mcc, String profile, String tmk, String tpk, String tak) {
    /** Columns of the simulators' file and of an import. */
    static final String HEADER = "tid,mid,mcc,profile,tmk,tpk,tak";

    /** True when working keys come by sign-on. */
    boolean signsOn() {
        return !tmk.isEmpty();
    }

    /** Puts its keys into a key file as key blocks; {@link IllegalArgumentException} when a key's length does not fit its use. */
    void importInto(KeyFile keys, TestKeys testKeys) {
        String name = "terminal/" + tid + "/";
        if (signsOn()) {
            keys.put(name + "tmk", KeyUsage.TERMINAL_MASTER, testKeys.importHex(KeyUsage.TERMINAL_MASTER, tmk));
        } else {
            keys.put(name + "tpk", KeyUsage.PIN_ENCRYPTION, testKeys.importHex(KeyUsage.PIN_ENCRYPTION, tpk));
            keys.put(name + "tak", KeyUsage.MAC, testKeys.importHex(KeyUsage.MAC, tak));
        }
    }

    /** Its line in the simulators' file: clear keys. */
    String clearLine() {
        return tid + "," + mid + "," + mcc + "," + profile + "," + tmk + "," + tpk + "," + tak;
    }

    /** Its line in {@code terminals.csv}: tid,mid,mcc,profile,keys,state. */
    String tableLine() {
        return tid + "," + mid + "," + mcc + "," + profile + "," + (signsOn() ? "master" : "static") + ",active";
    }

    /** Without keys. */
    @Override
    public String toString() {
        return tid + "/" + mid + " (" + profile + ")";
    }
}
