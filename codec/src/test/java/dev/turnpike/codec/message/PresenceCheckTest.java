package dev.turnpike.codec.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import dev.turnpike.codec.dialect.DialectException;
import dev.turnpike.codec.dialect.DialectLoader;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.dialect.PresenceRow;

class PresenceCheckTest {
    private final MessageDecoder decoder = new MessageDecoder();

    private void message(MessageEncoder encoder, UnsafeBuffer buffer) {
        assertEquals(0, decoder.wrap(Dialects.shipped("unionpay-pos"), buffer, 0, encoder.finish()));
    }

    @Test
    void shouldFindTheRowAndNoFaultWhenMessageIsAPublishedSale() {
        for (String id : List.of("up-0200-sale-pin-emv", "up-0200-sale-qpboc-geo", "up-vfwz-pay-request")) {
            Vector vector = Vector.all().stream().filter(v -> v.id().equals(id)).findFirst().orElseThrow();
            assertEquals(0, decoder.wrap(vector.dialect("unionpay-pos"), new UnsafeBuffer(vector.bytes()), vector.frameBytes(),
                vector.bytes().length - vector.frameBytes()));
            PresenceRow row = PresenceCheck.row(decoder);
            assertEquals("sale", row.name());
            assertEquals(0, PresenceCheck.missing(row, decoder));
            assertEquals(0, PresenceCheck.unexpected(row, decoder));
        }
    }

    @Test
    void shouldNameTheFieldWhenOneIsMissingOrNotExpected() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[500]);
        message(new MessageEncoder().wrap(Dialects.shipped("unionpay-pos"), buffer, 0, 500).mti(200).put(3, "000000").put(4, "1")
            .put(25, "00").put(39, "00").put(60, "22000001000600"), buffer);
        PresenceRow row = PresenceCheck.row(decoder);
        assertEquals("sale", row.name());
        assertEquals(11, PresenceCheck.missing(row, decoder));
        assertEquals(39, PresenceCheck.unexpected(row, decoder));
        message(new MessageEncoder().wrap(Dialects.shipped("unionpay-pos"), buffer, 0, 500).mti(200).put(3, "990000"), buffer);
        assertNull(PresenceCheck.row(decoder));
    }

    @Test
    void shouldReportPositionWhenRowsOrSubfieldsAreWrong() {
        List<String> problems = assertThrows(DialectException.class, () -> DialectLoader.load("x", """
            dialect: x
            extends: iso87a-bin
            fields:
              60: {kind: n, enc: ascii, length: 5, sub: {kind: positional, elements: {1: {length: 2}, 2: {length: 4}}}}
            presence:
              - {name: a, mti: 200, match: {"3.9": "00"}, mandatory: [200], optional: 7}
              - {name: b, mti: "0200", match: {"4": "x"}, mandatory: [4], conditional: [4]}
            """)).problems();
        assertEquals(7, problems.size(), problems::toString);
        assertTrue(problems.getFirst().startsWith("x:4:45: sub-field 60.2 ends at 6, expected at most 5"), problems::toString);
        assertTrue(problems.get(1).startsWith("x:6:20: row with \"mti\" \"200\", expected four digits"), problems::toString);
    }
}
