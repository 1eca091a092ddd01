package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local master key from components of two people: into a file, for one command, and a key file under a new one. */
class MasterKeyCommandTest {
    private static final String FIRST = "6B0F76BD7C46A41D470239B154BB8F1DA5462608AF7C350C2F31DA57F36BC19D";
    private static final String SECOND = "11" + "5A".repeat(31);
    private static final String PARTS = FIRST + "\n" + SECOND + "\n";

    @TempDir
    Path root;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final InputStream input = System.in;

    @AfterEach
    void restoreInput() {
        System.setIn(input);
        assertFalse(MasterKeySource.isEntered(), "an entered key is forgotten with its command");
    }

    private int run(Object... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(Stream.of(words).map(Object::toString).toArray(String[]::new));
    }

    private int typed(String text, Object... words) {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
        return run(words);
    }

    private List<String> audit(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("audit.log"));
    }

    @Test
    void shouldMakeAProtectedFileFromTwoComponents() throws IOException {
        Path file = root.resolve("lmk");
        assertEquals(ExitCode.OK, typed(PARTS, "keys", "lmk", "enter", file, "--custodians", "alice,bob"), err.toString());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String kcv = out.toString().lines().toList().getLast().replaceFirst(".* kcv ", "");
        assertEquals(ExitCode.OK, run("keys", "lmk", "show", file));
        assertTrue(out.toString().endsWith("kcv " + kcv + System.lineSeparator()), out.toString());
        List<String> records = audit(root);
        assertEquals(3, records.size());
        assertTrue(records.get(0).contains("operator=alice action=lmk-component key=local-master-key"), records.get(0));
        assertTrue(records.get(1).contains("operator=bob action=lmk-component"), records.get(1));
        assertTrue(records.get(2).contains("action=lmk-to-file") && records.get(2).endsWith("kcv=" + kcv), records.get(2));
        assertFalse(String.join("", records).contains(FIRST.substring(0, 16)));
        assertEquals(ExitCode.OK, typed(PARTS, "keys", "lmk", "enter", root.resolve("again"), "--custodians", "alice,bob", "--kcv", kcv));
        assertEquals(ExitCode.CANNOT_CREATE, typed(PARTS, "keys", "lmk", "enter", file, "--custodians", "alice,bob"));        assertEquals(ExitCode.CANNOT_CREATE, run("keys", "lmk", "generate", file));
        assertEquals(6, audit(root).size(), "no record of files that were not made");
    }

    @Test
    void shouldRefuseOnePersonAWrongCheckValueAndAConfigurationFolder() throws IOException {
        Path file = root.resolve("lmk");
        assertEquals(ExitCode.USAGE, typed(PARTS, "keys", "lmk", "enter", file, "--custodians", "alice"));
        assertEquals(ExitCode.USAGE, typed(PARTS, "keys", "lmk", "enter", file, "--custodians", "alice,alice"));
        assertEquals(ExitCode.DATA, typed(PARTS, "keys", "lmk", "enter", file, "--custodians", "alice,bob", "--kcv", "0000000000"));
        assertEquals(ExitCode.DATA, typed(FIRST + "\n", "keys", "lmk", "enter", file, "--custodians", "alice,bob"));
        assertEquals(ExitCode.DATA, typed(FIRST + "\nxyz\n", "keys", "lmk", "enter", file, "--custodians", "alice,bob"));
        assertEquals(ExitCode.DATA, typed(FIRST + "\n" + FIRST + "\n", "keys", "lmk", "enter", file, "--custodians", "alice,bob"), "they cancel");
        assertEquals(ExitCode.DATA, typed(FIRST + "\nABCD\n", "keys", "lmk", "enter", file, "--custodians", "alice,bob"));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertFalse(err.toString().contains("ABCD"), "no component digits in messages");
        Files.writeString(root.resolve("turnpike.yaml"), "");
        assertEquals(ExitCode.CANNOT_CREATE, typed(PARTS, "keys", "lmk", "enter", file, "--custodians", "alice,bob"));
        assertEquals(ExitCode.CANNOT_CREATE, run("keys", "lmk", "generate", Files.createDirectories(root.resolve("sub")).resolve("lmk")));
        assertFalse(Files.exists(file));
    }

    @Test
    void shouldWrapAllKeysUnderANewMasterKeyAndRunFromComponentsAlone() throws IOException {
        Path shop = root.resolve("shop");
        assertEquals(ExitCode.OK, run("init", shop), err.toString());
        Path keys = shop.resolve("data/keys");
        assertEquals(ExitCode.OK, run("keys", "list", "--keys", keys.resolve("switch.keys")));
        String before = out.toString();
        Path fresh = keys.resolve("lmk-new");
        assertEquals(ExitCode.OK, typed(PARTS, "keys", "lmk", "enter", fresh, "--custodians", "alice,bob"), err.toString());

        Object[] rewrap = {"keys", "rewrap", "--to", fresh, "--keys", keys.resolve("switch.keys"), "--keys", keys.resolve("terminals.keys"),
            "--operator", "carol"};
        assertEquals(ExitCode.OK, run(rewrap), err.toString());
        assertTrue(out.toString().contains("6 of 6 keys wrapped under kcv"), out.toString());
        assertEquals(2, audit(keys).stream().filter(l -> l.contains("operator=carol action=rewrap-")).count());
        assertEquals(ExitCode.OK, run(rewrap), "a second call finishes what was cut off");
        assertTrue(out.toString().contains("0 of 6 keys"), out.toString());
        assertEquals(ExitCode.DATA, run("keys", "list", "--keys", keys.resolve("switch.keys")), "the old key opens nothing any more");

        Files.delete(keys.resolve("lmk"));
        Files.delete(fresh);
        assertEquals(ExitCode.OK, typed(PARTS, "keys", "list", "--keys", keys.resolve("switch.keys"), "--enter-lmk", "alice,bob"), err.toString());
        assertEquals(before, out.toString(), "same names, rights and check values");
        assertTrue(audit(keys).getLast().contains("operator=alice_bob action=lmk-entered"), audit(keys).getLast());
        assertEquals(ExitCode.CONFIGURATION, run("config", "check", "--config", shop));
        assertEquals(ExitCode.OK, typed(PARTS, "config", "check", "--config", shop, "--enter-lmk", "alice,bob"), out.toString());
    }
}
