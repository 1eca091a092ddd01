package dev.turnpike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {
    @Test
    void shouldPackTheFileOfTheRepository() throws IOException {
        Path file = Path.of(System.getProperty("turnpike.root", ".."), "config", "jvm.options");

        assertEquals(JvmOptions.parse(Files.readString(file)), JvmOptions.shipped());
    }

    @Test
    void shouldRunTestsWithTheFlagsOfTheFile() {
        assertEquals(List.of(), JvmOptions.missing(JvmOptions.shipped(), ManagementFactory.getRuntimeMXBean().getInputArguments()));
        JvmOptions.require(new String[] {"run"});
    }

    @Test
    void shouldNameMissingFlagsWhenRequiredOnesAreAbsent() {
        List<String> shipped = List.of("--enable-native-access=ALL-UNNAMED", "-Dx=1", "-Xmx2g", "-XX:+ExitOnOutOfMemoryError", "-XX:SoftMaxHeapSize=1g");

        assertEquals(List.of("-Dx=1", "-XX:+ExitOnOutOfMemoryError"), JvmOptions.missing(shipped, List.of("--enable-native-access=ALL-UNNAMED")));
        assertTrue(JvmOptions.missing(shipped, shipped).isEmpty());
    }
}
