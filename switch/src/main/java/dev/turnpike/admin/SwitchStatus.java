package dev.turnpike.admin;

import java.util.List;
import java.util.Map;

/**
 * What a running switch tells about itself at one moment.
 *
 * @param state     one word for people: {@code starting}, {@code recovering}, {@code running}, {@code draining}, {@code failed}
 * @param live      false: the process should be restarted
 * @param ready     true: terminals are served
 * @param reason    why it is not ready, empty when it is
 * @param facts     what stays the same while it runs (profile, journal mode, epoch, configuration), in the order to show
 * @param listeners ports for terminals
 * @param links     acquirers
 */
public record SwitchStatus(String state, boolean live, boolean ready, String reason, Map<String, String> facts,
        List<ListenerStatus> listeners, List<LinkStatus> links) {
    /**
     * A port for terminals.
     *
     * @param name        its name
     * @param address     address and port
     * @param connections open connections
     */
    public record ListenerStatus(String name, String address, long connections) {
    }

    /**
     * An acquirer.
     *
     * @param name        its name
     * @param address     host and port
     * @param state       one word: {@code down}, {@code connected}, {@code signed-on}
     * @param connections signed-on connections
     * @param inFlight    requests without an answer
     * @param reversals   reversals that are open or parked
     */
    public record LinkStatus(String name, String address, String state, int connections, long inFlight, long reversals) {
    }
}
