package dev.turnpike.risk;

/**
 * What the engine knows of one transaction: numbers and keyed hashes, never a clear card number. Mutable, made to be reused: fill every
 * field (or {@link #clear()} first). Confirm and release take the values of the request, its time included.
 */
public final class RiskRequest {
    private int transactionType;
    private long cardHashHigh;
    private long cardHashLow;
    private int bin;
    private int terminal = -1;
    private int merchant = -1;
    private int mcc;
    private long amountMinor;
    private int currency;
    private int entryMode;
    private boolean hasPin;
    private long timeMs;
    private int terminalGroup;
    private long device;
    private long member;
    private int location;

    /** Takes all values of another request. */
    public RiskRequest set(RiskRequest other) {
        return transactionType(other.transactionType).cardHashHigh(other.cardHashHigh).cardHashLow(other.cardHashLow).bin(other.bin)
            .terminal(other.terminal).merchant(other.merchant).mcc(other.mcc).amountMinor(other.amountMinor).currency(other.currency)
            .entryMode(other.entryMode).hasPin(other.hasPin).timeMs(other.timeMs).terminalGroup(other.terminalGroup).device(other.device)
            .member(other.member).location(other.location);
    }

    /** Back to an empty request. */
    public RiskRequest clear() {
        transactionType = 0;
        cardHashHigh = 0;
        cardHashLow = 0;
        bin = 0;
        terminal = -1;
        merchant = -1;
        mcc = 0;
        amountMinor = 0;
        currency = 0;
        entryMode = 0;
        hasPin = false;
        timeMs = 0;
        terminalGroup = 0;
        device = 0;
        member = 0;
        location = 0;
        return this;
    }

    /** {@link RiskType#code()}. */
    public RiskRequest transactionType(int transactionType) {
        this.transactionType = transactionType;
        return this;
    }

    /** {@link RiskType#code()}. */
    public int transactionType() {
        return transactionType;
    }

    /** Upper half of the keyed hash of the card number; both halves 0 = no card. */
    public RiskRequest cardHashHigh(long cardHashHigh) {
        this.cardHashHigh = cardHashHigh;
        return this;
    }

    /** Upper half of the keyed hash of the card number; both halves 0 = no card. */
    public long cardHashHigh() {
        return cardHashHigh;
    }

    /** Lower half of the keyed hash of the card number. */
    public RiskRequest cardHashLow(long cardHashLow) {
        this.cardHashLow = cardHashLow;
        return this;
    }

    /** Lower half of the keyed hash of the card number. */
    public long cardHashLow() {
        return cardHashLow;
    }

    /** First 6 to 8 digits of the card number as a number; 0 = no card. */
    public RiskRequest bin(int bin) {
        this.bin = bin;
        return this;
    }

    /** First 6 to 8 digits of the card number as a number; 0 = no card. */
    public int bin() {
        return bin;
    }

    /** Index of the terminal; -1 = none. */
    public RiskRequest terminal(int terminal) {
        this.terminal = terminal;
        return this;
    }

    /** Index of the terminal; -1 = none. */
    public int terminal() {
        return terminal;
    }

    /** Index of the merchant; -1 = none. */
    public RiskRequest merchant(int merchant) {
        this.merchant = merchant;
        return this;
    }

    /** Index of the merchant; -1 = none. */
    public int merchant() {
        return merchant;
    }

    /** Merchant category code, 0 to 9999. */
    public RiskRequest mcc(int mcc) {
        this.mcc = mcc;
        return this;
    }

    /** Merchant category code, 0 to 9999. */
    public int mcc() {
        return mcc;
    }

    /** Amount in minor units of the currency, not negative. */
    public RiskRequest amountMinor(long amountMinor) {
        this.amountMinor = amountMinor;
        return this;
    }

    /** Amount in minor units of the currency, not negative. */
    public long amountMinor() {
        return amountMinor;
    }

    /** Numeric ISO 4217 code, 156 = CNY. */
    public RiskRequest currency(int currency) {
        this.currency = currency;
        return this;
    }

    /** Numeric ISO 4217 code, 156 = CNY. */
    public int currency() {
        return currency;
    }

    /** {@link EntryMode#code()}. */
    public RiskRequest entryMode(int entryMode) {
        this.entryMode = entryMode;
        return this;
    }

    /** {@link EntryMode#code()}. */
    public int entryMode() {
        return entryMode;
    }

    /** True when the request carries a PIN block. */
    public RiskRequest hasPin(boolean hasPin) {
        this.hasPin = hasPin;
        return this;
    }

    /** True when the request carries a PIN block. */
    public boolean hasPin() {
        return hasPin;
    }

    /** Time of the request by the core, in milliseconds since 1970 UTC; the same value at reserve, confirm and release. */
    public RiskRequest timeMs(long timeMs) {
        this.timeMs = timeMs;
        return this;
    }

    /** Time of the request by the core, in milliseconds since 1970 UTC; the same value at reserve, confirm and release. */
    public long timeMs() {
        return timeMs;
    }

    /** Index of the terminal's group; 0 = none. */
    public RiskRequest terminalGroup(int terminalGroup) {
        this.terminalGroup = terminalGroup;
        return this;
    }

    /** Index of the terminal's group; 0 = none. */
    public int terminalGroup() {
        return terminalGroup;
    }

    /** Hash of the device; 0 = none. */
    public RiskRequest device(long device) {
        this.device = device;
        return this;
    }

    /** Hash of the device; 0 = none. */
    public long device() {
        return device;
    }

    /** Hash of the loyalty member; 0 = none. */
    public RiskRequest member(long member) {
        this.member = member;
        return this;
    }

    /** Hash of the loyalty member; 0 = none. */
    public long member() {
        return member;
    }

    /** Index of the region the terminal stands in; 0 = not known. */
    public RiskRequest location(int location) {
        this.location = location;
        return this;
    }

    /** Index of the region the terminal stands in; 0 = not known. */
    public int location() {
        return location;
    }
}
