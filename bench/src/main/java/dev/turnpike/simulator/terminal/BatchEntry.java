package dev.turnpike.simulator.terminal;

/**
 * An approved transaction as the terminal keeps it until its batch is closed.
 *
 * @param kind what was done
 * @param batch batch number
 * @param trace trace number, field 11
 * @param amountMinor approved amount in minor units
 * @param reference retrieval reference number, field 37
 * @param authorisation authorisation code, field 38, empty when there was none
 * @param date local date of the answer, MMDD, {@code 0000} when unknown
 * @param foreign true when the card is not of the domestic organisation
 * @param sealedPan card number under the terminal's own key
 */
public record BatchEntry(TransactionKind kind, int batch, int trace, long amountMinor, String reference, String authorisation,
        String date, boolean foreign, String sealedPan) {
    /** The same with another amount. */
    BatchEntry withAmount(long minor) {
        return new BatchEntry(kind, batch, trace, minor, reference, authorisation, date, foreign, sealedPan);
    }

    String line() {
        return kind + "|" + batch + "|" + trace + "|" + amountMinor + "|" + reference + "|" + authorisation + "|" + date + "|"
            + foreign + "|" + sealedPan;
    }

    static BatchEntry parse(String line) {
        String[] part = line.split("\\|", -1);
        return new BatchEntry(TransactionKind.valueOf(part[0]), Integer.parseInt(part[1]), Integer.parseInt(part[2]),
            Long.parseLong(part[3]), part[4], part[5], part[6], Boolean.parseBoolean(part[7]), part[8]);
    }
}
