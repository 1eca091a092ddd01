package dev.turnpike.codec.foreign;

import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads a jPOS GenericPackager XML file. External entities are never fetched. */
final class JposImport {
    private static final int LENGTH_MAX = 99_999;

    private final DialectDraft draft;

    JposImport(String name) {
        draft = new DialectDraft(name, "Imported from a jPOS GenericPackager");
    }

    ImportedDialect read(String xml) throws ImportException {
        Element root = parse(xml);
        if (!root.getTagName().equals("isopackager")) {
            throw new ImportException("the XML begins with <" + root.getTagName() + ">, expected <isopackager>");
        }
        note(root, "headerLength", "header bytes are not imported; add a block to \"headers\"");
        int third = number(root, "thirdBitmapField", -1);
        if (third > 1) {
            draft.notes.add("third bitmap in field " + third + " is not imported");
        }
        for (Node node = root.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                field(element);
            }
        }
        if (draft.fields.isEmpty()) {
            throw new ImportException("the packager has no field that can be used");
        }
        return draft.finish("a jPOS GenericPackager file");
    }

    private static Element parse(String xml) throws ImportException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException e) {
            throw new ImportException("the XML is not well formed: " + e.getMessage());
        } catch (ParserConfigurationException | IOException e) {
            throw new ImportException("the XML cannot be read: " + e.getMessage());
        }
    }

    private void field(Element element) {
        int id = number(element, "id", -1);
        String className = element.getAttribute("class");
        String simple = className.substring(className.lastIndexOf('.') + 1);
        if (id == 0) {
            draft.top.put("mti", simple.startsWith("IFB") ? "bcd" : simple.startsWith("IFE") || simple.equals("IF_ECHAR")
                ? "ebcdic" : "ascii");
            return;
        }
        if (id == 1 && simple.endsWith("BITMAP")) {
            draft.bitmapEncoding = simple.startsWith("IFA") ? "hex" : simple.startsWith("IFE") ? "hex-ebcdic" : "binary";
            draft.bitmapLevels = Math.clamp((number(element, "length", 16) + 7) / 8, 1, 3);
            return;
        }
        if (simple.equals("IF_NOP") || simple.equals("IF_UNUSED") || id == 65 && simple.endsWith("BITMAP")) {
            return;
        }
        int length = number(element, "length", 0);
        for (String attribute : new String[] {"trim", "token", "params", "encoding"}) {
            note(element, attribute, "attribute " + attribute + " is not imported");
        }
        Map<String, String> properties = length < 1 ? null : JposClass.properties(className, Math.min(length, LENGTH_MAX),
            element.getAttribute("pad"));
        if (properties == null) {
            draft.note(element.getAttribute("id"), "class " + simple + " with length " + length + " has no equal here, left out");
            return;
        }
        if (element.getAttribute("inclusive").equals("true") && properties.containsKey("prefix")) {
            properties.put("inclusive", "true");
        }
        if ((id == 35 || id == 36) && JposClass.asTrack(properties)) {
            draft.note(element.getAttribute("id"), "class " + simple + " is numeric, but a track has a separator: kind z");
        }
        Map<String, String> named = new LinkedHashMap<>();
        named.put("name", DialectDraft.quote(element.hasAttribute("name") ? element.getAttribute("name") : "field " + id));
        named.putAll(properties);
        boolean structured = element.getTagName().equals("isofieldpackager") && structure(element, named);
        draft.field(id, named, structured);
    }

    /** Adds the sub-fields; says why when it cannot. */
    private boolean structure(Element parent, Map<String, String> named) {
        SubfieldDraft sub = new JposStructure(1).read(parent, named);
        if (sub.reason() != null) {
            draft.note(parent.getAttribute("id"), "sub-fields of " + JposStructure.simple(parent.getAttribute("packager"))
                + " are not imported: " + sub.reason() + "; describe them with \"sub\"");
            return false;
        }
        named.put("sub", sub.flow());
        return true;
    }

    private void note(Element element, String attribute, String text) {
        String value = element.getAttribute(attribute);
        if (!value.isEmpty() && !value.equals("0") && !value.equals("false")) {
            draft.notes.add((element.hasAttribute("id") ? "field " + element.getAttribute("id") + ": " : "") + text + " ("
                + value + ")");
        }
    }

    static int number(Element element, String attribute, int absent) {
        String text = element.getAttribute(attribute).trim();
        return text.matches("-?[0-9]{1,8}") ? Integer.parseInt(text) : absent;
    }
}
