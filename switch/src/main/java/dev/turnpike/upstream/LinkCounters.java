package dev.turnpike.upstream;

import dev.turnpike.status.Counter;
import dev.turnpike.status.Counters;
import java.util.EnumMap;
import java.util.Map;

/** Numbers of one link. Any thread. */
final class LinkCounters {
    final Counter up;
    final Counter state;
    final Counter signedOn;
    final Counter framesIn;
    final Counter framesOut;
    final Counter bytesIn;
    final Counter bytesOut;
    final Counter unsent;
    final Counter echoesSent;
    final Counter echoesMissed;
    final Counter echoesAnswered;
    final Counter heartbeats;
    final Counter networkIn;
    final Counter unmatched;
    final Counter attempts;
    final Counter backPressure;
    final Counter heldDown;
    final Counter carrierChanges;
    private final Map<LossReason, Counter> lost = new EnumMap<>(LossReason.class);

    LinkCounters(Counters counters, String link) {
        String label = "{link=\"" + link + "\"}";
        up = counters.gauge("turnpike_upstream_up" + label, "1 while the link is signed on and usable");
        state = counters.gauge("turnpike_upstream_state" + label, "State of the link's first connection, see SessionState");
        signedOn = counters.gauge("turnpike_upstream_connections" + label, "Connections signed on");
        framesIn = counters.counter("turnpike_upstream_frames_in_total" + label, "Messages from the acquirer that entered the ring");
        framesOut = counters.counter("turnpike_upstream_frames_out_total" + label, "Messages written to the acquirer");
        bytesIn = counters.counter("turnpike_upstream_bytes_in_total" + label, "Bytes read from the acquirer");
        bytesOut = counters.counter("turnpike_upstream_bytes_out_total" + label, "Bytes written to the acquirer");
        unsent = counters.counter("turnpike_upstream_dropped_total" + label, "Messages dropped on the event loop because no connection was signed on any more");
        echoesSent = counters.counter("turnpike_upstream_echo_sent_total" + label, "Echo requests sent");
        echoesMissed = counters.counter("turnpike_upstream_echo_missed_total" + label, "Echo requests without an answer in time");
        echoesAnswered = counters.counter("turnpike_upstream_echo_answered_total" + label, "Echo requests of the acquirer answered");
        heartbeats = counters.counter("turnpike_upstream_heartbeats_total" + label, "Empty frames answered by the same");
        networkIn = counters.counter("turnpike_upstream_network_in_total" + label, "Network management messages from the acquirer");
        unmatched = counters.counter("turnpike_upstream_network_unmatched_total" + label,
            "Network management answers that belong to no request of ours");
        attempts = counters.counter("turnpike_upstream_connect_total" + label, "Attempts to connect");
        backPressure = counters.counter("turnpike_upstream_back_pressure_total" + label, "Messages that had to wait for a place in the ring");
        heldDown = counters.counter("turnpike_upstream_held_down_total" + label, "Sign-ons that had to wait because the link flaps");
        carrierChanges = counters.counter("turnpike_upstream_carrier_changes_total" + label,
            "Losses of the carrying connection while another one was signed on");
        for (LossReason reason : LossReason.values()) {
            lost.put(reason, counters.counter("turnpike_upstream_lost_total{link=\"" + link + "\",reason=\"" + reason.label() + "\"}",
                "Connections to the acquirer that failed or ended, by reason"));
        }
    }

    void lost(LossReason reason) {
        lost.get(reason).increment();
    }
}
