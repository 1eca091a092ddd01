package dev.turnpike.security;

/** What of a MAC goes into the field; always 8 bytes. */
public enum MacOutput {
    /** The first four bytes as 8 upper-case hex characters. */
    ASCII_HEX_8,
    /** The first eight bytes. */
    RAW_8,
    /** The first four bytes and four zero bytes. */
    RAW_4_ZERO_4;

    /** Bytes written by every form. */
    public static final int LENGTH = 8;
}
