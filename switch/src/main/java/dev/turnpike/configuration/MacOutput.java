package dev.turnpike.configuration;

/** How the 8 bytes of field 64 are made of a MAC; the constants are those of the security module. */
public enum MacOutput {
    /** First 8 characters of the hexadecimal form. */
    ASCII_HEX_8,
    /** First 8 bytes. */
    RAW_8,
    /** First 4 bytes and 4 zero bytes. */
    RAW_4_ZERO_4
}
