package dev.turnpike.transaction;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * What must happen once the slot's records are durable, in order. Stage 2 adds effects with their images; stage 3 adds the frames;
 * stage 5 carries them out.
 */
public final class EffectList {
    /** Effects one event may have. */
    public static final int MAX_EFFECTS = 8;
    private static final int IMAGES = 6 * 1024;
    private static final int FRAMES = 6 * 1024;

    /** One effect; preallocated. */
    public static final class Effect {
        /** What to do. */
        public EffectKind kind = EffectKind.ANSWER;
        /** Connection id or link number. */
        public long target;
        /** Number of the listener whose dialect an answer speaks. */
        public int listener;
        /** For a link: how often it had come up when this was decided; later than that, the message must not go out. */
        public int stretch;
        /** MTI of the message to build. */
        public int mti;
        /** Transaction it belongs to, 0 none. */
        public long txId;
        /** Terminal it is about, -1 none. */
        public int terminal;
        /** Code for field 39, {@link ResponseCode#NONE} when the message has none. */
        public int code;
        /** True when the answer carries a MAC. */
        public boolean macked;
        /** Key set for the MAC, -1 the current one. */
        public int keyVersion;
        /** F7 for an upstream message. */
        public long upstreamTime;
        /** F11 for an upstream message. */
        public int upstreamStan;
        /** Start and length of the image in the images buffer. */
        public int imageOffset;
        /** Bytes of the image. */
        public int imageLength;
        /** Sealed PAN for upstream messages built from an image: offset in the images buffer. */
        public int sealedPanOffset;
        /** Bytes of the sealed PAN, 0 none. */
        public int sealedPanLength;
        /** TPDU and header: offset in the images buffer. */
        public int headerOffset;
        /** Bytes of TPDU and header. */
        public int headerLength;
        /** Start of the frame in the frames buffer. */
        public int frameOffset;
        /** Bytes of the frame, 0 when there is none (or sealing failed). */
        public int frameLength;
        /** True when the effect completes a transaction's answer (for the lazy ANSWERED record). */
        public boolean finalAnswer;

        private void reset() {
            target = 0;
            stretch = 0;
            listener = 0;
            mti = 0;
            txId = 0;
            terminal = -1;
            code = ResponseCode.NONE;
            macked = false;
            keyVersion = -1;
            upstreamTime = 0;
            upstreamStan = 0;
            imageOffset = 0;
            imageLength = 0;
            sealedPanOffset = 0;
            sealedPanLength = 0;
            headerOffset = 0;
            headerLength = 0;
            frameOffset = 0;
            frameLength = 0;
            finalAnswer = false;
        }
    }

    private final Effect[] effects = new Effect[MAX_EFFECTS];
    private final UnsafeBuffer images = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(IMAGES));
    private final UnsafeBuffer frames = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(FRAMES));
    private int count;
    private int imageEnd;
    private int frameEnd;

    EffectList() {
        for (int i = 0; i < MAX_EFFECTS; i++) {
            effects[i] = new Effect();
        }
    }

    /** Forgets all effects; frame bytes are zeroed because they may hold track data. */
    public void clear() {
        if (frameEnd > 0) {
            frames.setMemory(0, frameEnd, (byte) 0);
        }
        count = 0;
        imageEnd = 0;
        frameEnd = 0;
    }

    /** True while {@code more} further effects of the largest size fit. */
    public boolean hasRoom(int more) {
        return count + more <= MAX_EFFECTS && IMAGES - imageEnd >= more * 1600 && FRAMES - frameEnd >= more * 1024;
    }

    /** Adds an effect of this kind, all its fields reset. */
    public Effect add(EffectKind kind) {
        Effect effect = effects[count++];
        effect.reset();
        effect.kind = kind;
        return effect;
    }

    /** Number of effects. */
    public int count() {
        return count;
    }

    /** Effect {@code i}. */
    public Effect get(int i) {
        return effects[i];
    }

    /** Images, headers and sealed PANs. */
    public UnsafeBuffer images() {
        return images;
    }

    /** Where the next image byte goes. */
    public int imageEnd() {
        return imageEnd;
    }

    /** Room for images in bytes. */
    public int imageRoom() {
        return IMAGES - imageEnd;
    }

    /** Claims bytes written at {@link #imageEnd()}. */
    public void imageAdded(int length) {
        imageEnd += length;
    }

    /** Frames built by stage 3. */
    public UnsafeBuffer frames() {
        return frames;
    }

    /** Where the next frame goes. */
    public int frameEnd() {
        return frameEnd;
    }

    /** Room for frames in bytes. */
    public int frameRoom() {
        return FRAMES - frameEnd;
    }

    /** Claims a frame written at {@link #frameEnd()} for {@code effect}. */
    public void frameAdded(Effect effect, int length) {
        effect.frameOffset = frameEnd;
        effect.frameLength = length;
        frameEnd += length;
    }
}
