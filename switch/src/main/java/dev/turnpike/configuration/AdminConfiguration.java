package dev.turnpike.configuration;

/**
 * Metrics, health and status over HTTP.
 *
 * @param address loopback address to bind
 * @param port    1 to 65535
 */
public record AdminConfiguration(String address, int port) {
}
