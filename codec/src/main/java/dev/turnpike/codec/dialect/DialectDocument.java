package dev.turnpike.codec.dialect;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A dialect file as read, with its parents merged under it: nodes only, nothing is interpreted but {@code extends}. */
final class DialectDocument {
    private static final int EXTENDS_MAX = 8;
    private static final int NESTING_MAX = 64;

    /** Where the text of a dialect comes from. */
    interface Source {
        /** Opens a dialect by name, or null when there is none. */
        Reader open(String dialectName) throws IOException;

        /** Label of a dialect in problem lists. */
        String label(String dialectName);
    }

    final Problems problems;
    Properties top;
    /** True when a parent could not be read: what it would have given is missing then. */
    boolean orphan;
    final Map<String, Properties> types = new LinkedHashMap<>();
    final Map<String, Properties> structures = new LinkedHashMap<>();
    final Map<Integer, Properties> fields = new TreeMap<>();

    private DialectDocument(Problems problems) {
        this.problems = problems;
    }

    /** Reads a dialect and its parents. */
    static DialectDocument read(Source source, String dialectName, Problems problems) {
        return read(source, dialectName, problems, new ArrayList<>(), null);
    }

    private static DialectDocument read(Source source, String dialectName, Problems problems, List<String> chain,
        Node reference) {
        DialectDocument document = new DialectDocument(problems);
        document.top = new Properties(reference, problems);
        if (chain.contains(dialectName) || chain.size() >= EXTENDS_MAX) {
            problems.add(reference, "\"extends\" goes in a circle or too deep: " + chain + " -> " + dialectName,
                "at most " + EXTENDS_MAX + " dialects in a row");
            document.orphan = true;
            return document;
        }
        chain.add(dialectName);
        Optional<Node> root = compose(source, dialectName, problems, reference);
        if (root.isEmpty()) {
            document.orphan = true;
            return document;
        }
        document.take(source, Properties.of(root.get(), problems), chain);
        return document;
    }

    private static Optional<Node> compose(Source source, String dialectName, Problems problems, Node reference) {
        String label = source.label(dialectName);
        try (Reader reader = source.open(dialectName)) {
            if (reader == null) {
                String what = "no dialect \"" + dialectName + "\"";
                if (reference == null) {
                    problems.addFile(label, what, "a file of this name");
                } else {
                    problems.add(reference, what, "the name of a dialect file" + (dialectName.endsWith(".yaml") ? ", without .yaml"
                        : ""));
                }
                return Optional.empty();
            }
            LoadSettings settings = LoadSettings.builder().setLabel(label).setMaxAliasesForCollections(50).build();
            String text = reader.readAllAsString();
            if (tooDeep(settings, text, problems)) {
                return Optional.empty();
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                problems.addFile(label, "the file is empty", "a dialect");
            }
            return root;
        } catch (MarkedYamlEngineException e) {
            problems.add(e.getProblemMark(), e.getProblem(), "YAML");
        } catch (YamlEngineException | IOException e) {
            problems.addFile(label, "cannot be read (" + e.getMessage() + ")", "YAML text in UTF-8");
        }
        return Optional.empty();
    }

    /** Composing nodes recurses, so what nests too deep must be found before: among events, which are not nested. */
    private static boolean tooDeep(LoadSettings settings, String text, Problems problems) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent) {
                depth++;
                if (depth > NESTING_MAX) {
                    problems.add(event.getStartMark(), "lists and mappings nest too deep", "at most " + NESTING_MAX + " levels");
                    return true;
                }
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
        return false;
    }

    private void take(Source source, Properties own, List<String> chain) {
        own.restrict(Vocabulary.FILE);
        top = own;
        String parentName = own.text("extends", null);
        if (parentName != null) {
            DialectDocument parent = read(source, parentName, problems, chain, own.node("extends"));
            types.putAll(parent.types);
            structures.putAll(parent.structures);
            fields.putAll(parent.fields);
            top = parent.top.overlaidBy(own);
            orphan = parent.orphan;
        }
        section(own, "types").entries().forEach((name, node) -> merge(types, name, Properties.of(node, problems)));
        section(own, "structures").entries().forEach((name, node) -> structures.put(name, Properties.of(node, problems)));
        section(own, "fields").entries().forEach(this::takeField);
    }

    private Properties section(Properties own, String key) {
        return own.has(key) ? Properties.of(own.node(key), problems) : new Properties(null, problems);
    }

    private void takeField(String key, Node node) {
        if (!key.matches("[0-9]{1,3}") || Integer.parseInt(key) < 2 || Integer.parseInt(key) > Dialect.FIELD_MAX) {
            problems.add(node, "field number " + key, "a number from 2 to " + Dialect.FIELD_MAX);
            return;
        }
        int number = Integer.parseInt(key);
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL)) {
            fields.remove(number);
            return;
        }
        merge(fields, number, Properties.of(node, problems));
    }

    private static <K> void merge(Map<K, Properties> into, K key, Properties own) {
        Properties inherited = into.get(key);
        if (inherited == null) {
            into.put(key, own);
        } else if (own.has("type") || own.has("kind")) {
            into.put(key, inherited.only(Vocabulary.KEPT).overlaidBy(own));
        } else {
            into.put(key, inherited.overlaidBy(own));
        }
    }
}
