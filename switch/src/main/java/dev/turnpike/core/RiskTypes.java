package dev.turnpike.core;

import dev.turnpike.risk.RiskType;
import dev.turnpike.transaction.TransactionType;

/** Says under which type the risk rules see a transaction. Stateless. */
public final class RiskTypes {
    private RiskTypes() {
    }

    /** The type that rules name. */
    public static RiskType of(TransactionType type) {
        return switch (type) {
            case SALE -> RiskType.SALE;
            case SALE_VOID -> RiskType.VOID;
            case REFUND -> RiskType.REFUND;
            case BALANCE -> RiskType.BALANCE;
            default -> RiskType.OTHER;
        };
    }
}
