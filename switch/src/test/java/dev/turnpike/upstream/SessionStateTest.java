package dev.turnpike.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionStateTest {
    private static Set<SessionState> expected(SessionState state) {
        return switch (state) {
            case WAITING -> EnumSet.of(SessionState.CONNECTING, SessionState.ENDED);
            case CONNECTING -> EnumSet.of(SessionState.SIGNING_ON, SessionState.WAITING, SessionState.DRAINING, SessionState.ENDED);
            case SIGNING_ON -> EnumSet.of(SessionState.SIGNED_ON, SessionState.DRAINING);
            case SIGNED_ON -> EnumSet.of(SessionState.DRAINING, SessionState.SIGNING_OFF);
            case DRAINING, SIGNING_OFF -> EnumSet.of(SessionState.WAITING, SessionState.DRAINING, SessionState.ENDED);
            case ENDED -> EnumSet.noneOf(SessionState.class);
        };
    }

    @ParameterizedTest
    @EnumSource
    void shouldAllowOnlyTheNamedSteps(SessionState state) {
        assertEquals(state.ordinal(), state.code());
        for (SessionState next : SessionState.values()) {
            assertEquals(expected(state).contains(next), state.mayBecome(next), state + " to " + next);
        }
        assertFalse(SessionState.ENDED.mayBecome(state));
    }
}
