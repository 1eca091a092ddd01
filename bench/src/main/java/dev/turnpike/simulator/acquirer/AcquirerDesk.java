package dev.turnpike.simulator.acquirer;

import dev.turnpike.simulator.Fault;
import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.ResponseCodes;
import dev.turnpike.simulator.wire.WireReader;
import dev.turnpike.simulator.wire.WireWriter;

/**
 * Decides about the messages of one connection: reads a request, keeps the ledger, writes the answer. No sockets and no time of
 * its own. One thread; the ledger behind it is shared and locked here.
 */
final class AcquirerDesk {
    /** {@link #handle} result: nothing is to be sent. */
    static final int SILENCE = 0;
    /** {@link #handle} result: the peer speaks something else; close. */
    static final int HANG_UP = -1;

    private static final int[] REQUIRED = {3, 4, 7, 11, 41, 42, 49};
    private static final int[] REQUIRED_INQUIRY = {3, 7, 11, 41, 42};
    private static final int[] REQUIRED_REVERSAL = {3, 4, 7, 11, 41, 42, 90};
    private static final byte[] ISSUER_DATA = {(byte) 0x91, 0x0A, 1, 2, 3, 4, 5, 6, 7, 8, '0', '0'};
    private static final String BALANCE = "1002156C000000100000";

    private final AcquirerContext context;
    private final AcquirerControl control;
    private final AcquirerCounters counters;
    private final PostingLedger ledger;
    private final LedgerFile file;
    private final PostingRelations relations;
    private final PinChecker pins;
    private final WireReader in;
    private final WireWriter out;
    private final LocalDay day;
    private boolean signedOn;
    private Fault fault = Fault.NONE;

    AcquirerDesk(AcquirerContext context, AcquirerControl control, AcquirerCounters counters, PostingLedger ledger,
        LedgerFile file) {
        this.context = context;
        this.control = control;
        this.counters = counters;
        this.ledger = ledger;
        this.file = file;
        this.relations = new PostingRelations(ledger, file);
        this.pins = new PinChecker(context.zonePinKey(), context.pin());
        this.in = new WireReader(context.layout());
        this.out = new WireWriter(context.layout(), 1024);
        this.day = new LocalDay(context.clock());
        this.signedOn = !context.signOnRequired();
    }

    /** What is to happen to the answer of the last {@link #handle}. */
    Fault fault() {
        return fault;
    }

    /** The bytes of the answer. */
    byte[] answer() {
        return out.buffer();
    }

    /** Takes one message. Returns the length of the answer, {@link #SILENCE} or {@link #HANG_UP}. Never throws on bad input. */
    int handle(byte[] frame, int from, int length) {
        fault = Fault.NONE;
        int walked = in.wrap(frame, from, length);
        counters.requests.increment();
        if (walked < 0) {
            counters.formatErrors.increment();
            return HANG_UP;
        }
        if (control.silent) {
            return SILENCE;
        }
        if (walked != 0) {
            return formatError();
        }
        return switch (in.mti()) {
            case 800, 820 -> network();
            case 100, 101, 120, 121, 200, 201, 220, 221 -> financial();
            case 620, 621 -> script();
            case 400, 401, 420, 421 -> reversal();
            default -> formatError();
        };
    }

    private int network() {
        counters.network.increment();
        long function = in.number(70);
        if (in.number(7) < 0 || in.number(11) < 0 || function < 0) {
            return formatError();
        }
        boolean known = function == 1 || function == 2 || function == 301;
        if (function == 1) {
            signedOn = true;
        } else if (function == 2) {
            signedOn = !context.signOnRequired();
        }
        out.begin(in.mti() + 10, true).copy(7, in).copy(11, in).copy(33, in).put(39, known ? "00" : "12").copy(70, in);
        return out.finish();
    }

    private int financial() {
        // An inquiry has no amount.
        boolean inquiry = in.number(3) / 100_000 == 3;
        if (!complete(inquiry ? REQUIRED_INQUIRY : REQUIRED) || !in.has(2) && !in.has(35)) {
            return formatError();
        }
        if (!signedOn) {
            counters.notSignedOn.increment();
            return respond(91, in.number(4), null);
        }
        long transmission = in.number(7) * 1_000_000 + in.number(11);
        long terminal = terminal();
        synchronized (ledger) {
            Posting known = ledger.find(transmission, terminal);
            if (known != null) {
                return repeat(known);
            }
            Posting posting = open(transmission, terminal);
            posting.code = decide(posting);
            boolean approved = ResponseCodes.approves(posting.code);
            posting.state = approved ? Posting.State.POSTED : Posting.State.DECLINED;
            (approved ? counters.approved : counters.declined).increment();
            if (approved) {
                authorise(posting);
                posting.authorisedMinor = posting.kind() == Posting.Kind.HOLD ? posting.amountMinor : 0;
                relations.apply(posting);
            }
            file.write(posting);
            return respond(posting.code, posting.amountMinor, posting);
        }
    }

    private Posting open(long transmission, long terminal) {
        Posting posting = ledger.add(transmission, terminal);
        posting.mti = in.mti() - in.mti() % 10;
        posting.processing = (int) in.number(3);
        posting.condition = (int) Math.max(0, in.number(25));
        posting.original = in.has(90) && posting.mti != 400 ? Math.max(-1, originalKey()) : 0;
        posting.amountMinor = Math.max(0, in.number(4));
        copy(42, posting.merchant);
        copy(37, posting.reference);
        return posting;
    }

    private int repeat(Posting known) {
        known.repeats++;
        if (known.state == Posting.State.TOMBSTONE) {
            counters.tombstoned.increment();
            file.write(known);
            return respond(22, in.number(4), null);
        }
        counters.repeats.increment();
        file.write(known);
        return respond(known.code, known.amountMinor, known);
    }

    /** Related original first, then PIN, then the named card, then the amount. */
    private int decide(Posting posting) {
        int related = relate(posting);
        if (related != 0) {
            return related;
        }
        int pin = pins.check(in);
        if (pin != PinChecker.OK) {
            return pin;
        }
        int meaning = cardMeaning();
        if (meaning < 0) {
            fault = Fault.ofAmount(posting.amountMinor);
            if (fault != Fault.NONE) {
                return 0;
            }
            meaning = ResponseCodes.ofAmount(posting.amountMinor);
        } else if (meaning >= 100) {
            fault = meaning < 107 ? Fault.ofAmount(meaning + 9000) : Fault.NONE;
            return 0;
        }
        if (meaning == 10) {
            posting.amountMinor /= 2;
        }
        return meaning;
    }

    /** What a void, refund, addition, completion or adjustment is about must allow it: 25 unknown, 22 gone, 61 too much, 64 another amount. */
    private int relate(Posting posting) {
        int code = relations.check(posting);
        if (code == 25) {
            counters.unknownOriginals.increment();
        }
        return code;
    }

    /** The result of an issuer script: taken note of. */
    private int script() {
        if (in.number(7) < 0 || in.number(11) < 0 || !in.has(41) || !in.has(55)) {
            return formatError();
        }
        counters.scripts.increment();
        return respond(signedOn ? 0 : 91, 0, null);
    }

    private int reversal() {
        if (!complete(REQUIRED_REVERSAL) || originalKey() < 0) {
            return formatError();
        }
        if (AcquirerControl.take(control.dropReversals)) {
            return SILENCE;
        }
        counters.reversals.increment();
        if (AcquirerControl.take(control.refuseReversals)) {
            return respond(control.refusal, in.number(4), null);
        }
        if (!signedOn) {
            counters.notSignedOn.increment();
            return respond(91, in.number(4), null);
        }
        synchronized (ledger) {
            Posting original = ledger.find(originalKey(), terminal());
            boolean unknown = original == null || original.state == Posting.State.TOMBSTONE;
            if (unknown) {
                counters.unknownOriginals.increment();
                if (context.tombstones()) {
                    bury(original);
                }
                return respond(25, in.number(4), null);
            }
            original.reversals++;
            if (original.state == Posting.State.POSTED) {
                undo(original);
            }
            file.write(original);
            return respond(0, in.number(4), null);
        }
    }

    private void bury(Posting known) {
        Posting grave = known;
        if (grave == null) {
            grave = open(originalKey(), terminal());
            grave.original = 0;
            grave.mti = (int) in.number(90, 0, 4);
            grave.state = Posting.State.TOMBSTONE;
            grave.code = 25;
        }
        grave.reversals++;
        file.write(grave);
    }

    private void undo(Posting original) {
        original.state = Posting.State.REVERSED;
        relations.undo(original);
    }

    private int respond(int code, long amountMinor, Posting posting) {
        boolean approved = ResponseCodes.approves(code) && posting != null;
        out.begin(in.mti() - in.mti() % 10 + 10, false).copy(3, in);
        if (in.has(4)) {
            out.putNumber(4, amountMinor);
        }
        out.copy(7, in);
        if (fault == Fault.WRONG_STAN) {
            out.putNumber(11, (in.number(11) + 1) % 1_000_000);
        } else {
            out.copy(11, in);
        }
        out.copy(12, in).copy(13, in).putNumber(15, day.monthAndDay()).copy(32, in).copy(37, in);
        if (approved) {
            out.put(38, new AsciiView(posting.authorisation));
        }
        out.putNumber(39, code).copy(41, in).copy(42, in).copy(49, in);
        if (approved && in.number(3) / 10_000 % 10 == 1 && in.number(3) / 100_000 == 3) {
            out.put(54, BALANCE);
        }
        if (approved && in.has(55)) {
            out.put(55, ISSUER_DATA);
        }
        return out.finish();
    }

    private int formatError() {
        counters.formatErrors.increment();
        if (in.number(11) < 0 || in.mti() % 100 / 10 % 2 == 1) {
            return HANG_UP;
        }
        boolean wide = in.has(70);
        out.begin(in.mti() - in.mti() % 10 + 10, wide).copy(7, in).copy(11, in).put(39, "30").copy(41, in).copy(42, in);
        if (wide) {
            out.copy(70, in);
        }
        return out.finish();
    }

    private boolean complete(int[] fields) {
        for (int field : fields) {
            boolean numeric = field <= 11;
            if (!in.has(field) || numeric && in.number(field) < 0) {
                return false;
            }
        }
        return true;
    }

    private long originalKey() {
        long stan = in.number(90, 4, 6);
        long transmitted = in.number(90, 10, 10);
        return stan < 0 || transmitted < 0 || in.number(90, 0, 4) < 0 ? -1 : transmitted * 1_000_000 + stan;
    }

    private long terminal() {
        long packed = 0;
        for (int i = 0; i < 8; i++) {
            packed = packed << 8 | in.character(41, i);
        }
        return packed;
    }

    private int cardMeaning() {
        int field = in.has(2) ? 2 : 35;
        return NamedCard.meaning(in.number(field, 0, 8), in.number(field, 8, 7));
    }

    private void copy(int field, byte[] target) {
        if (in.has(field)) {
            System.arraycopy(in.buffer(), in.valueOffset(field), target, 0, target.length);
        }
    }

    /** Six characters that depend on the transaction alone, so that a repeat gets the same. */
    private static void authorise(Posting posting) {
        long mixed = (posting.transmission ^ posting.terminal) * 0x9E3779B97F4A7C15L >>> 1;
        for (int i = 0; i < 6; i++) {
            posting.authorisation[i] = (byte) ('0' + mixed % 10);
            mixed /= 10;
        }
    }
}
