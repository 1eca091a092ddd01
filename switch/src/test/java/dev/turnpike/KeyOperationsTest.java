package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.KeyFile;
import dev.turnpike.security.KeyFileLock;
import dev.turnpike.security.KeyManagement;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.status.SystemClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do with key files when things go wrong: mistyped, forged, twice at once, readable by others. */
class KeyOperationsTest {
    private static final String FIRST = "2CBF0D8FA4E66ECE6B239E25B9BAD934";
    private static final String SECOND = "B60825E3790D31CE4A4AA74397461C13";
    private static final String THIRD = "29BFE3C1D0C1E50BCD7038A42CFB160B";
    private static final String PARTS = FIRST + "\n" + SECOND + "\n" + THIRD + "\n";
    private static final String[] CEREMONY = {"keys", "components", "zone/a", "--usage=ZONE_MASTER", "--custodians=ann,bob,cid"};

    @TempDir
    private Path root;
    private Path file;
    private final InputStream input = System.in;
    private String said;

    @BeforeEach
    void make() throws IOException {
        file = root.resolve("switch.keys");
        LocalMasterKey.create(root.resolve("lmk"), new SecureRandom()).close();
    }

    @AfterEach
    void restoreInput() {
        System.setIn(input);
    }

    private static int run(StringWriter text, Path keys, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--keys=" + keys);
        return Main.commandLine().setOut(new PrintWriter(text)).setErr(new PrintWriter(text)).execute(all.toArray(String[]::new));
    }

    private int run(String... words) {
        StringWriter text = new StringWriter();
        int code = run(text, file, words);
        said = text.toString();
        return code;
    }

    private int typed(String text, String... words) {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
        return run(words);
    }

    private List<String> audit() throws IOException {
        return Files.exists(root.resolve("audit.log")) ? Files.readAllLines(root.resolve("audit.log")) : List.of();
    }

    private static String[] and(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\n2026-01-01T00:00:00Z operator=root action=remove key=zpk usage=MAC kcv=000000", "x y", "x=y", "", "x\r"})
    void shouldLeaveNoRecordOfAKeyThatWasNeverMade(String name) throws IOException {
        assertEquals(ExitCode.DATA, run("keys", "generate", name, "--usage=MAC"), said);
        assertEquals(ExitCode.DATA, typed(PARTS, "keys", "components", name, "--usage=ZONE_MASTER", "--custodians=ann,bob,cid"));
        assertEquals(ExitCode.DATA, run("keys", "generate", "fine", "--usage=MAC", "--mode=E"));
        assertEquals(List.of(), audit());
        assertEquals(ExitCode.OK, run("keys", "generate", "fine", "--usage=MAC"), said);
        assertEquals(ExitCode.DATA, run("keys", "generate", "fine", "--usage=MAC"), said);
        assertEquals(1, audit().size(), "one key, one record");
    }

    @Test
    void shouldNameEveryCustodianAndCompareTheCheckValuesOnPaper() throws IOException {
        String value = KeyManagement.componentCheckValue('T', Hex.decode(FIRST));
        String paper = FIRST + " " + value + "\n" + SECOND + "\n" + THIRD + "\n";
        assertEquals(ExitCode.OK, typed(paper, and(CEREMONY, "--kcv=6CE4CF")), said);
        assertTrue(said.startsWith("component of ann kcv " + value + System.lineSeparator() + "component of bob kcv "), said);
        assertTrue(said.contains("zone/a kcv 6CE4CF"), said);
        List<String> records = audit();
        assertEquals(4, records.size());
        assertTrue(records.get(0).contains("operator=ann action=component key=zone/a usage=ZONE_MASTER kcv=" + value), records.get(0));
        assertTrue(records.get(2).contains("operator=cid action=component key=zone/a"), records.get(2));
        assertTrue(records.get(3).contains("operator=ann_bob_cid action=enter-components key=zone/a"), records.get(3));
        assertFalse(String.join("", records).contains(FIRST.substring(0, 8)));
    }

    @Test
    void shouldRefuseACeremonyThatIsNone() throws IOException {
        assertEquals(ExitCode.DATA, typed(FIRST + " 000000\n" + SECOND + "\n" + THIRD + "\n", CEREMONY));
        assertTrue(said.contains("the check value of component 1 of 3 (ann) does not agree"), said);
        assertEquals(ExitCode.DATA, typed(FIRST + "\nxyz\n" + THIRD + "\n", CEREMONY));
        assertEquals(ExitCode.DATA, typed(FIRST + "\n", CEREMONY));
        assertTrue(said.contains("component 2 of 3 (bob) is missing"), said);
        String[] nameless = {"keys", "components", "zone/a", "--usage=ZONE_MASTER"};
        assertEquals(ExitCode.USAGE, typed(PARTS, nameless));
        assertEquals(ExitCode.USAGE, typed(PARTS, and(nameless, "--custodians=ann")));
        assertEquals(ExitCode.USAGE, typed(PARTS, and(nameless, "--custodians=ann,Ann")));
        assertEquals(ExitCode.USAGE, typed(PARTS, and(nameless, "--custodians=ann,b b")));
        assertEquals(List.of(), audit());
        assertFalse(Files.exists(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6", "6CE", "6CE4CF00", "6CEX", "6CE4CE"})
    void shouldTakeNoCheckValueThatShowsNothing(String kcv) {
        assertEquals(ExitCode.DATA, typed(PARTS, and(CEREMONY, "--kcv=" + kcv)), said);
        assertTrue(said.contains("check value"), said);
        String lmk = FIRST + FIRST + "\n" + SECOND + THIRD + "\n";
        System.setIn(new ByteArrayInputStream(lmk.getBytes(StandardCharsets.US_ASCII)));
        StringWriter text = new StringWriter();
        assertEquals(ExitCode.DATA, Main.commandLine().setOut(new PrintWriter(text)).setErr(new PrintWriter(text))
            .execute("keys", "lmk", "enter", root.resolve("new").toString(), "--custodians=ann,bob", "--kcv=" + kcv), text.toString());
    }

    @Test
    void shouldWipeWhatCameBeforeATypingError() {
        System.setIn(new ByteArrayInputStream((FIRST + "\nABX\n").getBytes(StandardCharsets.US_ASCII)));
        List<byte[]> seen = new ArrayList<>();
        assertThrows(IllegalArgumentException.class, () -> ComponentEntry.read(List.of("ann", "bob"), part -> {
            seen.add(part);
            return "-";
        }, new PrintWriter(new StringWriter())));
        assertEquals(1, seen.size());
        assertArrayEquals(new byte[16], seen.get(0));
    }

    @Test
    void shouldAskForAnOverrideWhenABareKeyComesUnderTheProductionProfile() {
        assertEquals(ExitCode.OK, typed(secretParts(), "keys", "components", "zone/a", "--usage=ZONE_MASTER", "--custodians=ann,bob"), said);
        assertEquals(ExitCode.OK, run("keys", "generate", "k", "--usage=MAC"), said);
        String[] bare = {"keys", "import", "zpk", "C9A62E96ADFB52A7815BE8D7E730B24E", "--ecb", "--usage=PIN_ENCRYPTION", "--under=zone/a",
            "--production"};
        assertEquals(ExitCode.DATA, run(and(bare, "--kcv=000000")));
        assertTrue(said.contains("--accept-bare-key"), said);
        assertEquals(ExitCode.DATA, run(and(bare, "--kcv=000000", "--accept-bare-key")));
        assertTrue(said.contains("the check value of the key does not agree"), said);
        assertEquals(ExitCode.USAGE, run("keys", "import", "zpk", "B0", "--usage=MAC", "--under=zone/a", "--accept-bare-key"));
    }

    private static String secretParts() {
        byte[] part = new byte[16];
        new SecureRandom().nextBytes(part);
        return Hex.encode(part) + "\n" + FIRST + "\n";
    }

    @Test
    void shouldLoseNoKeyWhenCommandsRunAtOnce() throws Exception {
        List<Callable<Integer>> commands = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String name = "key" + i;
            commands.add(() -> run(new StringWriter(), file, "keys", "generate", name, "--usage=MAC"));
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(12)) {
            for (Future<Integer> code : pool.invokeAll(commands)) {
                assertEquals(ExitCode.OK, code.get());
            }
        }
        assertEquals(12, KeyFile.open(file).size());
        assertEquals(12, audit().size());
    }

    @Test
    void shouldSayThatAnotherCommandIsAtWork() throws IOException {
        try (KeyFileLock held = KeyFileLock.of(file, SystemClock.INSTANCE, 0)) {
            assertEquals(0, held.open().size());
            IOException e = assertThrows(KeyFileLock.BusyException.class, () -> KeyFileLock.of(file, SystemClock.INSTANCE, 50));
            assertTrue(e.getMessage().contains("is being changed by another command"), e.getMessage());
            assertEquals(ExitCode.OK, run("keys", "list"), said);
            assertEquals(ExitCode.TEMPORARY, run("keys", "generate", "k", "--usage=MAC"), said);
            assertEquals(1, said.lines().count(), said);
        }
        assertEquals(ExitCode.OK, run("keys", "generate", "k", "--usage=MAC"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"switch.keys", "audit.log"})
    void shouldRefuseFilesThatOthersMayUse(String name) throws IOException {
        assertEquals(ExitCode.OK, run("keys", "generate", "k", "--usage=MAC"), said);
        String before = Files.readString(file);
        for (String mode : List.of("rw-r--r--", "rw--w----", "rw-----w-")) {
            Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString(mode));
            assertEquals(ExitCode.DATA, run("keys", "generate", "k2", "--usage=MAC"), said);
            assertTrue(said.contains(name + ": mode is " + mode + ", expected rw------- (chmod 600)"), said);
        }
        assertEquals(before, Files.readString(file));
        Files.setPosixFilePermissions(root.resolve(name), PosixFilePermissions.fromString("rw-------"));
        assertEquals(ExitCode.OK, run("keys", "generate", "k2", "--usage=MAC"), said);
    }

    @Test
    void shouldTellLineAndColumnOfAMistakeInAKeyFile() throws IOException {
        assertEquals(ExitCode.OK, run("keys", "generate", "k", "--usage=MAC"), said);
        String good = Files.readString(file);
        Files.writeString(file, good.replace("k MAC ", "k MACARONI "));
        assertEquals(ExitCode.DATA, run("keys", "list"));
        assertTrue(said.contains("switch.keys:2:3: there is no such usage, expected one of ["), said);
        assertFalse(said.contains("enum"), said);
        Files.writeString(file, good.replace("k MAC ", "k! MAC "));
        assertEquals(ExitCode.DATA, run("keys", "list"));
        assertTrue(said.contains("switch.keys:2:1: a key's name"), said);
        Files.writeString(file, good.replace("k MAC ", "k MAC x"));
        assertEquals(ExitCode.DATA, run("keys", "list"));
        Files.writeString(file, good + "k\n");
        assertEquals(ExitCode.DATA, run("keys", "list"));
        assertTrue(said.contains("switch.keys:3:1: expected three words"), said);
    }

    @Test
    void shouldRefuseAPublishedLocalMasterKey() throws IOException {
        String published = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";
        byte[] rest = Hex.decode(published);
        byte[] part = Hex.decode(FIRST + SECOND);
        for (int i = 0; i < 32; i++) {
            rest[i] ^= part[i];
        }
        StringWriter text = new StringWriter();
        System.setIn(new ByteArrayInputStream((FIRST + SECOND + "\n" + Hex.encode(rest) + "\n").getBytes(StandardCharsets.US_ASCII)));
        assertEquals(ExitCode.DATA, Main.commandLine().setOut(new PrintWriter(text)).setErr(new PrintWriter(text))
            .execute("keys", "lmk", "enter", root.resolve("new").toString(), "--custodians=ann,bob"));
        assertTrue(text.toString().contains("refused: the local master key is a published test key"), text.toString());
        assertFalse(Files.exists(root.resolve("new")));
        assertEquals(List.of(), audit());

        Path known = root.resolve("known");
        PublishedMasterKey.write(known);
        assertEquals(ExitCode.OK, run("keys", "list", "--lmk=" + known), said);
        assertEquals(ExitCode.DATA, run("keys", "list", "--production", "--lmk=" + known), said);
        assertEquals(ExitCode.OK, run("keys", "generate", "k", "--usage=MAC"), said);
        assertEquals(ExitCode.DATA, run("keys", "rewrap", "--to=" + known), said);
        assertTrue(said.contains("published"), said);
        assertEquals(ExitCode.OK, run("keys", "list"), "still under the old key");
    }
}
