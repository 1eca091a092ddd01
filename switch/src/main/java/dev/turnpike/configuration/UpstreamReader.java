package dev.turnpike.configuration;

import dev.turnpike.configuration.UpstreamConfiguration.Endpoint;
import dev.turnpike.configuration.UpstreamConfiguration.MessageProfile;
import dev.turnpike.configuration.UpstreamConfiguration.Pin;
import dev.turnpike.configuration.UpstreamConfiguration.Protocol;
import dev.turnpike.configuration.UpstreamConfiguration.ReversalPolicy;
import dev.turnpike.configuration.UpstreamConfiguration.StanScope;
import dev.turnpike.configuration.UpstreamConfiguration.Times;
import dev.turnpike.configuration.UpstreamConfiguration.Tls;
import dev.turnpike.security.PinBlockFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code upstreams}. Stateless. */
final class UpstreamReader {
    private static final List<String> FINAL_CODES = List.of("00", "25", "12", "94");

    private UpstreamReader() {
    }

    static List<UpstreamConfiguration> read(YamlSection root) {
        List<UpstreamConfiguration> result = new ArrayList<>();
        for (YamlSection s : root.sections("upstreams", true)) {
            result.add(one(s, result.size()));
        }
        return List.copyOf(result);
    }

    private static UpstreamConfiguration one(YamlSection s, int number) {
        String name = s.text("name", null, Forms.NAME, Forms.NAME_TEXT);
        Protocol protocol = protocol(s);
        Endpoint endpoint = new Endpoint(s.text("host", null, Forms.HOST, "a host name or address"), s.integer("port", null, 1, 65_535),
                s.integer("connections", 1, 1, 64), s.integer("maxFrame", 2_048, 32, 8_192), tls(s.section("tls")));
        Pin pin = new Pin(s.text("zpk", null, Forms.KEY_NAME, Forms.KEY_NAME_TEXT),
                s.choice("pinFormat", PinBlockFormat.class, PinBlockFormat.ISO_0, Enum::name));
        Times times = new Times(s.timer("timeout", "45s", "100ms", "5m"), s.timer("echo", "30s", "1s", "10m"),
                s.integer("echoMisses", 2, 1, 10), s.duration("connectTimeout", "5s", "100ms", "60s"), s.duration("signOnTimeout", "10s", "100ms", "60s"),
                s.timer("holdDown", "10s", "0s", "10m"), s.timer("reconnectFirst", "1s", "10ms", "60s"),
                s.timer("reconnectMax", "30s", "100ms", "10m"));
        int maxInFlight = s.integer("maxInFlight", 4_096, 1, 1_000_000);
        ReversalPolicy reversal = reversal(s.section("reversal"), s);
        s.end();
        return new UpstreamConfiguration(number, name, endpoint, protocol, pin, times, maxInFlight, reversal);
    }

    private static Protocol protocol(YamlSection s) {
        MessageProfile profile = s.choice("profile", MessageProfile.class, MessageProfile.ISO87A_2B, YamlSection::kebab);
        String bitmap = s.text("bitmap", "hex", Pattern.compile("hex|binary"), "hex or binary");
        return new Protocol(profile, "binary".equals(bitmap) ? "iso87a-bin" : "iso87a-hex",
                s.text("institution", null, Forms.INSTITUTION, "an institution id of up to 11 digits (field 32)"),
                s.optional("forwarder", Forms.INSTITUTION, "an institution id of up to 11 digits (field 33)").orElse(""),
                s.zone("zone", "UTC"), s.choice("stanScope", StanScope.class, StanScope.F7, YamlSection::kebab));
    }

    private static Optional<Tls> tls(YamlSection t) {
        if (!t.isPresent()) {
            return Optional.empty();
        }
        Tls tls = new Tls(t.path("ca", null), t.optionalPath("certificate"), t.optionalPath("key"),
                t.optional("serverName", Forms.HOST, "a host name"));
        if (tls.certificate().isPresent() != tls.key().isPresent()) {
            t.error(t.at(), "certificate and key belong together, expected both or neither");
        }
        t.end();
        return Optional.of(tls);
    }

    private static ReversalPolicy reversal(YamlSection r, YamlSection upstream) {
        List<String> codes = r.textsOr("finalCodes", FINAL_CODES, Forms.RESPONSE_CODE, "a response code of two digits or capitals");
        ReversalPolicy policy = new ReversalPolicy(r.timer("firstRetry", "60s", "100ms", "1h"), r.timer("maxRetry", "15m", "100ms", "1d"),
                r.integer("attempts", 6, 1, 100), List.copyOf(codes), r.timer("settle", "90s", "0s", "1h"),
                r.integer("rate", 200, 1, 100_000), r.integer("window", 256, 1, 100_000));
        if (policy.firstRetry().compareTo(policy.maxRetry()) > 0) {
            r.error(r.at("firstRetry"), "firstRetry is longer than maxRetry of upstream \"" + upstream.text("name", "") + "\", expected at most "
                    + Durations.format(policy.maxRetry()));
        }
        r.end();
        return policy;
    }
}
