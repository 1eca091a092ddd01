package dev.turnpike.risk;

import org.agrona.collections.Long2LongHashMap;

/** A named limit that may differ by currency and by terminal, merchant or group; the narrowest that is set applies. */
final class LimitTable implements RequestFunction {
    /** What a limit may be narrowed to, narrowest first. */
    enum Scope {
        TERMINAL,
        MERCHANT,
        GROUP,
        ALL
    }

    /** Currency under which a limit that is not an amount is kept. */
    static final int NO_CURRENCY = 0;
    /** What a limit is when nothing sets it. */
    static final long UNLIMITED = Long.MAX_VALUE;

    private static final Scope[] SCOPES = Scope.values();
    private final Long2LongHashMap limits = new Long2LongHashMap(UNLIMITED);
    private boolean byCurrency;
    private int scopeBits;

    /** Sets a limit while the table is being built; false when it was set already. */
    boolean set(Scope scope, int index, int currency, long limit) {
        byCurrency |= currency != NO_CURRENCY;
        scopeBits |= 1 << scope.ordinal();
        return limits.put(key(scope, index, currency), limit) == UNLIMITED;
    }

    private static long key(Scope scope, int index, int currency) {
        return (long) scope.ordinal() << 60 | (long) index << 16 | currency;
    }

    @Override
    public long value(RiskRequest r) {
        int currency = byCurrency ? r.currency() : NO_CURRENCY;
        for (Scope scope : SCOPES) {
            if ((scopeBits & 1 << scope.ordinal()) != 0) {
                int index = switch (scope) {
                    case TERMINAL -> r.terminal();
                    case MERCHANT -> r.merchant();
                    case GROUP -> r.terminalGroup();
                    case ALL -> 0;
                };
                long limit = index < 0 ? UNLIMITED : limits.get(key(scope, index, currency));
                if (limit != UNLIMITED) {
                    return limit;
                }
            }
        }
        return UNLIMITED;
    }
}
