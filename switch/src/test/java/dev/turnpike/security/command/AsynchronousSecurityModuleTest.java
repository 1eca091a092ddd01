package dev.turnpike.security.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.PinBlockFormat;
import dev.turnpike.security.SecurityContext;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.security.SecurityStatus;
import dev.turnpike.security.SoftwareSecurityModule;
import dev.turnpike.security.TerminalCrypto;
import dev.turnpike.security.TerminalKeyLayout;
import dev.turnpike.security.TerminalKeySet;
import dev.turnpike.security.TestKeys;
import dev.turnpike.security.cipher.Hex;
import dev.turnpike.security.command.AsynchronousSecurityModule.State;
import dev.turnpike.security.fault.FaultInjectingSecurityLine;
import dev.turnpike.security.fault.FaultInjectingSecurityModule;
import dev.turnpike.status.Clock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AsynchronousSecurityModuleTest {
    private static final long MS = 1_000_000;
    private static final CommandLimits LIMITS = new CommandLimits(8, 500 * MS, 100 * MS, 3, 1000 * MS);
    private static final String PAN = "6212345678901234563";
    private static final byte[] KEY = Hex.decode("89E88CF7931444F334BD7547FC3F380C");

    private static final class ManualClock implements Clock {
        private long ns = Long.MAX_VALUE - 50 * MS;

        @Override
        public long monotonicNs() {
            return ns;
        }

        @Override
        public long wallMs() {
            return 0;
        }
    }

    /** What came back, in order: correlation, status and, for answers, the result in hex. */
    private static final class Recorder implements SecurityAnswers {
        private final List<String> events = new ArrayList<>();
        private int lastStatus;

        @Override
        public void answered(SecurityCommand command) {
            byte[] result = new byte[command.resultLength()];
            command.result().getBytes(0, result);
            lastStatus = command.status();
            events.add(command.correlation() + " " + (lastStatus < 0 ? SecurityStatus.of(lastStatus) : "ok " + Hex.encode(result)));
        }

        @Override
        public void failed(long correlation, SecurityCommand.Operation operation, SecurityStatus status) {
            events.add(correlation + " " + operation + " " + status);
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final LocalMasterKey lmk = LocalMasterKey.random(random);
    private final TestKeys testKeys = new TestKeys(SecurityProfile.TEST, lmk, random);
    private final ManualClock clock = new ManualClock();
    private final FaultInjectingSecurityModule inner = new FaultInjectingSecurityModule(software());
    private final SoftwareSecurityLine software = new SoftwareSecurityLine(inner, 8);
    private final FaultInjectingSecurityLine line = new FaultInjectingSecurityLine(software, clock, 7);
    private final AsynchronousSecurityModule module = new AsynchronousSecurityModule(line, LIMITS, clock);
    private final Recorder recorder = new Recorder();
    private final UnsafeBuffer message = new UnsafeBuffer("some message".getBytes(StandardCharsets.US_ASCII));

    private SoftwareSecurityModule software() {
        return new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).maxKeys(50).conclude());
    }

    private int load(KeyUsage usage, char mode) {
        UnsafeBuffer block = ascii(testKeys.importClear(usage, 'T', mode, KEY));
        assertEquals(0, module.submit(module.claim().load(usage, block, 0, block.capacity())));
        step();
        assertTrue(recorder.lastStatus > 0);
        recorder.events.clear();
        return recorder.lastStatus;
    }

    private static UnsafeBuffer ascii(String s) {
        return new UnsafeBuffer(s.getBytes(StandardCharsets.US_ASCII));
    }

    private int step() {
        software.doWork();
        return module.poll(recorder, 100);
    }

    private int mac(long correlation, int key) {
        return module.submit(module.claim().generateMac(key, MacAlgorithm.X9_19, MacOutput.ASCII_HEX_8, message, 0, 12)
            .correlation(correlation));
    }

    private void advance(long milliseconds) {
        clock.ns += milliseconds * MS;
    }

    @Test
    void shouldGiveTheSynchronousModulesAnswerLater() {
        int mak = load(KeyUsage.MAC, 'C');
        assertEquals(0, mac(42, mak));
        assertEquals(0, module.poll(recorder, 100), "nothing has been done yet");
        assertEquals(1, module.outstanding());
        assertEquals(1, step());
        try (SoftwareSecurityModule direct = software()) {
            UnsafeBuffer out = new UnsafeBuffer(new byte[8]);
            direct.generateMac(direct.load(testKeys.importClear(KeyUsage.MAC, 'T', 'C', KEY), KeyUsage.MAC), MacAlgorithm.X9_19,
                MacOutput.ASCII_HEX_8, message, 0, 12, out, 0);
            assertEquals(List.of("42 ok " + Hex.encode(out.byteArray())), recorder.events);
        }
        assertEquals(State.UP, module.state());
        assertEquals(0, module.outstanding());
    }

    @Test
    void shouldTranslatePinsAndMakeTerminalKeysAndDecryptTracks() {
        int pik = load(KeyUsage.PIN_ENCRYPTION, 'D');
        int zpk = load(KeyUsage.PIN_ENCRYPTION, 'E');
        UnsafeBuffer block = new UnsafeBuffer(new TerminalCrypto(random).pinKey(KEY).pinBlock(PinBlockFormat.ISO_0, "1234", PAN));
        module.submit(module.claim().translatePin(pik, PinBlockFormat.ISO_0, zpk, PinBlockFormat.ISO_0, ascii(PAN), 0, 19, block, 0, 8));
        step();
        assertEquals(List.of("0 ok " + Hex.encode(block.byteArray())), recorder.events, "same key and format: the same block");
        recorder.events.clear();

        int tdk = load(KeyUsage.DATA_ENCRYPTION, 'D');
        UnsafeBuffer track = ascii(PAN + "=4912101000000000");
        String clear = Hex.encode(track.byteArray());
        assertTrue(new TerminalCrypto(random).trackKey(KEY).encryptTrack(track, 0, track.capacity()));
        module.submit(module.claim().decryptTrack(tdk, track, 0, track.capacity()));
        step();
        assertEquals(List.of("0 ok " + clear), recorder.events);
        recorder.events.clear();

        int tmk = load(KeyUsage.TERMINAL_MASTER, 'E');
        module.submit(module.claim().generateTerminalKeys(tmk, TerminalKeyLayout.DOUBLE_003));
        software.doWork();
        module.poll(new SecurityAnswers() {
            @Override
            public void answered(SecurityCommand command) {
                TerminalKeySet set = command.terminalKeys();
                assertTrue(new TerminalCrypto(random).masterKey(KEY, false).loadWorkingKeys(TerminalKeyLayout.DOUBLE_003, command.result(), 0,
                    command.resultLength()));
                recorder.events.add("keys " + (set.pinLength() > 0 && set.macLength() > 0));
            }

            @Override
            public void failed(long correlation, SecurityCommand.Operation operation, SecurityStatus status) {
                recorder.events.add("failed");
            }
        }, 1);
        assertEquals(List.of("keys true"), recorder.events);
    }

    @Test
    void shouldTimeOutExactlyAndDropTheLateAnswer() {
        int mak = load(KeyUsage.MAC, 'C');
        line.delay(600 * MS);
        mac(1, mak);
        step();
        advance(99);
        assertEquals(State.UP, module.state());
        advance(1);
        assertEquals(State.SLOW, module.state());
        assertEquals(100 * MS, module.oldestNs());
        advance(399);
        assertEquals(0, step());
        advance(1);
        assertEquals(1, step());
        assertEquals(List.of("1 GENERATE_MAC TIMED_OUT"), recorder.events);
        advance(100);
        assertEquals(0, step());
        assertEquals(1, module.late());
        assertEquals(List.of("1 GENERATE_MAC TIMED_OUT"), recorder.events, "one call for one command");
        assertEquals(State.UP, module.state(), "a late answer says that it lives");
    }

    @Test
    void shouldGoDownAfterTimeOutsInARowAndComeBackByAProbe() {
        int mak = load(KeyUsage.MAC, 'C');
        line.stall(true);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, mac(i, mak));
        }
        advance(500);
        assertEquals(3, step());
        assertEquals(State.DOWN, module.state());
        assertEquals(SecurityStatus.UNAVAILABLE.code(), mac(4, mak), "refused at once: the breaker is open");
        advance(1000);
        assertEquals(0, mac(5, mak), "a probe");
        assertEquals(SecurityStatus.UNAVAILABLE.code(), mac(6, mak), "one probe at a time");
        advance(500);
        assertEquals(1, step());
        assertEquals(State.DOWN, module.state());
        advance(500);
        line.stall(false);
        assertEquals(0, mac(7, mak));
        step();
        assertEquals("7 ok", recorder.events.getLast().substring(0, 4));
        assertEquals(State.UP, module.state());
        assertEquals(4, module.late());
        assertEquals(2, module.refused());
        assertEquals(0, module.outstanding());
    }

    @Test
    void shouldTimeOutWhatWasLostAndStillHaveCommandsToClaim() {
        int mak = load(KeyUsage.MAC, 'C');
        for (int round = 0; round < 5; round++) {
            line.lose(2);
            mac(10, mak);
            mac(11, mak);
            mac(12, mak);
            step();
            advance(500);
            step();
        }
        assertEquals(10, module.timedOut());
        assertEquals(10, line.injected());
        for (int i = 0; i < LIMITS.capacity(); i++) {
            assertNotNull(module.claim());
        }
        assertNull(module.claim(), "bounded");
    }

    @Test
    void shouldTellGarbageFromAnAnswer() {
        int mak = load(KeyUsage.MAC, 'C');
        line.garble(3);
        for (int i = 0; i < 4; i++) {
            mac(i, mak);
        }
        step();
        assertEquals(List.of("0 UNAVAILABLE", "1 UNAVAILABLE", "2 UNAVAILABLE"), recorder.events.subList(0, 3));
        assertTrue(recorder.events.get(3).startsWith("3 ok"), recorder.events.get(3));
        assertEquals(3, module.garbled());
    }

    @Test
    void shouldRefuseAtOnceWhenTheLineIsCutAndTimeOutWhatWasUnderWay() {
        int mak = load(KeyUsage.MAC, 'C');
        mac(1, mak);
        software.doWork();
        line.down(true);
        assertEquals(State.DOWN, module.state());
        assertEquals(SecurityStatus.UNAVAILABLE.code(), mac(2, mak));
        line.down(false);
        assertEquals(0, mac(3, mak));
        step();
        advance(500);
        step();
        assertEquals(2, recorder.events.size());
        assertTrue(recorder.events.get(0).startsWith("3 ok"), recorder.events.toString());
        assertEquals("1 GENERATE_MAC TIMED_OUT", recorder.events.get(1));
    }

    @Test
    void shouldRefuseWhenTheQueueIsFullOrTheCommandTooLong() {
        int mak = load(KeyUsage.MAC, 'C');
        line.refuse(1);
        assertEquals(SecurityStatus.UNAVAILABLE.code(), mac(1, mak));
        assertEquals(0, mac(2, mak));
        UnsafeBuffer big = new UnsafeBuffer(new byte[SecurityCommand.INPUT_CAPACITY + 1]);
        assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(),
            module.submit(module.claim().generateMac(mak, MacAlgorithm.X9_19, MacOutput.RAW_8, big, 0, big.capacity())));
        assertEquals(SecurityStatus.ARGUMENT_REFUSED.code(), module.submit(module.claim()));
        step();
        assertEquals(1, recorder.events.size());
    }

    @Test
    void shouldPassRefusalsOfTheModuleThrough() {
        int mak = load(KeyUsage.MAC, 'V');
        mac(1, mak);
        inner.fail(FaultInjectingSecurityModule.Operation.GENERATE_MAC, 1, 1, SecurityStatus.KEY_UNKNOWN);
        mac(2, mak);
        step();
        assertEquals(List.of("1 MODE_REFUSED", "2 KEY_UNKNOWN"), recorder.events);
    }

    @Test
    void shouldGiveEveryCommandExactlyOneFateWhateverTheFaults() {
        int mak = load(KeyUsage.MAC, 'C');
        Random seeded = new Random(99);
        long accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            switch (seeded.nextInt(40)) {
                case 0 -> line.delay(seeded.nextInt(700) * MS);
                case 1 -> line.lose(seeded.nextInt(3));
                case 2 -> line.garble(seeded.nextInt(3));
                case 3 -> line.stall(seeded.nextBoolean());
                case 4 -> line.down(seeded.nextInt(4) == 0);
                case 5 -> line.refuse(seeded.nextInt(3));
                default -> {
                    SecurityCommand c = module.claim();
                    if (c != null) {
                        c.generateMac(mak, MacAlgorithm.X9_19, MacOutput.RAW_8, message, 0, 12).correlation(i);
                        accepted += module.submit(c) == 0 ? 1 : 0;
                    }
                }
            }
            if (seeded.nextInt(3) == 0) {
                software.doWork();
            }
            module.poll(recorder, 1 + seeded.nextInt(3));
            advance(seeded.nextInt(60));
        }
        advance(500);
        module.poll(recorder, 1000);
        assertEquals(accepted, recorder.events.size());
        assertEquals(recorder.events.size(), recorder.events.stream().map(e -> e.split(" ")[0]).distinct().count());
        assertEquals(accepted + 1, module.answered() + module.timedOut(), "with the loading of the key");
        assertEquals(0, module.outstanding());
        assertTrue(module.timedOut() > 20 && module.garbled() > 20 && module.late() > 20 && module.refused() > 20,
            "each fault occurred: " + module.timedOut() + " " + module.garbled() + " " + module.late() + " " + module.refused());
    }

    @Test
    @Timeout(30)
    void shouldRunTheModuleOnAThreadOfItsOwnAndWipeItAtTheEnd() {
        SoftwareSecurityModule own = software();
        int[] closed = new int[1];
        Thread[] thread = new Thread[1];
        SoftwareSecurityLine threaded = new SoftwareSecurityLine(own, 8).start(BusySpinIdleStrategy.INSTANCE, r -> thread[0] = new Thread(r));
        try (AsynchronousSecurityModule real = new AsynchronousSecurityModule(threaded, LIMITS, clock)) {
            UnsafeBuffer block = ascii(testKeys.importClear(KeyUsage.MAC, 'T', 'C', KEY));
            real.submit(real.claim().load(KeyUsage.MAC, block, 0, block.capacity()));
            while (real.poll(recorder, 10) == 0) {
                Thread.onSpinWait();
            }
            int mak = recorder.lastStatus;
            for (int i = 0; i < 10_000; i++) {
                SecurityCommand c = real.claim();
                if (c != null) {
                    assertEquals(0, real.submit(c.generateMac(mak, MacAlgorithm.X9_19, MacOutput.RAW_8, message, 0, 12)));
                }
                real.poll(recorder, 10);
            }
            while (real.outstanding() > 0) {
                real.poll(recorder, 10);
            }
            assertEquals(1, recorder.events.stream().skip(1).distinct().count(), "the same MAC every time");
            assertEquals(1, own.loadedKeys());
            closed[0] = mak;
        }
        assertFalse(thread[0].isAlive());
        assertFalse(threaded.connected());
        assertEquals(0, own.loadedKeys(), "keys are wiped with the line");
        assertEquals(SecurityStatus.KEY_UNKNOWN.code(),
            own.generateMac(closed[0], MacAlgorithm.X9_19, MacOutput.RAW_8, message, 0, 12, new UnsafeBuffer(new byte[8]), 0));
        assertEquals(0, threaded.errors());
    }
}
