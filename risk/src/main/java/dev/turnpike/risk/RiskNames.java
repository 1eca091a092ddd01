package dev.turnpike.risk;

/** Resolves the names of merchants, terminals and groups in a rule file to the indexes that requests carry. */
public interface RiskNames {
    /** Knows no name: rules that name a merchant, terminal or group are problems. */
    RiskNames NONE = new RiskNames() {
    };

    /** Index of a merchant (MID), -1 when unknown. */
    default int merchant(String name) {
        return -1;
    }

    /** Index of a terminal (TID), -1 when unknown. */
    default int terminal(String name) {
        return -1;
    }

    /** Index of a terminal group, -1 when unknown. */
    default int group(String name) {
        return -1;
    }
}
