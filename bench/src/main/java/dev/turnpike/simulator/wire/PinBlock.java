package dev.turnpike.simulator.wire;

/** ISO 9564 format 0 PIN blocks of simulated cards. Clear PINs of test cards only. Stateless; any thread. */
public final class PinBlock {
    private PinBlock() {
    }

    /** The clear block of {@code pin} (4 to 12 digits) with {@code pan}; XORs, so it also turns a block back into a PIN field. */
    public static byte[] format0(String pin, String pan) {
        byte[] block = Hex.bytes("0" + Integer.toHexString(pin.length()) + pin + "F".repeat(14 - pin.length()));
        byte[] account = Hex.bytes("0000" + "0".repeat(Math.max(0, 13 - pan.length()))
            + pan.substring(Math.max(0, pan.length() - 13), pan.length() - 1));
        for (int i = 0; i < 8; i++) {
            block[i] ^= account[i];
        }
        return block;
    }
}
