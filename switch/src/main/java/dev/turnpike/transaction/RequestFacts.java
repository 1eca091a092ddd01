package dev.turnpike.transaction;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * What stage 1 read out of a terminal's request, as numbers and keyed hashes; nothing sensitive in clear. Written by stage 1, read by
 * every later one. Fields are package-visible data with public accessors because the slot is a struct that stages share.
 */
public final class RequestFacts {
    /** Room of the canonical image in bytes. */
    public static final int IMAGE_CAPACITY = 1024;
    /** Room of the sealed PAN in bytes: nonce 12, digits 19, tag 16. */
    public static final int SEALED_PAN_CAPACITY = 64;
    /** Room of one working key block in bytes. */
    public static final int KEY_BLOCK_CAPACITY = 256;

    /** What stage 1 found. */
    public Verdict verdict = Verdict.OK;
    /** Field that a FORMAT verdict is about, 0 when none. */
    public int errorField;
    /** Offset in the frame that a FORMAT verdict is about. */
    public int errorOffset;
    /** Number of the listener the request came through. */
    public int listener;
    /** Request MTI as decimal number. */
    public int mti;
    /** Row of the transaction table. */
    public TransactionType type = TransactionType.UNKNOWN;
    /** Number of the terminal in the directory, -1 unknown. */
    public int terminal;
    /** True once the MAC verified. */
    public boolean authentic;
    /** Version of the key set under which the MAC verified, -1 none. */
    public int keyVersion;
    /** Handle of the PIN key that goes with it, 0 none. */
    public int pinKey;
    /** Handle of the track key that field 35 is encrypted under, 0 when it is clear. */
    public int trackKey;
    /** Field 3, -1 absent. */
    public long processingCode;
    /** Field 4 in minor units, -1 absent. */
    public long amountMinor;
    /** Field 11, -1 absent. */
    public int stan;
    /** Field 49 as ISO 4217 number, 0 absent. */
    public int currency;
    /** Field 60.1, -1 absent. */
    public int messageType;
    /** Field 60.2, -1 absent. */
    public int batch;
    /** Field 60.3, -1 absent. */
    public int networkCode;
    /** Field 60.6, 1 when partial approval is understood. */
    public int partialAllowed;
    /** Field 22, -1 absent. */
    public int entryMode;
    /** Field 14 YYMM, -1 absent. */
    public int expiry;
    /** True when a PIN block is there and not all zero. */
    public boolean hasPin;
    /** First digit of field 53, 0 absent. */
    public int pinFormatDigit;
    /** Field 61.1, -1 absent. */
    public int originalBatch;
    /** Field 61.2, -1 absent. */
    public int originalStan;
    /** Field 61.3 MMDD, 0 unknown, -1 absent. */
    public int originalDate;
    /** Field 38 as six ASCII bytes in a long, 0 absent. */
    public long authorizationCode;
    /** Field 48 of a tip adjustment in minor units, -1 absent. */
    public long tipMinor;
    /** True when a PAN was found in field 2 or 35. */
    public boolean hasPan;
    /** Luhn check of the PAN. */
    public boolean luhn;
    /** PAN length in digits. */
    public int panLength;
    /** First six digits. */
    public int panFirst6;
    /** First eight digits, for routing and risk. */
    public int panFirst8;
    /** Last four digits. */
    public int panLast4;
    /** Keyed hash of the PAN. */
    public long panHashHigh;
    /** Keyed hash of the PAN. */
    public long panHashLow;
    /** Keyed digest of the fields that make a repeat a repeat. */
    public long contentDigest;
    /** Field 39 of a reversal. */
    public int reason;
    /** Version of the key set made for a sign-on, 0 none. */
    public int issuedVersion;
    /** TPDU and header of the request, 11 bytes. */
    public final UnsafeBuffer header = new UnsafeBuffer(new byte[16]);
    /** Bytes used in {@link #header}. */
    public int headerLength;
    /** Field 37 of the request, 12 bytes, blank when absent. */
    public final UnsafeBuffer rrn = new UnsafeBuffer(new byte[12]);
    /** The fields kept for answer, reversal and journal. */
    public final FieldImage image = new FieldImage();
    /** Bytes behind {@link #image}. */
    public final UnsafeBuffer imageBuffer = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(IMAGE_CAPACITY));
    /** Sealed PAN. */
    public final UnsafeBuffer sealedPan = new UnsafeBuffer(new byte[SEALED_PAN_CAPACITY]);
    /** Bytes used in {@link #sealedPan}. */
    public int sealedPanLength;
    /** Field 62 of a sign-on answer: keys under the terminal's master key. */
    public final UnsafeBuffer keyDownload = new UnsafeBuffer(new byte[128]);
    /** Bytes used in {@link #keyDownload}. */
    public int keyDownloadLength;
    /** Key blocks of an issued set: PIN, MAC, track key, each {@link #KEY_BLOCK_CAPACITY} apart. */
    public final UnsafeBuffer keyBlocks = new UnsafeBuffer(new byte[3 * KEY_BLOCK_CAPACITY]);
    /** Lengths of the three key blocks, 0 when absent. */
    public final int[] keyBlockLengths = new int[3];

    RequestFacts() {
    }

    /** Forgets the last request. */
    public void reset() {
        verdict = Verdict.OK;
        errorField = 0;
        errorOffset = 0;
        mti = -1;
        listener = 0;
        type = TransactionType.UNKNOWN;
        terminal = -1;
        authentic = false;
        keyVersion = -1;
        pinKey = 0;
        trackKey = 0;
        processingCode = -1;
        amountMinor = -1;
        stan = -1;
        currency = 0;
        messageType = -1;
        batch = -1;
        networkCode = -1;
        partialAllowed = 0;
        entryMode = -1;
        expiry = -1;
        hasPin = false;
        pinFormatDigit = 0;
        originalBatch = -1;
        originalStan = -1;
        originalDate = -1;
        authorizationCode = 0;
        tipMinor = -1;
        resetCard();
        reason = ResponseCode.NONE;
        issuedVersion = 0;
        headerLength = 0;
        keyDownloadLength = 0;
        java.util.Arrays.fill(keyBlockLengths, 0);
        rrn.setMemory(0, 12, (byte) ' ');
        image.startAt(imageBuffer, 0, IMAGE_CAPACITY);
    }

    private void resetCard() {
        hasPan = false;
        luhn = false;
        panLength = 0;
        panFirst6 = 0;
        panFirst8 = 0;
        panLast4 = 0;
        panHashHigh = 0;
        panHashLow = 0;
        contentDigest = 0;
        sealedPanLength = 0;
    }

    /** Facts that belong to no slot. */
    public static RequestFacts blank() {
        return new RequestFacts();
    }

    /** Takes over what is needed to decide on a request and to answer it later; key downloads are left out. */
    public void copyFrom(RequestFacts other) {
        reset();
        verdict = other.verdict;
        listener = other.listener;
        mti = other.mti;
        type = other.type;
        terminal = other.terminal;
        authentic = other.authentic;
        keyVersion = other.keyVersion;
        processingCode = other.processingCode;
        amountMinor = other.amountMinor;
        stan = other.stan;
        currency = other.currency;
        messageType = other.messageType;
        batch = other.batch;
        networkCode = other.networkCode;
        partialAllowed = other.partialAllowed;
        entryMode = other.entryMode;
        expiry = other.expiry;
        originalBatch = other.originalBatch;
        originalStan = other.originalStan;
        originalDate = other.originalDate;
        authorizationCode = other.authorizationCode;
        reason = other.reason;
        copyCard(other);
        headerLength = other.headerLength;
        header.putBytes(0, other.header, 0, header.capacity());
        rrn.putBytes(0, other.rrn, 0, 12);
        imageBuffer.putBytes(0, other.imageBuffer, 0, other.image.length());
        image.wrap(imageBuffer, 0, other.image.length());
    }

    private void copyCard(RequestFacts other) {
        hasPan = other.hasPan;
        luhn = other.luhn;
        panLength = other.panLength;
        panFirst6 = other.panFirst6;
        panFirst8 = other.panFirst8;
        panLast4 = other.panLast4;
        panHashHigh = other.panHashHigh;
        panHashLow = other.panHashLow;
        contentDigest = other.contentDigest;
        sealedPanLength = other.sealedPanLength;
        sealedPan.putBytes(0, other.sealedPan, 0, other.sealedPanLength);
    }
}
