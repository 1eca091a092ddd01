package dev.turnpike.simulation;

import dev.turnpike.journal.JournalSyncFailedException;
import dev.turnpike.journal.RecordLog;
import dev.turnpike.simulator.wire.Hex;
import dev.turnpike.transaction.TerminalOutbound;
import dev.turnpike.transaction.UpstreamOutbound;
import dev.turnpike.transaction.record.IntentDecoder;
import dev.turnpike.transaction.record.MessageHeaderDecoder;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Mistakes at the seams between stages and world. */
final class PlantedSeams {
    private PlantedSeams() {
    }

    /** What stands before the real thing for one method. */
    private interface Instead {
        Object call(Object[] arguments, Real real) throws Throwable;
    }

    private interface Real {
        Object call(Object... arguments) throws Throwable;
    }

    // A stand-in for all methods but one survives new methods of the interface.
    private static <T> T wrap(Class<T> type, T real, Map<String, Instead> instead) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            Real through = given -> {
                try {
                    return method.invoke(real, given);
                } catch (java.lang.reflect.InvocationTargetException e) {
                    if (e.getCause() instanceof Crash crash) {
                        crash.now();
                    }
                    throw e.getCause();
                }
            };
            Instead other = instead.get(method.getName());
            return other == null ? through.call(arguments) : other.call(arguments, through);
        }));
    }

    /** Reports durable what it never synced. */
    static final class LyingDisk extends Seams {
        @Override
        RecordLog journal(RecordLog real) {
            return wrap(RecordLog.class, real, Map.of("sync", (a, through) -> null, "durable", (a, through) -> real.appended()));
        }
    }

    /** Tries a failed sync again and believes the second try. */
    static final class ForgivingJournal extends Seams {
        @Override
        RecordLog journal(RecordLog real) {
            boolean[] failed = new boolean[1];
            return wrap(RecordLog.class, real, Map.of("sync", (a, through) -> {
                try {
                    return failed[0] ? null : through.call(a);
                } catch (JournalSyncFailedException e) {
                    failed[0] = true;
                    return null;
                }
            }, "durable", (a, through) -> failed[0] ? real.appended() : through.call(a)));
        }
    }

    /** Leaves records of one kind out of the journal. */
    static final class LostRecords extends Seams {
        private final int template;

        LostRecords(int template) {
            this.template = template;
        }

        @Override
        RecordLog journal(RecordLog real) {
            return wrap(RecordLog.class, real, Map.of("append", (a, through) ->
                new MessageHeaderDecoder().wrap((DirectBuffer) a[0], (int) a[1]).templateId() == template ? real.appended() : through.call(a)));
        }
    }

    /** Appends a card number, packed, behind each INTENT. */
    static final class LeakingRecords extends Seams {
        @Override
        RecordLog journal(RecordLog real) {
            UnsafeBuffer leak = new UnsafeBuffer(new byte[64]);
            leak.putShort(2, (short) 999, java.nio.ByteOrder.LITTLE_ENDIAN);
            leak.putBytes(20, Hex.bytes(Card.all().get(0).pan()));
            return wrap(RecordLog.class, real, Map.of("append", (a, through) -> {
                boolean intent = new MessageHeaderDecoder().wrap((DirectBuffer) a[0], (int) a[1]).templateId() == IntentDecoder.TEMPLATE_ID;
                Object sequence = through.call(a);
                return intent ? through.call(leak, 0, 64, a[3]) : sequence;
            }));
        }
    }

    /** Writes every answer twice. */
    static final class DoubledAnswers extends Seams {
        @Override
        TerminalOutbound terminals(TerminalOutbound real) {
            return wrap(TerminalOutbound.class, real, Map.of("send", (a, through) -> {
                through.call(a);
                return through.call(a);
            }));
        }
    }

    /** Gives the first approval of a transaction again although the transaction was reversed meanwhile. */
    static final class StaleAnswers extends Seams {
        private final TerminalCodec codec = new TerminalCodec(0);
        private final Map<String, byte[]> approvals = new HashMap<>();

        @Override
        TerminalOutbound terminals(TerminalOutbound real) {
            return wrap(TerminalOutbound.class, real, Map.of("send", (a, through) -> {
                byte[] frame = new byte[(int) a[3]];
                ((DirectBuffer) a[1]).getBytes((int) a[2], frame);
                TerminalCodec.Answer answer = codec.read(frame);
                String key = answer.tid() + answer.batch() + "/" + answer.stan() + "/" + answer.mti();
                if (answer.code() != null && answer.mti() == 210 && Exchange.approves(answer.code())) {
                    approvals.putIfAbsent(key, frame);
                }
                byte[] stale = "98".equals(answer.code()) ? approvals.get(key) : null;
                return stale == null ? through.call(a) : through.call(a[0], new UnsafeBuffer(stale), 0, stale.length);
            }));
        }
    }

    /** Holds requests back until a reversal has been written. */
    static final class HeldRequests extends Seams {
        private final List<Object[]> held = new ArrayList<>();

        @Override
        UpstreamOutbound upstream(UpstreamOutbound real) {
            return wrap(UpstreamOutbound.class, real, Map.of("send", (a, through) -> {
                int length = (int) a[a.length - 1];
                DirectBuffer buffer = (DirectBuffer) a[a.length - 3];
                int offset = (int) a[a.length - 2];
                if (buffer.getByte(offset + 1) == '2' && buffer.getByte(offset + 3) == '0') {
                    byte[] copy = new byte[length];
                    buffer.getBytes(offset, copy);
                    Object[] later = a.clone();
                    later[a.length - 3] = new UnsafeBuffer(copy);
                    later[a.length - 2] = 0;
                    held.add(later);
                    return true;
                }
                Object sent = through.call(a);
                for (Object[] request : held) {
                    through.call(request);
                }
                held.clear();
                return sent;
            }));
        }
    }
}
