package dev.turnpike.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShopFileTest {
    private static final String TEXT = """
        listeners:
          - name: pos
            port: 8583   # terminals

        upstreams:
          - name: cup-a
            port: 8601
            timeout: 45s
          - name: cup-b
            port: 8602

        admin:
          port: 8580
        """;

    @Test
    void shouldChangeOneItemAndKeepTheRestWhenAKeyIsThereOrNot() {
        String text = new ShopFile(TEXT).listener(1).admin(2).upstream("cup-a", 3, 3000).upstream("cup-b", 4, 3000).text();
        assertEquals("""
            listeners:
              - name: pos
                address: 127.0.0.1
                port: 1

            upstreams:
              - name: cup-a
                port: 3
                timeout: 3000ms
              - name: cup-b
                timeout: 3000ms
                port: 4

            admin:
              port: 2
            """, text);
    }

    @Test
    void shouldFindWhatInitWrote(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("sim"));
        Files.createDirectories(folder.resolve("config"));
        Files.writeString(folder.resolve("config/turnpike.yaml"), "profile: test\n" + TEXT);
        Files.writeString(folder.resolve("sim/acquirers.csv"),
            "# clear\nname,host,port,bitmap,zpk\ncup-a,127.0.0.1,8601,hex,00\n");
        assertEquals(8583, ShopFile.listenerPort(folder, 1));
        assertEquals(Map.of("name", "cup-a", "host", "127.0.0.1", "port", "8601", "bitmap", "hex", "zpk", "00"),
            ShopFile.acquirer(folder, "cup-a"));
        assertTrue(ShopFile.acquirer(folder, "cup-z").isEmpty());
    }
}
