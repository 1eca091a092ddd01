/**
 * Block ciphers with kept key schedules: DES and triple DES, SM4 (both our own round functions), AES (the platform's cipher, which
 * uses the processor's instructions), CMAC and GCM over them, and the wiping of arrays. Every object is confined to one thread.
 * Nothing here allocates after construction. Imports nothing of ours but {@code status}.
 */
package dev.turnpike.security.cipher;
