package dev.turnpike.transaction;

import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One preallocated place of the ring. Fields are grouped by the stage that writes them; every later stage may read them. Not thread
 * safe in itself: the ring's sequences hand it from producer to stage to stage.
 */
public final class Slot {
    /** Largest frame a slot takes, in bytes, without length prefix. */
    public static final int INBOUND_CAPACITY = 2048;

    // ---- written by the producer -------------------------------------------------------------------------------------------
    private EventKind kind = EventKind.NONE;
    private long monotonicNs;
    private long wallMs;
    private long source;
    private int arg0;
    private long arg1;
    private int inboundLength;
    private final ByteBuffer inboundNio = ByteBuffer.allocateDirect(INBOUND_CAPACITY);
    private final UnsafeBuffer inbound = new UnsafeBuffer(inboundNio);

    // ---- written by stage 1 ------------------------------------------------------------------------------------------------
    private final RequestFacts request = new RequestFacts();
    private final AnswerFacts answer = new AnswerFacts();
    private final OriginalFacts original = new OriginalFacts();

    // ---- written by stage 2 (records and effects) and stage 3 (frames of the effects) ----------------------------------------
    private final RecordList records = new RecordList();
    private final EffectList effects = new EffectList();

    // ---- written by any stage ------------------------------------------------------------------------------------------------
    private boolean failed;

    /**
     * Starts filling the slot.
     *
     * @param monotonicNs producer's monotonic time in nanoseconds
     * @param wallMs      producer's wall time in milliseconds
     */
    public Slot event(EventKind kind, long monotonicNs, long wallMs) {
        this.kind = kind;
        this.monotonicNs = monotonicNs;
        this.wallMs = wallMs;
        this.source = 0;
        this.arg0 = 0;
        this.arg1 = 0;
        this.inboundLength = 0;
        return this;
    }

    /** Connection id (terminal frames) or {@code link << 32 | connection of the link} (acquirer messages). */
    public Slot source(long source) {
        this.source = source;
        return this;
    }

    /** Small arguments of LINK_STATE and OPERATOR events; for terminal frames {@code arg0} is the listener's number. */
    public Slot args(int arg0, long arg1) {
        this.arg0 = arg0;
        this.arg1 = arg1;
        return this;
    }

    /** A view to copy the frame into (position 0, limit = capacity); call {@link #inboundLength(int)} afterwards. */
    public ByteBuffer inboundNio() {
        return inboundNio.clear();
    }

    /** Sets how many bytes of the inbound buffer are the frame. */
    public Slot inboundLength(int length) {
        this.inboundLength = length;
        return this;
    }

    /** What this slot carries. */
    public EventKind kind() {
        return kind;
    }

    /** Producer's monotonic nanoseconds. */
    public long monotonicNs() {
        return monotonicNs;
    }

    /** Producer's wall milliseconds. */
    public long wallMs() {
        return wallMs;
    }

    /** See {@link #source(long)}. */
    public long source() {
        return source;
    }

    /** First small argument. */
    public int arg0() {
        return arg0;
    }

    /** Second small argument. */
    public long arg1() {
        return arg1;
    }

    /** The frame as it came, without length prefix. */
    public UnsafeBuffer inbound() {
        return inbound;
    }

    /** Bytes of the frame. */
    public int inboundLength() {
        return inboundLength;
    }

    /** What stage 1 read out of a terminal's request. */
    public RequestFacts request() {
        return request;
    }

    /** What stage 1 read out of an acquirer's message. */
    public AnswerFacts answer() {
        return answer;
    }

    /** What the journal's index found; the producer of an ORIGINAL_FOUND event writes it. */
    public OriginalFacts original() {
        return original;
    }

    /** Records for the journal. */
    public RecordList records() {
        return records;
    }

    /** Effects to carry out once the records are durable. */
    public EffectList effects() {
        return effects;
    }

    /** Marks that a stage threw; the slot still flows on. */
    public void markFailed() {
        failed = true;
    }

    /** True when a stage threw on this slot. */
    public boolean failed() {
        return failed;
    }

    /** Zeroes what may hold track data or a PIN block; the last stage calls it. */
    public void wipe() {
        if (inboundLength > 0) {
            inbound.setMemory(0, inboundLength, (byte) 0);
        }
        inboundLength = 0;
        kind = EventKind.NONE;
        failed = false;
        records.clear();
        effects.clear();
    }

    /** Frees the native memory; only tests and shutdown call it, after the ring has stopped. */
    public void free() {
        BufferUtil.free(inboundNio);
    }
}
