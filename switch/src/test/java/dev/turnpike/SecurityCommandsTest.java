package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.LocalMasterKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class SecurityCommandsTest {
    @TempDir
    private Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @Test
    void shouldAgreeWithTheVectorsWhenTheCheckRuns() throws URISyntaxException {
        String file = Path.of(SecurityCommandsTest.class.getResource("/vectors/crypto.json").toURI()).toString();
        assertEquals(ExitCode.OK, run("crypto", "check", file), out + "" + err);
        assertTrue(out.toString().contains(" passed, 0 failed, 0 unsupported"), out.toString());
        assertEquals(ExitCode.NO_INPUT, run("crypto", "check", "/nonexistent.json"));
    }

    @ParameterizedTest
    @EnumSource(Calculator.class)
    void shouldCalculateItsOwnExample(Calculator calculator) {
        List<String> args = new ArrayList<>(List.of("crypto", calculator.command()));
        args.addAll(List.of(calculator.example().split(" ")));
        assertEquals(ExitCode.OK, run(args.toArray(String[]::new)), err.toString());
        assertFalse(out.toString().isEmpty());
    }

    @Test
    void shouldGivePublishedResultsAndRefuseNonsense() {
        assertEquals(ExitCode.OK, run("crypto", "cvv", "cvk=4C37C8319D76ADAB58D9431543C2165B", "pan=4433678298261175", "expiry=0916",
            "serviceCode=101"));
        assertEquals("cvv 478", out.toString().strip());
        assertEquals(ExitCode.DATA, run("crypto", "cvv", "cvk=4C37", "pan=4433678298261175", "expiry=0916", "serviceCode=101"));
        assertEquals(ExitCode.DATA, run("crypto", "pin-block", "op=encode", "pin=1234"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        64|crypto kcv|Missing required parameter
        64|crypto kcv foo|KEY=VALUE
        64|crypto hmac a=b|Did you mean
        65|crypto kcv key=0123456789ABCDEF method=DES_ZERO length=x|length is no whole number
        65|crypto kcv key=012345678 method=DES_ZERO|key: hex text of odd length 9
        65|crypto kcv key=0123456789ABCDEF method=ROT13|unknown method ROT13
        65|crypto cvv cvk=0123456789ABCDEFFEDCBA9876543210 pan=4123456789012345 expiry=8701 serviceCode=101 typo=1|input typo means nothing here
        65|crypto cvv cvk=0123456789ABCDEFFEDCBA9876543210 pan=4123456789012345 expiry=8701|input serviceCode is missing
        65|crypto pin-block format=9 op=encode pin=1234|there is no format=9, expected one of 0, 1, 2, 3, 4
        65|crypto pin-block op=encode pin=1234|input format is missing
        65|crypto pin-block format=0 op=frob pin=1234 pan=4012345678909|unknown operation frob
        65|crypto mac algorithm=foo key=00 data=00|expected one of cmac_aes
        64|keys generate k --usage MAKE_TEA|MAKE_TEA
        65|keys generate k --usage MAC --bytes 17|algorithm T has no keys of 17 bytes
        65|keys generate k --usage MAC --mode E|does not fit MAC
        65|keys generate k!k --usage MAC|a key's name is 1 to 80
        65|keys export nothing --under nothing|there is no key nothing
        65|keys import k NOBLOCK --usage MAC --under nothing|there is no key nothing
        65|keys rotate a b|there is no key a
        65|keys retire a|key a has no previous version
        65|keys remove a|there is no key a
        64|keys rewrap --to x|--keys
        """)
    void shouldSayInOneSentenceWhatIsWrong(int code, String line, String says) throws IOException {
        LocalMasterKey.create(directory.resolve("lmk"), new SecureRandom()).close();
        List<String> args = new ArrayList<>(List.of(line.split(" ")));
        if (line.startsWith("keys") && !line.contains("rewrap")) {
            args.add("--keys=" + directory.resolve("switch.keys"));
        }
        assertEquals(code, run(args.toArray(String[]::new)), out + "" + err);
        assertTrue(err.toString().contains(says), err.toString());
        assertTrue(err.toString().lines().count() <= 3, err.toString());
        assertFalse(Files.exists(directory.resolve("switch.keys")), "nothing was made");
    }

    @Test
    void shouldManageAKeyFileWithoutShowingAValue() throws IOException {
        LocalMasterKey.create(directory.resolve("lmk"), new SecureRandom()).close();
        String keys = "--keys=" + directory.resolve("switch.keys");
        assertEquals(ExitCode.OK, run("keys", "generate", "zone/a", keys, "--usage=KEY_BLOCK_PROTECTION", "--algorithm=A", "--bytes=32"),
            err.toString());
        assertEquals(ExitCode.OK, run("keys", "generate", "zpk", keys, "--usage=PIN_ENCRYPTION", "--mode=E", "--operator=ann"));
        out.getBuffer().setLength(0);
        assertEquals(ExitCode.OK, run("keys", "export", "zpk", keys, "--under=zone/a"));
        String block = out.toString().strip();
        assertEquals(ExitCode.OK, run("keys", "import", "zpk2", block, keys, "--under=zone/a", "--usage=PIN_ENCRYPTION"), err.toString());
        assertEquals(ExitCode.DATA, run("keys", "import", "zpk3", block, keys, "--under=zone/a", "--usage=MAC"));
        assertTrue(err.toString().contains("does not fit MAC"), err.toString());
        assertEquals(ExitCode.OK, run("keys", "rotate", "zpk", "zpk2", keys));
        out.getBuffer().setLength(0);
        assertEquals(ExitCode.OK, run("keys", "list", keys));
        assertTrue(out.toString().contains("zpk@previous"), out.toString());
        assertEquals(ExitCode.OK, run("keys", "retire", "zpk", keys));
        assertEquals(5, Files.readAllLines(directory.resolve("audit.log")).size() - 1);
    }
}
