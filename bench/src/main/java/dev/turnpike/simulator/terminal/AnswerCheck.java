package dev.turnpike.simulator.terminal;

import dev.turnpike.simulator.wire.WireLayout;
import dev.turnpike.simulator.wire.WireReader;
import java.util.Map;
import java.util.Set;

/** What a terminal checks in a response before it believes it. One thread. */
final class AnswerCheck {
    private static final Set<String> APPROVED = Set.of("00", "10", "11", "A2", "A4", "A5", "A6");
    private final WireReader in = new WireReader(WireLayout.POS);
    private String problem;
    private boolean macWrong;

    /** The message of the last {@link #check}. */
    WireReader message() {
        return in;
    }

    /** What is wrong, or {@code null}. */
    String problem() {
        return problem;
    }

    /** True when the MAC is what is wrong. */
    boolean macWrong() {
        return macWrong;
    }

    String code() {
        return in.has(39) ? in.text(39) : "";
    }

    boolean approves() {
        return APPROVED.contains(code());
    }

    /**
     * True when {@code frame} is a valid answer to a request of type {@code mti} with these fields.
     *
     * @param keys keys with which an approval must be authenticated, {@code null} when the exchange carries no MAC
     */
    boolean check(byte[] frame, int mti, Map<Integer, String> request, TerminalKeys keys) {
        macWrong = false;
        problem = find(frame, mti, request, keys);
        return problem == null;
    }

    private String find(byte[] frame, int mti, Map<Integer, String> request, TerminalKeys keys) {
        int walked = in.wrap(frame, 0, frame.length);
        if (walked != 0) {
            return "answer not readable, field " + walked;
        }
        if (in.mti() != mti + 10) {
            return "answer of type " + in.mti() + " to " + mti;
        }
        if (differs(3, request) || differs(11, request) || differs(41, request)) {
            return "field 3, 11 or 41 is not that of the request";
        }
        String code = code();
        if (code.isEmpty() && mti != 500) {
            return "field 39 is missing";
        }
        if (code.equals("00") && differs(42, request)) {
            return "field 42 is not that of the request";
        }
        if (!code.equals("10") && approves() && differs(4, request)) {
            return "field 4 is not that of the request";
        }
        if (keys != null && code.equals("00")) {
            macWrong = !in.has(64) || !authentic(frame, keys);
            return macWrong ? "MAC of the answer is wrong" : null;
        }
        return null;
    }

    private boolean differs(int field, Map<Integer, String> request) {
        return request.containsKey(field) && !in.is(field, request.get(field));
    }

    private boolean authentic(byte[] frame, TerminalKeys keys) {
        int body = in.bodyOffset();
        return keys.mac().matches(frame, body, in.start(64) - body, frame, in.valueOffset(64));
    }
}
