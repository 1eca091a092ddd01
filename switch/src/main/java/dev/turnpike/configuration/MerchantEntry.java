package dev.turnpike.configuration;

import java.time.ZoneId;

/**
 * One line of {@code merchants.csv}.
 *
 * @param mid     merchant id, field 42, 15 characters
 * @param name    merchant name, at most 40 characters
 * @param mcc     merchant category code, 4 digits
 * @param zone    zone of fields 12 and 13 for its terminals
 * @param active  false: its terminals are answered 03
 */
public record MerchantEntry(String mid, String name, String mcc, ZoneId zone, boolean active) {
}
