package dev.turnpike.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class PeerTableTest {
    private static final long SECOND = 1_000_000_000L;
    private final PeerTable peers = new PeerTable();

    @Test
    void shouldTakeAddressesOfOneLineAsOnePeer() throws Exception {
        long a = PeerTable.key(InetAddress.getByName("2001:db8:1:2::1"));
        assertEquals(a, PeerTable.key(InetAddress.getByName("2001:db8:1:2:ffff::9")));
        assertNotEquals(a, PeerTable.key(InetAddress.getByName("2001:db8:1:3::1")));
        assertNotEquals(PeerTable.key(InetAddress.getByName("10.0.0.1")), PeerTable.key(InetAddress.getByName("10.0.0.2")));
    }

    @Test
    void shouldLimitConnectionsAndGiveThemBack() {
        assertNull(peers.admit(1, 2, 0));
        assertNull(peers.admit(1, 2, 0));
        assertEquals(CloseReason.PEER_LIMIT, peers.admit(1, 2, 0));
        assertNull(peers.admit(2, 2, 0));
        peers.release(1);
        assertNull(peers.admit(1, 2, 0));
    }

    @Test
    void shouldLetLogOncePerSecond() {
        assertTrue(peers.mayLog(1, 0));
        assertFalse(peers.mayLog(1, SECOND - 1));
        assertTrue(peers.mayLog(2, SECOND - 1));
        assertTrue(peers.mayLog(1, SECOND));
    }

    @Test
    void shouldBanAfterFiveStrikesInAMinuteAndForgetIt() {
        for (int i = 0; i < 5; i++) {
            assertFalse(peers.strike(1, i));
        }
        assertFalse(peers.strike(1, 61 * SECOND));
        for (int i = 0; i < 4; i++) {
            assertFalse(peers.strike(1, 62 * SECOND));
        }
        assertTrue(peers.strike(1, 62 * SECOND));
        assertEquals(CloseReason.PEER_BANNED, peers.admit(1, 9, 62 * SECOND));
        assertNull(peers.admit(1, 9, 123 * SECOND));
    }

    @Test
    void shouldStayBoundedAndForgetWhatNeedsNoMemory() {
        for (int i = 0; i < PeerTable.MAX_PEERS + 1_000; i++) {
            assertNull(peers.admit(i, 1, 0));
        }
        assertEquals(PeerTable.MAX_PEERS, peers.size());
        peers.slow(5, 0);
        for (int i = 0; i < PeerTable.MAX_PEERS; i++) {
            peers.release(i);
        }
        peers.sweep(SECOND);
        assertEquals(1, peers.size());
        assertTrue(peers.isSlow(5, SECOND));
        peers.sweep(61 * SECOND);
        assertEquals(0, peers.size());
    }
}
