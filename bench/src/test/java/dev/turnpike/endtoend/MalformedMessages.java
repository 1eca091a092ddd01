package dev.turnpike.endtoend;

import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.simulator.wire.MessageMac;
import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The golden table: messages that are wrong in one way each, and what a switch must do with them. */
final class MalformedMessages {
    static final String CLOSED = RawConnection.CLOSED;
    /** Answered before the MAC was verified: without field 64. */
    static final String BARE_30 = "30";
    /** Answered to an authentic message. */
    static final String AUTHENTIC_30 = "30+mac";
    private static final int LAST_BEFORE_ANSWERABLE = 41;

    /**
     * One message.
     *
     * @param name what is wrong with it
     * @param frame bytes with length prefix
     * @param expected {@link RawConnection#outcome} that it must have
     */
    record Malformed(String name, byte[] frame, String expected) {
    }

    private final RawTerminal terminal;
    private final MessageMac mac;
    private final List<Malformed> table = new ArrayList<>();

    private MalformedMessages(RawTerminal terminal) {
        this.terminal = terminal;
        mac = terminal.mac();
    }

    /** The table with messages of this terminal, which must be known to the switch and have static keys. */
    static List<Malformed> of(RawTerminal terminal) {
        MalformedMessages messages = new MalformedMessages(terminal);
        messages.cutShort();
        messages.lengths();
        messages.bitmaps();
        messages.messageTypes();
        messages.afterTheEnd();
        messages.content();
        messages.missing();
        messages.noise();
        return messages.table;
    }

    private RawMessage sale() {
        return terminal.sale(1000);
    }

    private void add(String name, byte[] frame, String expected) {
        table.add(new Malformed(name, frame, expected));
    }

    /** Where walking stops before field 41 nobody can be answered. */
    private static String bare(int field) {
        return field <= LAST_BEFORE_ANSWERABLE ? CLOSED : BARE_30;
    }

    /** The message ends before a field that the bitmap announces, and within it. */
    private void cutShort() {
        for (int field : new int[] {2, 3, 4, 11, 14, 22, 25, 26, 35, 41, 42, 49, 52, 53, 60, 64}) {
            byte[] body = sale().body(mac);
            WireReader reader = new WireReader(WireLayout.POS);
            reader.wrap(body, 0, body.length);
            int end = reader.valueOffset(field) + reader.valueBytes(field);
            add("ends before field " + field, RawMessage.frame(Arrays.copyOf(body, reader.start(field))), bare(field));
            add("ends within field " + field, RawMessage.frame(Arrays.copyOf(body, end - 1)), bare(field));
        }
    }

    /** Length indicators that lead out of the message, are above the field's maximum, or are no numbers. */
    private void lengths() {
        for (int field : new int[] {2, 32, 35, 44}) {
            add("field " + field + " announces 99", sale().raw(field, "9912345678").frame(mac), bare(field));
            add("field " + field + " has a length of 1A", sale().raw(field, "1A1234567890").frame(mac), bare(field));
        }
        for (int field : new int[] {36, 48, 54, 55, 57, 58, 59, 60, 61, 62, 63}) {
            add("field " + field + " announces 999", sale().raw(field, "099912345678").frame(mac), bare(field));
            add("field " + field + " has a length of 0B2", sale().raw(field, "00B212345678").frame(mac), bare(field));
        }
        add("field 2 of 20 digits", sale().raw(2, "20" + "62".repeat(10)).frame(mac), CLOSED);
        add("field 32 of 12 digits", sale().raw(32, "12" + "11".repeat(6)).frame(mac), CLOSED);
        add("field 35 of 38 digits", sale().raw(35, "38" + "62".repeat(19)).frame(mac), CLOSED);
        add("field 36 of 105 digits", sale().raw(36, "0105" + "62".repeat(53)).frame(mac), CLOSED);
        add("field 44 of 26 bytes", sale().raw(44, "26" + "31".repeat(26)).frame(mac), BARE_30);
        add("field 48 of 323 digits", sale().raw(48, "0323" + "11".repeat(162)).frame(mac), BARE_30);
        add("field 54 of 121 bytes", sale().raw(54, "0121" + "31".repeat(121)).frame(mac), BARE_30);
        add("field 55 of 256 bytes", sale().raw(55, "0256" + "00".repeat(256)).frame(mac), BARE_30);
        add("field 60 of 20 digits", sale().raw(60, "0020" + "22".repeat(10)).frame(mac), BARE_30);
        add("field 61 of 30 digits", sale().raw(61, "0030" + "11".repeat(15)).frame(mac), BARE_30);
        add("field 63 of 164 bytes", sale().raw(63, "0164" + "31".repeat(164)).frame(mac), BARE_30);
    }

    private void bitmaps() {
        add("bitmap without a field", RawMessage.of("0200").frame((MessageMac) null), CLOSED);
        add("bitmap without a field but with bytes behind it", sale().bitmap("0000000000000000").frame(mac), CLOSED);
        add("bit 1 set, no second bitmap", firstBit(false), CLOSED);
        add("bit 1 set and a second bitmap", firstBit(true), CLOSED);
        add("all bits set", sale().bitmap("FFFFFFFFFFFFFFFF").frame(mac), CLOSED);
        for (int field : new int[] {5, 6, 7, 8, 9, 10, 16, 17, 18, 19, 20, 21, 24, 27, 28, 29, 30, 31, 33, 34, 40}) {
            add("field " + field + ", which the dialect does not have", sale().raw(field, "000000").frame(mac), CLOSED);
        }
        for (int field : new int[] {45, 47, 50, 51}) {
            add("field " + field + ", which the dialect does not have", sale().raw(field, "000000").frame(mac), BARE_30);
        }
    }

    private byte[] firstBit(boolean secondBitmap) {
        byte[] body = sale().body(mac);
        body[RawMessage.HEADERS + 2] |= (byte) 0x80;
        if (!secondBitmap) {
            return RawMessage.frame(body);
        }
        byte[] wide = new byte[body.length + 8];
        System.arraycopy(body, 0, wide, 0, RawMessage.HEADERS + 10);
        System.arraycopy(body, RawMessage.HEADERS + 10, wide, RawMessage.HEADERS + 18, body.length - RawMessage.HEADERS - 10);
        return RawMessage.frame(wide);
    }

    private void messageTypes() {
        for (String mti : new String[] {"0210", "0230", "0410", "0510", "0810", "0830", "0000", "A200", "02A0", "FFFF", "020F", "0A00"}) {
            add("message type " + mti, sale().mti(mti).frame(mac), CLOSED);
        }
        for (String mti : new String[] {"0100", "0120", "0620", "1200", "0240"}) {
            add("message type " + mti + ", not in the table", sale().mti(mti).frame(mac), "12+mac");
        }
        add("header that is not decimal, which is nobody's business", sale().headers("6000060000" + "60310031110E").mti("0620").frame(mac), "12+mac");
        add("condition code of an instalment", sale().put(25, "64").frame(mac), "12+mac");
        add("message type code that is not in the table", sale().put(60, "99" + RawTerminal.BATCH + "00050100").frame(mac), "12+mac");
        add("processing code that is not in the table", sale().put(3, "999999").frame(mac), "12+mac");
    }

    private void afterTheEnd() {
        for (int extra : new int[] {1, 8, 100}) {
            add(extra + " bytes behind field 64", RawMessage.frame(sale().tail(extra).body(mac)), BARE_30);
        }
    }

    /** Authentic messages with content that is not what the dialect says. */
    private void content() {
        add("nibble A in field 2", sale().raw(2, "16" + "622202A012345678").frame(mac), AUTHENTIC_30);
        add("nibble A in field 3", sale().raw(3, "0000A0").frame(mac), AUTHENTIC_30);
        add("nibble F in field 4", sale().raw(4, "00000000F000").frame(mac), AUTHENTIC_30);
        add("nibble D in field 11", sale().raw(11, "00D001").frame(mac), AUTHENTIC_30);
        add("nibble A in field 14", sale().raw(14, "3A12").frame(mac), AUTHENTIC_30);
        add("nibble A in field 22", sale().raw(22, "0A20").frame(mac), AUTHENTIC_30);
        add("nibble A in field 23", sale().raw(23, "0A01").frame(mac), AUTHENTIC_30);
        add("nibble A in field 25", sale().raw(25, "A0").frame(mac), AUTHENTIC_30);
        add("nibble A in field 26", sale().raw(26, "1A").frame(mac), AUTHENTIC_30);
        add("nibble A in field 53", sale().raw(53, "26A0000000000000").frame(mac), AUTHENTIC_30);
        add("nibble A in field 60", sale().raw(60, "0014" + "22A00001000501").frame(mac), AUTHENTIC_30);
        add("nibble A in field 61", sale().raw(61, "0012" + "A00001000001").frame(mac), AUTHENTIC_30);
        add("control characters in field 37", sale().raw(37, "0001020304050607080910FF").frame(mac), AUTHENTIC_30);
        add("control characters in field 38", sale().raw(38, "000102030405").frame(mac), AUTHENTIC_30);
        add("control characters in field 49", sale().raw(49, "010203").frame(mac), AUTHENTIC_30);
        add("trace number zero", sale().put(11, "000000").frame(mac), AUTHENTIC_30);
        add("month 13 in field 14", sale().put(14, "3013").frame(mac), AUTHENTIC_30);
        add("field 60 of 7 digits", sale().put(60, "2200000").frame(mac), AUTHENTIC_30);
        add("field 60 of 2 digits", sale().put(60, "22").frame(mac), AUTHENTIC_30);
        add("field 60 empty", sale().raw(60, "0000").frame(mac), AUTHENTIC_30);
        add("field 61 of a void with 11 digits", voided().put(61, "00000100000").frame(mac), AUTHENTIC_30);
    }

    private RawMessage voided() {
        return terminal.after(sale(), "000001", "626100000001", false, 1000);
    }

    /** Authentic messages without something that their row needs. */
    private void missing() {
        for (int field : new int[] {3, 4, 11, 22, 25, 49, 60}) {
            add("sale without field " + field, sale().without(field).frame(mac), AUTHENTIC_30);
        }
        add("sale without fields 2 and 35", sale().without(2, 35).frame(mac), AUTHENTIC_30);
        for (int field : new int[] {4, 11, 22, 37, 49, 60, 61}) {
            add("void without field " + field, voided().without(field).frame(mac), AUTHENTIC_30);
        }
        for (int field : new int[] {4, 11, 37, 49, 60, 61}) {
            add("refund without field " + field, terminal.after(sale(), "000001", "626100000001", true, 500).without(field).frame(mac), AUTHENTIC_30);
        }
        for (int field : new int[] {4, 11, 39, 49, 60}) {
            add("reversal without field " + field, terminal.reversal(sale()).without(field).frame(mac), AUTHENTIC_30);
        }
        RawMessage totals = RawMessage.of("0500").put(11, terminal.nextTrace()).put(41, terminal.identity().tid())
            .put(42, terminal.identity().mid()).put(60, "00" + RawTerminal.BATCH + "201");
        add("totals without field 48", totals.frame((MessageMac) null), BARE_30);
        add("sale without field 41", sale().without(41).frame(mac), CLOSED);
        add("sale without field 42", sale().without(42).frame(mac), "03");
        add("sale without field 64", sale().frame((MessageMac) null), "A0");
        add("sale with 8 zero bytes in field 64", sale().put(64, new byte[8]).frame((MessageMac) null), "A0");
    }

    /** Frames of legal length with nothing but noise in them. */
    private void noise() {
        SplittableRandom random = new SplittableRandom(20_261_122);
        for (int i = 0; i < 24; i++) {
            byte[] body = new byte[21 + random.nextInt(2028)];
            random.nextBytes(body);
            add("noise " + i, RawMessage.frame(body), CLOSED);
        }
        byte[] letters = new byte[400];
        Arrays.fill(letters, (byte) 'A');
        add("letters", RawMessage.frame(letters), CLOSED);
        add("zeros", RawMessage.frame(new byte[2048]), CLOSED);
        add("smallest length", RawMessage.frame(Hex.bytes("6000060000" + "603100310000" + "0200" + "0000000000000000")), CLOSED);
    }
}
