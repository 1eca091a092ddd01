package dev.turnpike.configuration;

import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.configuration.ListenerConfiguration.ClientCertificate;
import dev.turnpike.configuration.ListenerConfiguration.Limits;
import dev.turnpike.configuration.ListenerConfiguration.Times;
import dev.turnpike.configuration.ListenerConfiguration.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code listeners}. Stateless. */
final class ListenerReader {
    private ListenerReader() {
    }

    static List<ListenerConfiguration> read(YamlSection root, Profile profile) {
        List<ListenerConfiguration> result = new ArrayList<>();
        for (YamlSection s : root.sections("listeners", true)) {
            result.add(one(s, result.size(), profile));
        }
        return List.copyOf(result);
    }

    private static ListenerConfiguration one(YamlSection s, int number, Profile profile) {
        String name = s.text("name", null, Forms.NAME, Forms.NAME_TEXT);
        String address = s.text("address", "0.0.0.0", Forms.HOST, "an address to bind");
        int port = s.integer("port", null, 1, 65_535);
        String dialect = s.text("dialect", "unionpay-pos", Forms.NAME, "the name of a dialect");
        if (!Dialects.names().contains(dialect)) {
            s.error(s.at("dialect"), "unknown dialect \"" + dialect + "\"" + Nearest.hint(dialect, Dialects.names()) + ", expected one of "
                    + String.join(", ", Dialects.names()));
        }
        boolean plain = s.flag("plain", false);
        Optional<Tls> tls = tls(s, plain, profile);
        Limits limits = new Limits(s.integer("maxFrame", 2_048, 21, 8_192), s.integer("maxConnections", 16_384, 1, 1_000_000),
                s.integer("maxConnectionsPerPeer", 4_096, 1, 1_000_000), s.integer("maxHandshakes", 256, 1, 100_000),
                (int) s.bytes("outboundLimit", "256k", 16_384, 64 << 20));
        Times times = new Times(s.timer("idle", "600s", "1s", "1d"), s.duration("frameTimeout", "5s", "100ms", "60s"),
                s.duration("handshakeTimeout", "3s", "100ms", "60s"), s.duration("busy", "50ms", "0ms", "5s"),
                s.duration("unwritable", "5s", "100ms", "60s"));
        s.end();
        return new ListenerConfiguration(number, name, address, port, tls, dialect, limits, times);
    }

    private static Optional<Tls> tls(YamlSection s, boolean plain, Profile profile) {
        YamlSection t = s.section("tls");
        if (!t.isPresent()) {
            if (!plain) {
                s.error(s.at(), "listener has no TLS, expected a section \"tls\""
                        + (profile == Profile.TEST ? " or \"plain: true\"" : ""));
            } else if (profile == Profile.PRODUCTION) {
                s.error(s.at("plain"), "a plain listener carries card data in the clear, expected a section \"tls\" under the"
                        + " production profile");
            }
            return Optional.empty();
        }
        if (plain) {
            s.error(s.at("plain"), "listener has \"tls\" and \"plain: true\", expected one of them");
        }
        Tls tls = new Tls(t.path("certificate", null), t.path("key", null),
                t.choice("clientCertificate", ClientCertificate.class, ClientCertificate.NONE, ListenerReader::camel),
                t.optionalPath("ca"));
        if (tls.clientCertificate() != ClientCertificate.NONE && tls.clientAuthority().isEmpty()) {
            t.error(t.at("clientCertificate"), "client certificates are asked for but no authority is named, expected key \"ca\"");
        }
        t.end();
        return Optional.of(tls);
    }

    private static String camel(Enum<?> constant) {
        String[] words = constant.name().toLowerCase(Locale.ROOT).split("_");
        StringBuilder text = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            text.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return text.toString();
    }
}
