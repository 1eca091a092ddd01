package dev.turnpike.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.transaction.record.IntentDecoder;
import dev.turnpike.transaction.record.IntentEncoder;
import dev.turnpike.transaction.record.LinkChangeEncoder;
import dev.turnpike.transaction.record.MessageHeaderEncoder;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RecordFieldsTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);

    /** Offsets found here must be those of the generated classes, for every field of every record. */
    @Test
    void shouldAgreeWithTheGeneratedClassesOnEveryFieldWhenTheSchemaIsRead() throws ReflectiveOperationException {
        int compared = 0;
        for (RecordSchema.Template template : RecordSchema.INSTANCE.templates()) {
            StringBuilder name = new StringBuilder("dev.turnpike.transaction.record.");
            for (String word : template.name().split("_")) {
                name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
            }
            Class<?> decoder = Class.forName(name + "Decoder");
            assertEquals(template.id(), decoder.getField("TEMPLATE_ID").getInt(null), template.name());
            for (RecordSchema.Field f : template.fields()) {
                if (f.offset() >= 0) {
                    Method offset = decoder.getMethod(f.name() + "EncodingOffset");
                    assertEquals(offset.invoke(null), f.offset(), template.name() + "." + f.name());
                    assertEquals(decoder.getMethod(f.name() + "EncodingLength").invoke(null), f.size() * f.count());
                    compared++;
                }
            }
        }
        assertTrue(compared > 80, "compared " + compared);
    }

    @Test
    void shouldLeaveOutWhatTheWriterDidNotKnowWhenTheBlockIsShorter() {
        byte[] link = "cup-b".getBytes(StandardCharsets.US_ASCII);
        LinkChangeEncoder e = new LinkChangeEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()).coreWallMs(5).up((short) 1)
            .putLink(link, 0, link.length);
        // The writer's block ended before "up"; what follows moves up by one byte.
        int block = 8;
        buffer.putShort(0, (short) block);
        buffer.putBytes(8 + block, buffer, 8 + block + 1, 2 + link.length);
        RecordFields r = new RecordFields().wrap(buffer, 0, 8 + e.encodedLength() - 1);

        assertFalse(r.has("up"));
        assertEquals(0, r.number("up"));
        assertEquals("cup-b", r.text("link"));
        assertEquals("LINK_CHANGE", r.kind());
    }

    @Test
    void shouldNotFailWhenARecordIsOfANewerProgramOrCutShort() {
        new MessageHeaderEncoder().wrap(buffer, 0).blockLength(100).templateId(999).schemaId(8583).version(9);
        RecordFields r = new RecordFields().wrap(buffer, 0, 20);
        assertEquals("RECORD_999", r.kind());
        assertEquals(0, r.transactions().length);
        assertTrue(new RecordText(java.time.ZoneOffset.UTC, n -> null).line(r).contains("newer program"));
        new MessageHeaderEncoder().wrap(buffer, 0).blockLength(IntentDecoder.BLOCK_LENGTH).templateId(IntentEncoder.TEMPLATE_ID);
        for (int length = 8; length < 200; length++) {
            r.wrap(buffer, 0, length);
            new RecordText(java.time.ZoneOffset.UTC, n -> null).line(r);
            new RecordExport().csv(r);
            new RecordExport().json(r);
        }
    }

    /** A field that a later schema adds is hidden or harmless by its kind: data are shown as lengths, hashes not at all. */
    @Test
    void shouldShowNoBytesOfDataAndNoHashes() {
        Set<String> shown = new TreeSet<>();
        for (RecordSchema.Template template : RecordSchema.INSTANCE.templates()) {
            for (RecordSchema.Field f : template.fields()) {
                if (!FieldText.isHidden(f)) {
                    shown.add(f.name());
                }
            }
        }
        assertFalse(shown.stream().anyMatch(n -> !n.equals("stateHash") && n.toLowerCase(java.util.Locale.ROOT).matches(".*(hash|digest).*")),
            shown.toString());
    }

    @Test
    void shouldCutTheMiddleOutOfLongRunsOfDigits() {
        assertEquals("card 622848******1111 here", FieldText.withoutRuns("card 6228480012341111 here"));
        assertEquals("12345678901", FieldText.withoutRuns("12345678901"));
        assertEquals("", FieldText.withoutRuns(""));
    }
}
