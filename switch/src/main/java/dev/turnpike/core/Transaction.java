package dev.turnpike.core;

import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TransactionState;
import dev.turnpike.transaction.TransactionType;

/**
 * One transaction as the core remembers it: a pooled row of numbers. Changed by {@link RecordApplier} alone, but for the fields of the
 * last group, which say where an answer goes and when a timer fires; those are not part of the state that the journal restores.
 */
final class Transaction {
    // ---- from INTENT or REJECTED
    long txId;
    TerminalState terminal;
    TransactionType type = TransactionType.UNKNOWN;
    int messageClass;
    int batch;
    int stan;
    long amountMinor;
    int currency;
    long panHashHigh;
    long panHashLow;
    long contentDigest;
    int panFirst6;
    int panLast4;
    int panLength;
    int link;
    long upstreamTime;
    int upstreamStan;
    int rrnDay;
    long originalTxId;
    long wallMs;
    int timeoutMs;
    int mcc;
    int entryMode;
    int flags;

    // ---- from the later records
    TransactionState state = TransactionState.REJECTED;
    int code;
    int upstreamCode;
    long approvedMinor;
    long authorizationCode;
    long refundedMinor;
    boolean voided;
    /** It stands: approved, or an advice that the terminal was told 00 for. */
    boolean standing;
    /** Voids, completions and additions of this one that have no outcome yet. */
    int busy;
    /** Refunds of this one that have no outcome yet. */
    int refundsOpen;
    /** What approved additions hold on top of this pre-authorisation. */
    long additionsMinor;
    /** Standing completions of this pre-authorisation. */
    int completions;
    /** Amount of the original before this adjustment. */
    long replacedMinor;
    /** When this pre-authorisation can no longer be completed, wall milliseconds; 0 for everything else. */
    long validUntilMs;
    boolean counted;
    int reason;
    int reversalCode;
    long reversalTime;
    int reversalStan;
    int attempts;
    /** F39 of the last refusal of a reversal or advice. */
    int lastCode;
    long nextDelayMs;
    boolean lateApproval;
    /** Whether an advice is still to be acknowledged: {@link #NO_ADVICE}, {@link #REPEATED} or {@link #ACCEPTED}. */
    int advice;
    /** Approved in the acquirer's place. */
    boolean standIn;
    int standInMerchant;
    boolean riskReserved;
    boolean riskConfirmed;
    boolean answerSuppressed;
    boolean answered;

    // ---- derived or transient
    int image = -1;
    /** Its reversal or advice on the way; null when there is none. */
    Forward forward;
    int linkGeneration;
    long timerNs;
    int timerIndex = -1;
    long replyTo;
    long headerHigh;
    int headerLow;
    int headerLength;
    int macKeyVersion;
    int listener;
    Transaction newer;
    Transaction older;
    RowList list;
    Transaction newerImage;
    Transaction olderImage;
    boolean inImageList;
    /** Its images stay although it is final: an approval that comes late is reversed with them. */
    boolean keptForLate;
    Transaction nextOpen;
    Transaction previousOpen;
    boolean inOpenList;

    /** Flag bit: the card counts as foreign in batch totals. */
    static final int FOREIGN = 1;
    /** Flag bit: the terminal understands partial approval. */
    static final int PARTIAL_ALLOWED = 2;
    /** Flag bit: found in the journal for a refund; what is done to it is added up here until it is closed. */
    static final int ACCOUNT = 8;
    /** Flag bit: a reversal without known original stands here. */
    static final int TOMBSTONE = 4;

    /** No advice is pending. */
    static final int NO_ADVICE = 0;
    /** A request that got no answer is repeated as an advice until its outcome is known. */
    static final int REPEATED = 1;
    /** Approved here; the acquirer is told by an advice. */
    static final int ACCEPTED = 2;

    void reset() {
        terminal = null;
        type = TransactionType.UNKNOWN;
        link = -1;
        upstreamTime = 0;
        upstreamStan = 0;
        originalTxId = 0;
        flags = 0;
        state = TransactionState.REJECTED;
        code = ResponseCode.NONE;
        upstreamCode = ResponseCode.NONE;
        approvedMinor = 0;
        authorizationCode = 0;
        refundedMinor = 0;
        voided = false;
        standing = false;
        busy = 0;
        refundsOpen = 0;
        additionsMinor = 0;
        completions = 0;
        replacedMinor = 0;
        validUntilMs = 0;
        counted = false;
        reason = 0;
        reversalCode = ResponseCode.NONE;
        reversalTime = 0;
        reversalStan = 0;
        attempts = 0;
        lastCode = ResponseCode.NONE;
        nextDelayMs = 0;
        lateApproval = false;
        advice = NO_ADVICE;
        standIn = false;
        riskReserved = false;
        riskConfirmed = false;
        answerSuppressed = false;
        answered = false;
        resetTransient();
    }

    private void resetTransient() {
        image = -1;
        forward = null;
        linkGeneration = 0;
        timerNs = 0;
        timerIndex = -1;
        replyTo = 0;
        headerLength = 0;
        macKeyVersion = -1;
        newer = null;
        older = null;
        list = null;
        newerImage = null;
        olderImage = null;
        inImageList = false;
        keptForLate = false;
        nextOpen = null;
        previousOpen = null;
        inOpenList = false;
    }

    boolean isTombstone() {
        return (flags & TOMBSTONE) != 0;
    }

    /** What may still be refunded. */
    long refundableMinor() {
        return approvedMinor - refundedMinor;
    }

    /** What a pre-authorisation holds, additions included. */
    long heldMinor() {
        return approvedMinor + additionsMinor;
    }

    /** True for an approved pre-authorisation that is neither completed nor voided. */
    boolean isOpenPreauth() {
        return type == TransactionType.PREAUTH && state == TransactionState.APPROVED && !voided && completions == 0;
    }

    /** True for an original that came from the journal and is not refunded in full. */
    boolean isOpenAccount() {
        return (flags & ACCOUNT) != 0 && refundableMinor() > 0;
    }

    /** True when something was done to it that would be left without its base if it were reversed. */
    boolean isEntangled() {
        return voided || busy > 0 || refundedMinor > 0 || additionsMinor > 0 || completions > 0;
    }
}
