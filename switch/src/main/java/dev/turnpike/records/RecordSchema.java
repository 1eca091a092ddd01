package dev.turnpike.records;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The layout of every record, read from the schema that the record classes are generated from, so that a record added there can be
 * shown without a change here. Immutable; any thread.
 */
final class RecordSchema {
    /** The schema of this program. */
    static final RecordSchema INSTANCE = load();

    /**
     * One field.
     *
     * @param name   as in the schema
     * @param offset first byte within the block; -1 for data that follow the block
     * @param size   bytes of one element
     * @param count  elements; more than one only for characters
     * @param kind   how the bytes are read
     */
    record Field(String name, int offset, int size, int count, Kind kind) {
    }

    /** How the bytes of a field are read. */
    enum Kind { SIGNED, UNSIGNED, CHARACTERS, DATA, ASCII_DATA }

    /**
     * One kind of record.
     *
     * @param id     its number in the header
     * @param name   upper case with underscores, for example REVERSAL_INTENT
     * @param fields in the order of the schema
     */
    record Template(int id, String name, List<Field> fields) {
    }

    private record Type(String primitive, int length) {
    }

    private final Map<Integer, Template> templates = new TreeMap<>();
    private final Map<String, Type> types = new HashMap<>();
    private final Map<String, Kind> dataTypes = new HashMap<>();

    private RecordSchema(Element root) {
        for (Element group : children(root, "types")) {
            for (Element type : children(group, "type")) {
                types.put(type.getAttribute("name"), new Type(type.getAttribute("primitiveType"), length(type)));
            }
            for (Element composite : children(group, "composite")) {
                boolean text = children(composite, "type").stream().anyMatch(t -> !t.getAttribute("characterEncoding").isEmpty());
                dataTypes.put(composite.getAttribute("name"), text ? Kind.ASCII_DATA : Kind.DATA);
            }
            for (Element list : children(group, "enum")) {
                types.put(list.getAttribute("name"), new Type(list.getAttribute("encodingType"), 1));
            }
        }
        for (Element message : children(root, "sbe:message")) {
            Template template = template(message);
            templates.put(template.id(), template);
        }
    }

    private static RecordSchema load() {
        try (InputStream in = RecordSchema.class.getResourceAsStream("journal.xml")) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return new RecordSchema(factory.newDocumentBuilder().parse(in).getDocumentElement());
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("the schema of the records is part of the program and cannot be read", e);
        }
    }

    private Template template(Element message) {
        List<Field> fields = new ArrayList<>();
        int offset = 0;
        for (Element element : children(message, "field")) {
            if (element.hasAttribute("offset")) {
                offset = Integer.parseInt(element.getAttribute("offset"));
            }
            Field field = field(element, offset);
            fields.add(field);
            offset += field.size() * field.count();
        }
        for (Element element : children(message, "data")) {
            fields.add(new Field(element.getAttribute("name"), -1, 1, 1, dataTypes.getOrDefault(element.getAttribute("type"), Kind.DATA)));
        }
        return new Template(Integer.parseInt(message.getAttribute("id")), upper(message.getAttribute("name")), List.copyOf(fields));
    }

    private Field field(Element element, int offset) {
        String name = element.getAttribute("type");
        Type type = types.getOrDefault(name, new Type(name, 1));
        int size = switch (type.primitive()) {
            case "char", "int8", "uint8" -> 1;
            case "int16", "uint16" -> 2;
            case "int32", "uint32" -> 4;
            case "int64", "uint64" -> 8;
            default -> throw new IllegalStateException("type " + name + " in the schema of the records is not known here");
        };
        Kind kind = type.primitive().equals("char") ? Kind.CHARACTERS : type.primitive().startsWith("u") ? Kind.UNSIGNED : Kind.SIGNED;
        return new Field(element.getAttribute("name"), offset, size, type.length(), kind);
    }

    private static int length(Element type) {
        return type.hasAttribute("length") ? Math.max(1, Integer.parseInt(type.getAttribute("length"))) : 1;
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String upper(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    /** The kind of record with this number, or null. */
    Template template(int id) {
        return templates.get(id);
    }

    /** All kinds of records, by number. */
    List<Template> templates() {
        return List.copyOf(templates.values());
    }
}
