package dev.turnpike.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mistakes that people make, one each: file, what to replace, by what, and the message. {@code ^} in the replacement marks the line and
 * column that must be reported.
 */
class MistakesTest {
    @TempDir
    Path root;

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            turnpike.yaml|profile: test|profile: ^tset|"profile" is "tset" (did you mean "test"?), expected one of test, production
            turnpike.yaml|profile: test|^profile:|"profile" has no value, expected one of test, production
            turnpike.yaml|profile: test|^profil: test|unknown key "profil" (did you mean "profile"?), expected one of profile, test, dataDirectory, journal, security, listeners, terminalProfiles, upstreams, limits, pipeline, admin
            turnpike.yaml|    address: 0.0.0.0|    ^adress: 0.0.0.0|unknown key "adress" (did you mean "address"?), expected one of name, address, port, dialect, plain, tls, maxFrame, maxConnections, maxConnectionsPerPeer, maxHandshakes, outboundLimit, idle, frameTimeout, handshakeTimeout, busy, unwritable
            turnpike.yaml|port: 8583|port: ^85830|"port" is "85830", expected a whole number 1 to 65535
            turnpike.yaml|port: 8583|port: ^http|"port" is "http", expected a whole number 1 to 65535
            turnpike.yaml|port: 8583|port: ^[8583]|"port" is a list, expected a whole number 1 to 65535
            turnpike.yaml|idle: 600s|idle: ^600|"idle" is "600", expected a duration 1s to 1d, for example 600s
            turnpike.yaml|idle: 600s|idle: ^30s|idle of listener "pos" is shorter than limits.terminalTimeout, expected at least 60s: it would close connections that wait for an answer
            turnpike.yaml|outboundLimit: 256k|outboundLimit: ^1k|"outboundLimit" is "1k", expected a size 16k to 64M, for example 256k
            turnpike.yaml|plain: false|plain: ^no|"plain" is "no", expected true or false
            turnpike.yaml|plain: false|plain: ^true|listener has "tls" and "plain: true", expected one of them
            turnpike.yaml|clientCertificate: none|clientCertificate: ^perTerminl|"clientCertificate" is "perTerminl" (did you mean "perTerminal"?), expected one of none, perTerminal, perGateway
            turnpike.yaml|dialect: unionpay-pos|dialect: ^unionpay-pso|unknown dialect "unionpay-pso" (did you mean "unionpay-pos"?), expected one of
            turnpike.yaml|macAlgorithm: UNIONPAY_ECB|macAlgorithm: ^UNIONPAY_EBC|"macAlgorithm" is "UNIONPAY_EBC" (did you mean "UNIONPAY_ECB"?), expected one of UNIONPAY_ECB, X9_9_CBC, X9_19, CBC_3DES, CMAC_TDES, CMAC_AES, CMAC_SM4, UNIONPAY_ECB_SM4, SM4_CBC
            turnpike.yaml|mak: 8 |mak: ^12 |"mak" is "12", expected 8 or 16, the length of the MAC key in bytes
            turnpike.yaml|["003", "004"]|^["003-full-mak"]|key layout 003-full-mak carries a MAC key of 16 bytes but mak is 8, expected 001, 003 or 004
            turnpike.yaml|["003", "004"]|["003", ^"007"]|entry 2 of "keyLayouts" is "007", expected one of 001, 003, 003-full-mak, 004, 004-full-mak, sm4
            turnpike.yaml|unknownOriginal: "25"|unknownOriginal: ^"26"|"unknownOriginal" is "26", expected 25 or 00
            turnpike.yaml|zone: Asia/Shanghai|zone: ^Asia/Shangai|"zone" is "Asia/Shangai", expected a time zone such as Asia/Shanghai or UTC
            turnpike.yaml|name: cup-b|name: ^cup-a|upstream "cup-a" is given twice, first on line
            turnpike.yaml|zpk: zone/cup-a/zpk|zpk: ^zone/cup-a/zkp|no key "zone/cup-a/zkp" in the key file (did you mean "zone/cup-a/zpk"?), expected one of data/content-digest, data/pan-hash, data/pan/0001, zone/cup-a/zpk, zone/cup-b/zpk
            turnpike.yaml|firstRetry: 60s|firstRetry: ^20m|firstRetry is longer than maxRetry of upstream "cup-a", expected at most 15m
            turnpike.yaml|finalCodes: ["00", "25", "12", "94"]|finalCodes: ["00", ^"9"]|entry 2 of "finalCodes" is "9", expected a response code of two digits or capitals
            turnpike.yaml|ringSize: 2048|ringSize: ^10000|ringSize is 10000, expected a power of two such as 8192
            turnpike.yaml|maxInFlight: 16384|maxInFlight: ^8000|maxInFlight is 8000, expected at least 8192, the sum of maxInFlight of cup-a, cup-b
            turnpike.yaml|margin: 5s|margin: ^60s|margin leaves nothing of terminalTimeout, expected less than 60s
            turnpike.yaml|address: 127.0.0.1|address: ^0.0.0.0|address is "0.0.0.0", expected a loopback address such as 127.0.0.1: this interface has no authentication
            turnpike.yaml|port: 8580|port: ^8583|port 8583 is already that of listener "pos", expected another port
            turnpike.yaml|certificate: ../data/tls/server.pem|certificate: ^../data/tls/sever.pem|file ROOT/data/tls/sever.pem does not exist, expected a PEM file with a certificate
            turnpike.yaml|certificate: ../data/tls/server.pem|certificate: ^../data/tls/server.key|file ROOT/data/tls/server.key holds no certificate, expected a PEM file with a certificate
            turnpike.yaml|journal:|^profile: test%njournal:|key "profile" is given twice, first on line 6, expected it once
            turnpike.yaml|  mode: durable|  mode: durable%n^\tsegment: 1M|not YAML:
            routing.yaml|name: domestic-debit|^nam: domestic-debit|unknown key "nam" (did you mean "name"?), expected one of name, match, acquirers
            routing.yaml|acquirers: [cup-b, cup-a]|acquirers: [cup-b, ^cup-x]|unknown upstream "cup-x" (did you mean "cup-a"?), expected one of cup-a, cup-b
            routing.yaml|acquirers: [cup-b, cup-a]|acquirers: [cup-b, ^cup-b]|upstream "cup-b" is listed twice, expected it once
            routing.yaml|types: [sale]|types: [^sales]|entry 1 of "types" is "sales", expected one of sale, sale-void, refund, balance
            routing.yaml|amountMin: 1000000 |amountMin: ^10.00 |"amountMin" is "10.00", expected a whole number 0 to 999999999999
            routing.yaml|["62", "81"]|["62", ^"81x"]|entry 2 of "binPrefixes" is "81x", expected 1 to 8 leading digits of a card number
            routing.yaml|schemes: [cup]|schemes: [^cupp]|entry 1 of "schemes" is "cupp", expected one of cup, visa, mastercard, jcb, other
            routing.yaml|entryModes: [chip,|entryModes: [^chipp,|entry 1 of "entryModes" is "chipp", expected one of unknown, keyed, stripe, code, chip, contactless, fallback, ecommerce
            routing.yaml|action: approve|action: ^aprove|"action" is "aprove" (did you mean "approve"?), expected one of approve, decline
            routing.yaml|code: "91"|code: ^"00"|code is "00", which approves, expected a code that declines
            routing.yaml|cardAmount: 50000|cardAmount: ^10000|limits contradict one another, expected amountMax <= cardAmount <= merchantAmount
            routing.yaml|cardCount: 3 |cardCount: ^-3 |"cardCount" is "-3", expected a whole number 0 to 1000000
            routing.yaml|name: everything-else|name: ^small-chip|rule "small-chip" is given twice, expected another name
            routing.yaml|approvalPrefix: S |approvalPrefix: ^stand |"approvalPrefix" is "stand", expected at most 3 capitals or digits
            merchants.csv|898100012340001,|^89810001234001,|mid is "89810001234001", expected a merchant id of 15 letters and digits
            merchants.csv|,5462,|,^546,|mcc is "546", expected a merchant category code of 4 digits
            merchants.csv|,5462,Asia/Shanghai,active|,5462,Asia/Shanghai,^actve|state is "actve", expected active or suspended
            merchants.csv|mid,name|mid,^nam|unknown column "nam" (did you mean "name"?), expected one of mid, name, mcc, zone, state
            terminals.csv|10000002|^10000001|terminal 10000001 is given twice, first on line 3, expected it once
            terminals.csv|10000002,898100012340001|10000002,^898100012340003|unknown merchant 898100012340003 (did you mean "898100012340001"?), expected one of merchants.csv
            terminals.csv|cup-x919|^cup-x199|unknown terminal profile "cup-x199" (did you mean "cup-x919"?), expected one of cup-ecb, cup-x919
            terminals.csv|static,active|static,active,^more|line has 7 values, expected 6
            """)
    void shouldReportLineAndColumnOfAMistake(String file, String from, String to, String message) {
        String marked = to.replace("%n", "\n");
        ShippedConfiguration shipped = ShippedConfiguration.in(root).replace(file, from, marked);
        String text = shipped.text(file);
        int caret = text.indexOf('^');
        int line = 1 + (int) text.substring(0, caret).chars().filter(c -> c == '\n').count();
        int column = caret - text.lastIndexOf('\n', caret);
        shipped.write(file, text.substring(0, caret) + text.substring(caret + 1));

        ConfigurationLoader.Result result = shipped.check();

        assertNull(result.configuration());
        String expected = message.replace("ROOT", root.toAbsolutePath().toString());
        List<Problem> errors = result.problems().stream().filter(Problem::isError).toList();
        Problem found = errors.stream().filter(p -> p.text().startsWith(expected)).findFirst()
                .orElseThrow(() -> new AssertionError("not reported; reported were " + errors));
        assertEquals(shipped.directory().resolve(file) + ":" + line + ":" + column, found.file() + ":" + found.line() + ":" + found.column());
    }
}
