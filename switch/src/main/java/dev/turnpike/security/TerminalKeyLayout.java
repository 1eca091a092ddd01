package dev.turnpike.security;

/** How working keys stand in field 62 of the sign-on answer; each key is followed by the first four bytes of its check value. */
public enum TerminalKeyLayout {
    /** 60.3 = 001: PIN key 8, MAC key 8; 24 bytes. Single DES, legacy. */
    SINGLE_001(8, 8, 8, 0, false),
    /** 60.3 = 003: PIN key 16, MAC key 8 and 8 zero bytes; 40 bytes. */
    DOUBLE_003(16, 8, 16, 0, false),
    /** 60.3 = 003 with a MAC key of 16 bytes; 40 bytes. */
    DOUBLE_003_FULL_MAK(16, 16, 16, 0, false),
    /** 60.3 = 004: as 003 and a track key of 16 bytes; 60 bytes. */
    DOUBLE_004(16, 8, 16, 16, false),
    /** 60.3 = 004 with a MAC key of 16 bytes; 60 bytes. */
    DOUBLE_004_FULL_MAK(16, 16, 16, 16, false),
    /** 60.3 = 005 or 006: three SM4 keys of 16 bytes; 60 bytes. */
    SM4(16, 16, 16, 16, true);

    private final int pinBytes;
    private final int macBytes;
    private final int macFieldBytes;
    private final int trackBytes;
    private final boolean sm4;

    TerminalKeyLayout(int pinBytes, int macBytes, int macFieldBytes, int trackBytes, boolean sm4) {
        this.pinBytes = pinBytes;
        this.macBytes = macBytes;
        this.macFieldBytes = macFieldBytes;
        this.trackBytes = trackBytes;
        this.sm4 = sm4;
    }

    /** Bytes of the PIN key. */
    public int pinBytes() {
        return pinBytes;
    }

    /** Bytes of the MAC key. */
    public int macBytes() {
        return macBytes;
    }

    /** Bytes of the field the MAC key stands in; what the key leaves is zero. */
    public int macFieldBytes() {
        return macFieldBytes;
    }

    /** Bytes of the track key, 0 when there is none. */
    public int trackBytes() {
        return trackBytes;
    }

    /** True for SM4, false for DES. */
    public boolean sm4() {
        return sm4;
    }

    /** Bytes of field 62. */
    public int lengthBytes() {
        return pinBytes + 4 + macFieldBytes + 4 + (trackBytes == 0 ? 0 : trackBytes + 4);
    }
}
