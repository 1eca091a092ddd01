package dev.turnpike.crash;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One entry of an acquirer's ledger.
 *
 * @param identity link, F7 and F11
 * @param original identity of what it voids or refunds, {@code null} for none
 * @param tid terminal id
 * @param reference retrieval reference number, F37
 * @param amountMinor approved amount
 * @param netMinor what it adds to the merchant's money now: negative for voids and refunds, 0 unless it stands
 * @param state posted, declined, reversed or tombstone
 * @param voided whether a void of it stands
 */
record Posting(Upstream identity, Upstream original, String tid, String reference, long amountMinor, long netMinor, String state,
        boolean voided) {
    /** Identity of a message to an acquirer. */
    record Upstream(String link, long time, int stan) {
        @Override
        public String toString() {
            return link + " F7 " + time + " F11 " + stan;
        }
    }

    static Posting of(String link, JsonNode json) {
        JsonNode first = json.path("original");
        return new Posting(upstream(link, json), first.isMissingNode() ? null : upstream(link, first), json.path("f41").asText(),
            json.path("f37").asText(), json.path("amount").asLong(), json.path("net").asLong(), json.path("state").asText(),
            json.path("voided").asBoolean());
    }

    private static Upstream upstream(String link, JsonNode json) {
        return new Upstream(link, Long.parseLong(json.path("f7").asText()), Integer.parseInt(json.path("f11").asText()));
    }

    boolean stands() {
        return state.equals("posted");
    }
}
