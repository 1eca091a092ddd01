/**
 * What an operator writes, as immutable typed records: {@code turnpike.yaml} with {@code routing.yaml}, {@code risk.yaml},
 * {@code merchants.csv} and {@code terminals.csv} beside it.
 *
 * <p>{@link dev.turnpike.configuration.ConfigurationLoader} reads everything, collects all mistakes of one run with file, line and
 * column, and hands out a {@link dev.turnpike.configuration.TurnpikeConfiguration} only when there are none. The records hold no key
 * material: keys stay in key files as key blocks, named here. Everything in this package is immutable after loading and may be read
 * by any thread; loading itself is confined to the calling thread. Imported by {@code dev.turnpike} and {@code admin} alone.
 */
package dev.turnpike.configuration;
