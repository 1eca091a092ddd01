package dev.turnpike.codec.foreign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The sub-fields of a jPOS {@code isofieldpackager}: in a row, behind a bitmap, behind tags ({@code ..TTLL..} classes, or
 * {@code tagSize} and {@code lenSize}), or BER-TLV.
 */
final class JposStructure {
    private static final Pattern TAGGED = Pattern.compile(
        "IF(?<family>[AE])_(?<tag>T{1,6})(?<length>L{1,6})(?<kind>CHAR|BINARY|NUM|NUMERIC)");
    private static final int NESTING_MAX = 7;

    private final int depth;

    JposStructure(int depth) {
        this.depth = depth;
    }

    /** The structure of a packager; {@code outer} are the properties of the field that holds it. */
    SubfieldDraft read(Element parent, Map<String, String> outer) {
        String packager = simple(parent.getAttribute("packager"));
        if (depth > NESTING_MAX) {
            return SubfieldDraft.impossible("they nest deeper than " + NESTING_MAX);
        }
        if (packager.startsWith("BERTLV")) {
            return packager.contains("Binary") ? new SubfieldDraft("ber")
                : SubfieldDraft.impossible("BER-TLV that is not in bytes has no equal here");
        }
        if (outer.get("enc").equals("bcd")) {
            return SubfieldDraft.impossible("the field is BCD");
        }
        List<Element> children = children(parent);
        if (!parent.getAttribute("tagSize").isEmpty() && !parent.getAttribute("lenSize").isEmpty()) {
            return sized(parent, children, outer.get("enc").equals("ebcdic") ? "ebcdic" : "ascii");
        }
        List<Element> inUse = children.stream().filter(child -> !unused(child)).toList();
        if (!inUse.isEmpty() && inUse.stream().allMatch(child -> TAGGED.matcher(simple(child.getAttribute("class"))).matches())) {
            return tagged(inUse);
        }
        if (packager.contains("Tag")) {
            return !inUse.isEmpty() && inUse.stream().noneMatch(child -> child.getAttribute("token").isEmpty()) ? tokens(inUse)
                : SubfieldDraft.impossible("the tag mapper of " + packager + " is code");
        }
        boolean bitmap = !parent.getAttribute("emitBitmap").equals("false");
        return inARow(children, bitmap);
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static boolean unused(Element element) {
        String simple = simple(element.getAttribute("class"));
        return simple.equals("IF_NOP") || simple.equals("IF_UNUSED");
    }

    /** One after the other, all of them or those that a bitmap names. */
    private SubfieldDraft inARow(List<Element> children, boolean bitmap) {
        SubfieldDraft draft = new SubfieldDraft(bitmap ? "bitmap" : "positional");
        boolean bitmapKnown = false;
        for (Element element : children) {
            String id = element.getAttribute("id");
            String simple = simple(element.getAttribute("class"));
            if (unused(element) || bitmap && id.equals("0")) {
                continue;
            }
            if (simple.endsWith("_BITMAP")) {
                int bytes = JposImport.number(element, "length", 8);
                if (!bitmap || !simple.equals("IFB_BITMAP") || bytes > 8) {
                    return SubfieldDraft.impossible("a bitmap of class " + simple + ", length " + bytes + ", has no equal here");
                }
                draft.set("bitmap", Integer.toString(bytes));
                bitmapKnown = true;
                continue;
            }
            Map<String, String> properties = element(element);
            if (properties == null) {
                return SubfieldDraft.impossible("class " + simple + " of sub-field " + id + " has no equal here");
            }
            draft.element(id, properties);
        }
        if (draft.isEmpty()) {
            return SubfieldDraft.impossible("none of them can be used");
        }
        if (bitmap && !bitmapKnown) {
            draft.set("bitmap", "8");
        }
        draft.sortByNumber();
        return draft;
    }

    /** A sub-field with length and name, its own sub-fields included; null when its class has no equal. */
    private Map<String, String> element(Element element) {
        Map<String, String> p = JposClass.properties(element.getAttribute("class"), JposImport.number(element, "length", 1),
            element.getAttribute("pad"));
        if (p == null) {
            return null;
        }
        Map<String, String> named = named(element);
        named.putAll(p);
        if (element.getTagName().equals("isofieldpackager")) {
            SubfieldDraft inner = new JposStructure(depth + 1).read(element, named);
            if (inner.reason() != null) {
                return null;
            }
            named.put("sub", inner.flow());
        }
        return named;
    }

    private static Map<String, String> named(Element element) {
        Map<String, String> named = new LinkedHashMap<>();
        String name = element.getAttribute("name");
        named.put("name", DialectDraft.quote(name.isEmpty() ? "sub-field " + element.getAttribute("id") : name));
        return named;
    }

    /** Tag and length are in the class names; the tag is the token, or the number filled with zeros. */
    private SubfieldDraft tagged(List<Element> children) {
        SubfieldDraft draft = new SubfieldDraft("tagged");
        String form = null;
        for (Element element : children) {
            Matcher m = TAGGED.matcher(simple(element.getAttribute("class")));
            if (!m.matches()) {
                return SubfieldDraft.impossible("class " + element.getAttribute("class") + " has no equal here");
            }
            String digits = m.group("family").equals("A") ? "ascii" : "ebcdic";
            int tagSize = m.group("tag").length();
            String own = digits + tagSize + "/" + digits + m.group("length").length();
            if (form != null && !form.equals(own)) {
                return SubfieldDraft.impossible("their tags and lengths differ in form");
            }
            form = own;
            Map<String, String> named = named(element);
            named.put("kind", m.group("kind").startsWith("NUM") ? "n" : m.group("kind").equals("CHAR") ? "ans" : "b");
            named.put("enc", m.group("kind").equals("BINARY") ? "binary" : digits);
            draft.element(tag(element, tagSize), named);
        }
        return form == null ? SubfieldDraft.impossible("none of them can be used")
            : draft.set("tag", form.split("/")[0]).set("length", form.split("/")[1]);
    }

    /** The tag is the token of each sub-field, its length that of the class name: in one form for all of them. */
    private SubfieldDraft tokens(List<Element> children) {
        SubfieldDraft draft = new SubfieldDraft("tagged");
        String form = null;
        for (Element element : children) {
            String token = element.getAttribute("token");
            Map<String, String> p = JposClass.properties(element.getAttribute("class"), 99_999, "");
            if (p == null || !p.containsKey("prefix") || p.get("enc").equals("bcd") || p.get("enc").startsWith("hex")) {
                return SubfieldDraft.impossible("class " + simple(element.getAttribute("class")) + " of sub-field "
                    + element.getAttribute("id") + " has no equal behind a tag");
            }
            String own = (p.get("enc").equals("ebcdic") ? "ebcdic" : "ascii") + token.length() + "/" + p.get("prefix");
            if (token.length() > 6 || form != null && !form.equals(own)) {
                return SubfieldDraft.impossible("their tags and lengths differ in form");
            }
            form = own;
            Map<String, String> named = named(element);
            named.put("kind", p.get("kind"));
            named.put("enc", p.get("enc"));
            draft.element(token, named);
        }
        return draft.set("tag", form.split("/")[0]).set("length", form.split("/")[1]);
    }

    /** Sizes are attributes of the packager. */
    private SubfieldDraft sized(Element parent, List<Element> children, String digits) {
        int tagSize = JposImport.number(parent, "tagSize", 0);
        int lengthSize = JposImport.number(parent, "lenSize", 0);
        if (tagSize < 1 || tagSize > 6 || lengthSize < 1 || lengthSize > 6) {
            return SubfieldDraft.impossible("tagSize " + tagSize + " and lenSize " + lengthSize + " have no equal here");
        }
        SubfieldDraft draft = new SubfieldDraft("tagged").set("tag", digits + tagSize).set("length", digits + lengthSize);
        if (parent.getAttribute("swapTagAndLen").equals("true")) {
            draft.set("lengthFirst", "true");
        }
        for (Element element : children) {
            if (unused(element)) {
                continue;
            }
            Map<String, String> p = JposClass.properties(element.getAttribute("class"), 1, "");
            if (p == null || p.get("enc").equals("bcd") || p.get("enc").startsWith("hex")) {
                return SubfieldDraft.impossible("class " + simple(element.getAttribute("class")) + " of sub-field "
                    + element.getAttribute("id") + " has no equal behind a tag");
            }
            Map<String, String> named = named(element);
            named.put("kind", p.get("kind"));
            named.put("enc", p.get("enc"));
            draft.element(tag(element, tagSize), named);
        }
        return draft.set("other", "{name: \"unknown sub-field\"}");
    }

    private static String tag(Element element, int size) {
        String token = element.getAttribute("token");
        String id = element.getAttribute("id");
        return !token.isEmpty() ? token : "0".repeat(Math.max(0, size - id.length())) + id;
    }
}
