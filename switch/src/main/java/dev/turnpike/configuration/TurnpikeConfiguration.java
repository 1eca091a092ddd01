package dev.turnpike.configuration;

import java.util.List;
import java.util.Optional;

/**
 * One checked configuration. Immutable; made by {@link ConfigurationLoader} alone, so that whoever holds one need not check names or
 * relations again.
 *
 * @param general   profile, folders, content hash
 * @param journal   the journal
 * @param security  where keys live
 * @param terminalSide listeners, terminal profiles, merchants, terminals
 * @param acquirerSide acquirers and routes
 * @param limits    limits of the core
 * @param pipeline  how the stages run
 * @param admin     metrics, health and status
 */
public record TurnpikeConfiguration(GeneralConfiguration general, JournalConfiguration journal, SecurityConfiguration security,
        TerminalSide terminalSide, AcquirerSide acquirerSide, LimitsConfiguration limits, PipelineConfiguration pipeline,
        AdminConfiguration admin) {
    /**
     * Everything towards terminals.
     *
     * @param listeners ports, in the order of the file
     * @param profiles  terminal profiles, in the order of the file
     * @param merchants in the order of the file
     * @param terminals in the order of the file
     */
    public record TerminalSide(List<ListenerConfiguration> listeners, List<TerminalProfile> profiles, List<MerchantEntry> merchants,
            List<TerminalEntry> terminals) {
    }

    /**
     * Everything towards acquirers.
     *
     * @param upstreams acquirers, in the order of the file
     * @param routing   routes
     */
    public record AcquirerSide(List<UpstreamConfiguration> upstreams, RoutingConfiguration routing) {
    }

    /** Ports for terminals, in the order of the file. */
    public List<ListenerConfiguration> listeners() {
        return terminalSide.listeners();
    }

    /** Terminal profiles, in the order of the file. */
    public List<TerminalProfile> terminalProfiles() {
        return terminalSide.profiles();
    }

    /** The terminal profile of that name. */
    public Optional<TerminalProfile> terminalProfile(String name) {
        return terminalSide.profiles().stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** Merchants, in the order of the file. */
    public List<MerchantEntry> merchants() {
        return terminalSide.merchants();
    }

    /** Terminals, in the order of the file. */
    public List<TerminalEntry> terminals() {
        return terminalSide.terminals();
    }

    /** Acquirers, in the order of the file. */
    public List<UpstreamConfiguration> upstreams() {
        return acquirerSide.upstreams();
    }

    /** The acquirer of that name. */
    public Optional<UpstreamConfiguration> upstream(String name) {
        return acquirerSide.upstreams().stream().filter(u -> u.name().equals(name)).findFirst();
    }

    /** Routes. */
    public RoutingConfiguration routing() {
        return acquirerSide.routing();
    }
}
