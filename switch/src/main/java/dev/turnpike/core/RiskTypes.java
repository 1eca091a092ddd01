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
            case SALE, OFFLINE_SALE, CHIP_OFFLINE_SALE -> RiskType.SALE;
            case PREAUTH, PREAUTH_ADDITION -> RiskType.PREAUTHORIZATION;
            case COMPLETION, COMPLETION_ADVICE -> RiskType.COMPLETION;
            case SALE_VOID, PREAUTH_VOID, COMPLETION_VOID -> RiskType.VOID;
            case REFUND, OFFLINE_REFUND -> RiskType.REFUND;
            case BALANCE -> RiskType.BALANCE;
            default -> RiskType.OTHER;
        };
    }
}
