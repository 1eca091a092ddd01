package dev.turnpike.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The code, the annotated files and the reference page name the same keys. */
class ConfigurationKeysTest {
    /** A key that is shown but left out: no blank, or two, behind the number sign. A comment has one. */
    private static final Pattern COMMENTED_KEY = Pattern.compile("(?m)^( *)#(?=\\S|  )");
    private static final Path PAGE = ShippedConfiguration.SHIPPED.resolveSibling("docs").resolve("CONFIGURATION.md");

    @TempDir
    Path root;
    private ShippedConfiguration everything;

    @BeforeEach
    void uncommentEverything() {
        everything = ShippedConfiguration.in(root);
        for (String file : List.of("turnpike.yaml", "routing.yaml")) {
            everything.write(file, COMMENTED_KEY.matcher(everything.text(file)).replaceAll("$1"));
        }
    }

    private static void collect(Node node, String path, Set<String> keys) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = ((ScalarNode) tuple.getKeyNode()).getValue();
                collect(tuple.getValueNode(), path.isEmpty() ? key : path + "." + key, keys);
            }
        } else if (node instanceof SequenceNode list && list.getValue().stream().allMatch(MappingNode.class::isInstance)) {
            list.getValue().forEach(n -> collect(n, path + "[]", keys));
        } else {
            keys.add(path);
        }
    }

    private Set<String> inCode(String file) {
        return everything.check().keys().stream().filter(k -> k.file().equals(file)).map(KeyReference::path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> inFile(String file) {
        Set<String> keys = new TreeSet<>();
        collect(new Compose(LoadSettings.builder().build()).composeString(everything.text(file)).orElseThrow(), "", keys);
        return keys;
    }

    @Test
    void shouldNameTheSameKeysInCodeAndAnnotatedFiles() {
        assertEquals(inCode("turnpike.yaml"), inFile("turnpike.yaml"));
        assertEquals(inCode("routing.yaml"), inFile("routing.yaml"));
        assertTrue(inCode("turnpike.yaml").size() > 60);
    }

    @Test
    void shouldGiveDefaultsInAnnotatedFile() {
        for (KeyReference key : everything.check().keys()) {
            boolean plainValue = !Set.of("required", "none").contains(key.defaultValue());
            if (key.file().equals("turnpike.yaml") && plainValue) {
                String last = key.path().substring(key.path().lastIndexOf('.') + 1);
                String value = key.defaultValue();
                boolean shown = Pattern.compile("(?m)^[ -]*" + Pattern.quote(last) + ": \"?" + Pattern.quote(value).replace("[00", "[\\E\"?\\Q00")
                        + "\"?( |$)").matcher(everything.text("turnpike.yaml").replaceAll("(?<=[\\[ ])\"(\\w\\w)\"(?=[,\\]])", "$1")).find();
                assertTrue(shown, "turnpike.yaml does not show the default of " + key);
            }
        }
    }

    @Test
    void shouldListEveryKeyOnTheReferencePage() throws IOException {
        StringBuilder table = new StringBuilder();
        for (String file : List.of("turnpike.yaml", "routing.yaml")) {
            table.append("### `").append(file).append("`\n\n| key | value | default |\n|---|---|---|\n");
            everything.check().keys().stream().filter(k -> k.file().equals(file)).forEach(k -> table.append("| `").append(k.path())
                    .append("` | ").append(k.type().replace("|", "\\|")).append(" | ")
                    .append(Set.of("required", "none").contains(k.defaultValue()) ? k.defaultValue() : "`" + k.defaultValue() + "`").append(" |\n"));
            table.append('\n');
        }
        if (Boolean.getBoolean("turnpike.docs.update")) {
            String page = Files.readString(PAGE);
            int from = page.indexOf("<!-- keys -->") + "<!-- keys -->\n".length();
            Files.writeString(PAGE, page.substring(0, from) + "\n" + table + page.substring(page.indexOf("<!-- end of keys -->")));
        }
        assertTrue(Files.readString(PAGE).contains(table), "docs/CONFIGURATION.md is out of date; run this test with -Dturnpike.docs.update=true");
    }
}
