package dev.turnpike.risk;

import dev.turnpike.risk.list.EntryList;

/** Whether a request's card, BIN, terminal, merchant, MCC or currency is in a list. */
final class ListMembership implements RequestFunction {
    private final Dimension of;
    private final EntryList list;

    ListMembership(Dimension of, EntryList list) {
        this.of = of;
        this.list = list;
    }

    @Override
    public long value(RiskRequest r) {
        if (!of.present(r)) {
            return 0;
        }
        if (of == Dimension.BIN) {
            return containsPrefix(r.bin()) ? 1 : 0;
        }
        return list.contains(of.value(r)) ? 1 : 0;
    }

    /** An entry of six digits covers all longer numbers that begin with it. */
    private boolean containsPrefix(int bin) {
        for (int digits = bin; digits > 99_999; digits /= 10) {
            if (list.contains(digits)) {
                return true;
            }
        }
        return false;
    }
}
