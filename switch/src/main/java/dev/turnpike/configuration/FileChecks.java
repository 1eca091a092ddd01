package dev.turnpike.configuration;

import dev.turnpike.security.DataKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a configuration refers to on disk: certificates and their dates, keys and their names. Immutable. */
final class FileChecks {
    private static final String FILE = ConfigurationLoader.MAIN_FILE;
    /** Every installation needs them; the first of the numbered keys that seal card numbers stands for all. */
    private static final List<String> DATA_KEYS = List.of("data/pan/0001", DataKeys.PAN_HASH, DataKeys.CONTENT_DIGEST);
    private static final Duration SOON = Duration.ofDays(30);

    /** A group of the service's own may read a private key; nobody else, and nobody but the owner may change it. */
    private static final Set<PosixFilePermission> TOO_OPEN = EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private final Instant now;
    private final KeyCheck keyCheck;

    FileChecks(Instant now, KeyCheck keyCheck) {
        this.now = now;
        this.keyCheck = keyCheck;
    }

    void check(Reading reading, TurnpikeConfiguration c) {
        for (ListenerConfiguration l : c.listeners()) {
            String path = "listeners[" + l.number() + "].tls.";
            l.tls().ifPresent(tls -> {
                certificate(reading, path + "certificate", tls.certificate());
                privateKey(reading, path + "key", tls.key());
                tls.clientAuthority().ifPresent(ca -> certificate(reading, path + "ca", ca));
            });
        }
        for (UpstreamConfiguration u : c.upstreams()) {
            String path = "upstreams[" + u.number() + "].tls.";
            u.endpoint().tls().ifPresent(tls -> {
                certificate(reading, path + "ca", tls.authority());
                tls.certificate().ifPresent(f -> certificate(reading, path + "certificate", f));
                tls.key().ifPresent(f -> privateKey(reading, path + "key", f));
            });
        }
        keys(reading, c);
    }

    private void keys(Reading reading, TurnpikeConfiguration c) {
        SecurityConfiguration s = c.security();
        boolean production = c.general().profile() == Profile.PRODUCTION;
        boolean lmk = localMasterKey(reading, s.localMasterKey(), c.general().directory());
        boolean keyFile = readable(reading, "security.keyFile", s.keyFile(), "a key file, made by turnpike init");
        boolean terminalFile = c.terminals().isEmpty()
                || readable(reading, "security.terminalKeyFile", s.terminalKeyFile(), "a key file, made by turnpike terminals import");
        if (lmk && keyFile) {
            Set<String> names = names(reading, "security.keyFile", s.localMasterKey(), s.keyFile(), production);
            if (names != null) {
                for (String key : DATA_KEYS) {
                    named(reading, "security.keyFile", key, names);
                }
                for (UpstreamConfiguration u : c.upstreams()) {
                    named(reading, "upstreams[" + u.number() + "].zpk", u.pin().zpk(), names);
                }
            }
        }
        if (lmk && terminalFile && !c.terminals().isEmpty()) {
            Set<String> names = names(reading, "security.terminalKeyFile", s.localMasterKey(), s.terminalKeyFile(), production);
            if (names != null) {
                terminalKeys(reading, c.terminals(), names);
            }
        }
    }

    /** One mistake about the master key is told once, at its own line, not once more for every key file under it. */
    private boolean localMasterKey(Reading reading, Path file, Path configuration) {
        if (keyCheck.hasMasterKey()) {
            return true;
        }
        String path = "security.localMasterKey";
        if (!readable(reading, path, file, "the file of the local master key, made by turnpike init or turnpike keys lmk")) {
            return false;
        }
        String mistake = file.toAbsolutePath().normalize().startsWith(configuration.toAbsolutePath().normalize())
                ? "the local master key " + file + " lies in the configuration folder, expected it elsewhere (configurations are copied and shown around)"
                : keyCheck.masterKeyMistake(file);
        if (mistake != null) {
            reading.problems().error(reading.at(FILE, path), mistake);
        }
        return mistake == null;
    }

    private static void privateKey(Reading reading, String path, Path file) {
        if (!readable(reading, path, file, "a PEM file with the private key")) {
            return;
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.stream().anyMatch(TOO_OPEN::contains)) {
                reading.problems().error(reading.at(FILE, path), "private key " + file + " has mode " + PosixFilePermissions.toString(permissions)
                        + ", expected rw------- or rw-r----- (chmod 600)");
            }
        } catch (IOException | UnsupportedOperationException e) {
            reading.problems().warning(reading.at(FILE, path), "the permissions of private key " + file + " cannot be read, expected rw-------");
        }
    }

    private static void terminalKeys(Reading reading, List<TerminalEntry> terminals, Set<String> names) {
        for (TerminalEntry t : terminals) {
            List<String> wanted = t.keys() == TerminalEntry.Keys.MASTER ? List.of(t.masterKeyName())
                    : List.of(t.pinKeyName(), t.macKeyName());
            for (String name : wanted) {
                if (!names.contains(name)) {
                    reading.problems().error(reading.at(ConfigurationLoader.TERMINALS_FILE, t.tid()), "terminal " + t.tid() + " has no key \"" + name
                            + "\" in the terminal key file, expected it there (turnpike terminals import)");
                }
            }
        }
    }

    private Set<String> names(Reading reading, String path, Path lmk, Path file, boolean production) {
        KeyCheck.Content content = keyCheck.read(lmk, file, production);
        if (content.mistake() != null) {
            reading.problems().error(reading.at(FILE, path), content.mistake());
            return null;
        }
        return content.names();
    }

    private static void named(Reading reading, String path, String name, Collection<String> names) {
        if (name != null && !names.contains(name)) {
            reading.problems().error(reading.at(FILE, path), "no key \"" + name + "\" in the key file" + Nearest.hint(name, names)
                    + ", expected one of " + (names.isEmpty() ? "(the file is empty)" : String.join(", ", names.stream().sorted().limit(20).toList())));
        }
    }

    private static boolean readable(Reading reading, String path, Path file, String expected) {
        if (Files.isRegularFile(file) && Files.isReadable(file)) {
            return true;
        }
        reading.problems().error(reading.at(FILE, path), "file " + file + " " + (Files.exists(file) ? "cannot be read" : "does not exist")
                + ", expected " + expected);
        return false;
    }

    private void certificate(Reading reading, String path, Path file) {
        if (!readable(reading, path, file, "a PEM file with a certificate")) {
            return;
        }
        Position at = reading.at(FILE, path);
        Collection<? extends Certificate> chain;
        try (InputStream in = Files.newInputStream(file)) {
            chain = CertificateFactory.getInstance("X.509").generateCertificates(in);
        } catch (CertificateException | IOException e) {
            chain = List.of();
        }
        if (chain.isEmpty()) {
            reading.problems().error(at, "file " + file + " holds no certificate, expected a PEM file with a certificate");
        }
        for (Certificate one : chain) {
            dates(reading, at, file, (X509Certificate) one);
        }
    }

    private void dates(Reading reading, Position at, Path file, X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (until.isBefore(now)) {
            reading.problems().error(at, "certificate " + file + " has expired on " + until + ", expected a valid one");
        } else if (from.isAfter(now)) {
            reading.problems().error(at, "certificate " + file + " is valid from " + from + " only, expected a valid one");
        } else if (until.isBefore(now.plus(SOON))) {
            reading.problems().warning(at, "certificate " + file + " expires on " + until + ", expected at least " + SOON.toDays()
                    + " days more");
        }
    }

    /** True for a literal loopback address or {@code localhost}. Asks no name server. */
    static boolean isLoopback(String address) {
        if (address.equals("localhost")) {
            return true;
        }
        if (!address.matches("[0-9.]+|\\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*]?")) {
            return false;
        }
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
