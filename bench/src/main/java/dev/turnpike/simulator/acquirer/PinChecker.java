package dev.turnpike.simulator.acquirer;

import dev.turnpike.simulator.wire.DesKey;
import dev.turnpike.simulator.wire.WireReader;

/** Checks the PIN block of a request under the zone PIN key. Format 0. One thread. */
final class PinChecker {
    static final int OK = 0;
    static final int WRONG_PIN = 55;
    static final int BAD_BLOCK = 99;

    private final DesKey key;
    private final String pin;
    private final byte[] block = new byte[8];

    PinChecker(byte[] zonePinKey, String pin) {
        this.key = zonePinKey == null ? null : new DesKey(zonePinKey);
        this.pin = pin;
    }

    /**
     * Response code: {@link #OK}, {@link #WRONG_PIN}, or {@link #BAD_BLOCK} for a block that is not format 0 under this key and
     * PAN.
     */
    int check(WireReader request) {
        if (key == null || !request.has(52)) {
            return OK;
        }
        int panField = request.has(2) ? 2 : 35;
        int panLength = panLength(request, panField);
        load(request);
        if (empty()) {
            return OK;
        }
        if (panLength < 13) {
            return BAD_BLOCK;
        }
        key.decrypt(block, 0, 8, block, 0);
        for (int i = 0; i < 12; i++) {
            int digit = request.character(panField, panLength - 13 + i) - '0' & 15;
            block[2 + (i >> 1)] ^= (byte) ((i & 1) == 0 ? digit << 4 : digit);
        }
        return compare();
    }

    private int compare() {
        int length = block[0];
        if (length < 4 || length > 12) {
            return BAD_BLOCK;
        }
        boolean same = length == pin.length();
        for (int i = 0; i < 14; i++) {
            int nibble = ((i & 1) == 0 ? block[1 + (i >> 1)] >> 4 : block[1 + (i >> 1)]) & 15;
            if (i < length ? nibble > 9 : nibble != 15) {
                return BAD_BLOCK;
            }
            same &= i >= length || i >= pin.length() || nibble == pin.charAt(i) - '0';
        }
        return same ? OK : WRONG_PIN;
    }

    private void load(WireReader request) {
        byte[] raw = request.buffer();
        int at = request.valueOffset(52);
        if (request.valueBytes(52) == 8) {
            System.arraycopy(raw, at, block, 0, 8);
            return;
        }
        for (int i = 0; i < 8; i++) {
            block[i] = (byte) (Character.digit(raw[at + 2 * i], 16) << 4 | Character.digit(raw[at + 2 * i + 1], 16) & 15);
        }
    }

    private boolean empty() {
        int any = 0;
        for (byte octet : block) {
            any |= octet;
        }
        return any == 0;
    }

    static int panLength(WireReader request, int field) {
        if (!request.has(field)) {
            return 0;
        }
        int length = 0;
        int limit = request.valueBytes(field);
        while (length < limit && request.character(field, length) >= '0' && request.character(field, length) <= '9') {
            length++;
        }
        return length;
    }
}
