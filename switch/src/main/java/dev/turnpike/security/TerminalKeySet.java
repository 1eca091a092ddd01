package dev.turnpike.security;

import java.nio.charset.StandardCharsets;

/**
 * Working keys of one sign-on as key blocks under the local master key (ASCII, version D). Reused: each call of the module overwrites
 * it. Confined to one thread.
 */
public final class TerminalKeySet {
    /** Characters that every block of a working key fits into. */
    public static final int BLOCK_CAPACITY = 160;

    private final byte[] pin = new byte[BLOCK_CAPACITY];
    private final byte[] mac = new byte[BLOCK_CAPACITY];
    private final byte[] track = new byte[BLOCK_CAPACITY];
    private int pinLength;
    private int macLength;
    private int trackLength;

    /** Block of the PIN key (PIK), {@link #pinLength()} bytes of it. */
    public byte[] pin() {
        return pin;
    }

    /** Bytes of {@link #pin()}; 0 before the first use. */
    public int pinLength() {
        return pinLength;
    }

    /** Block of the MAC key (MAK), {@link #macLength()} bytes of it. */
    public byte[] mac() {
        return mac;
    }

    /** Bytes of {@link #mac()}. */
    public int macLength() {
        return macLength;
    }

    /** Block of the track key (TDK), {@link #trackLength()} bytes of it. */
    public byte[] track() {
        return track;
    }

    /** Bytes of {@link #track()}; 0 when the layout has no track key. */
    public int trackLength() {
        return trackLength;
    }

    void setPin(String block) {
        pinLength = put(block, pin);
    }

    void setMac(String block) {
        macLength = put(block, mac);
    }

    void setTrack(String block) {
        trackLength = put(block, track);
    }

    private static int put(String block, byte[] to) {
        byte[] ascii = block.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, to, 0, ascii.length);
        return ascii.length;
    }
}
