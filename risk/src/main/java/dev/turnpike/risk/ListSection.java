package dev.turnpike.risk;

import dev.turnpike.risk.list.EntryList;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section {@code lists}: entries written in the file and entries of a file of their own, one a line. */
final class ListSection {
    private static final List<Dimension> KINDS = List.of(Dimension.CARD, Dimension.BIN, Dimension.TERMINAL, Dimension.MERCHANT,
        Dimension.MCC, Dimension.CURRENCY);

    private final RuleFile file;
    private final RuleEnvironment environment;

    ListSection(RuleFile file, RuleEnvironment environment) {
        this.file = file;
        this.environment = environment;
    }

    Map<String, ListMembership> read(Node section) {
        Map<String, ListMembership> lists = new LinkedHashMap<>();
        file.mapping(section, "lists", List.of()).forEach((name, node) -> {
            RuleSection.checkName(file, node, name, "list");
            Map<String, Node> parts = file.mapping(node, "list " + name, List.of("of", "entries", "file"));
            Node of = parts.get("of");
            if (of == null) {
                file.problem(node, "list " + name + " does not say what it lists, expected of: card, bin, terminal, merchant, mcc or currency");
                return;
            }
            Dimension kind = file.choice(of, "of", KINDS.toArray(new Dimension[0]), Dimension.BIN);
            EntryList.Builder entries = EntryList.builder();
            if (parts.containsKey("entries")) {
                for (Node entry : file.sequence(parts.get("entries"), "entries")) {
                    String problem = add(entries, kind, file.text(entry, "entry"));
                    if (problem != null) {
                        file.problem(entry, problem);
                    }
                }
            }
            if (parts.containsKey("file")) {
                readFile(parts.get("file"), kind, entries);
            }
            lists.put(name, new ListMembership(kind, entries.build()));
        });
        return lists;
    }

    private void readFile(Node node, Dimension kind, EntryList.Builder entries) {
        String name = file.text(node, "file");
        Path path = file.path().toAbsolutePath().resolveSibling(name);
        int line = 0;
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.US_ASCII)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                line++;
                String entry = text.strip();
                String problem = entry.isEmpty() || entry.startsWith("#") ? null : add(entries, kind, entry);
                if (problem != null) {
                    file.problems().add(path + ":" + line + ":1: " + problem);
                    return;
                }
            }
        } catch (IOException e) {
            file.problem(node, "the list file " + name + " cannot be read near line " + (line + 1) + ", expected a readable ASCII file");
        }
    }

    /** Adds one entry; returns the problem or null. The text of a card entry is never repeated, it might be a card number. */
    private String add(EntryList.Builder entries, Dimension kind, String text) {
        switch (kind) {
            case CARD -> {
                if (!text.matches("[0-9a-fA-F]{32}")) {
                    return "a card entry is not a keyed hash, expected 32 hexadecimal digits";
                }
                long high = Long.parseUnsignedLong(text.substring(0, 16), 16);
                entries.add(high * 31 + Long.parseUnsignedLong(text.substring(16), 16));
            }
            case BIN -> {
                if (!text.matches("[1-9][0-9]{5,7}")) {
                    return "BIN " + (text.length() > 8 ? "entry" : text) + " is not a BIN, expected 6 to 8 digits";
                }
                entries.add(Long.parseLong(text));
            }
            case MCC -> {
                if (!text.matches("[0-9]{4}")) {
                    return "category code " + text + ", expected 4 digits";
                }
                entries.add(Long.parseLong(text));
            }
            default -> {
                RuleEnvironment.Domain domain = RuleEnvironment.Domain.valueOf(kind.name());
                long value = environment.resolve(domain, text);
                if (value < 0) {
                    return text + " is not known, expected " + environment.expected(domain);
                }
                entries.add(value);
            }
        }
        return null;
    }
}
