package dev.turnpike.pipeline;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.codec.message.MessageDecoder;
import dev.turnpike.codec.message.MessageEncoder;
import dev.turnpike.core.Core;
import dev.turnpike.core.CoreContext;
import dev.turnpike.core.LinkPolicy;
import dev.turnpike.core.TerminalPolicy;
import dev.turnpike.risk.RiskEngine;
import dev.turnpike.risk.RiskRules;
import dev.turnpike.routing.RoutingTable;
import dev.turnpike.security.DataKeys;
import dev.turnpike.security.KeyFile;
import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.PinBlockFormat;
import dev.turnpike.security.SecurityContext;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.security.SoftwareSecurityModule;
import dev.turnpike.security.TerminalCrypto;
import dev.turnpike.security.TestKeys;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import dev.turnpike.transaction.EffectKind;
import dev.turnpike.transaction.EffectList;
import dev.turnpike.transaction.EventKind;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.Slot;
import dev.turnpike.transaction.TerminalDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/** Stages 1 to 3 with the real codec and security module, stepped by hand on one thread; the journal is left out. */
final class StageRig {
    static final String TID = "10000001";
    static final String MID = "898100012340001";
    static final String PAN = "6222021234567894";
    static final int TIMEOUT_MS = 3000;
    private static final byte[] TAK = HexFormat.of().parseHex("0123456789ABCDEFFEDCBA9876543210");
    private static final byte[] TPK = HexFormat.of().parseHex("1111111111111111222222222222222A");
    private static final byte[] TDK = HexFormat.of().parseHex("5555555555555555666666666666666E");
    private static final byte[] ZPK = HexFormat.of().parseHex("3333333333333333444444444444444C");

    final Slot slot = new Slot();
    final Dialect terminalDialect;
    final Dialect linkDialect = Dialects.shipped("iso87a-hex");
    final MessageDecoder decoder = new MessageDecoder();
    final Core core;
    private final AuthenticateStage authenticate;
    private final SealStage seal;
    private final TerminalCrypto terminal;
    private final TerminalCrypto acquirer;
    private final MessageEncoder encoder = new MessageEncoder();
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[2048]);
    /** What the terminal puts into field 35 under its track key; null for a clear track beside field 2. */
    private String encryptedTrack;
    private long nowMs = 1;
    private long sequence;

    StageRig(Path directory) throws IOException {
        this(directory, Dialects.shipped("unionpay-pos"));
    }

    StageRig(Path directory, Dialect terminalDialect) throws IOException {
        this.terminalDialect = terminalDialect;
        SecureRandom random = new SecureRandom();
        LocalMasterKey lmk = LocalMasterKey.random(random);
        KeyFile file = KeyFile.open(directory.resolve("keys"));
        DataKeys.ensure(file, lmk, random);
        TestKeys test = new TestKeys(SecurityProfile.TEST, lmk, random);
        Map<String, String> blocks = new HashMap<>();
        blocks.put("tak", test.importClear(KeyUsage.MAC, TAK));
        blocks.put("tdk", test.importClear(KeyUsage.DATA_ENCRYPTION, 'T', 'D', TDK));
        blocks.put("tpk", test.importClear(KeyUsage.PIN_ENCRYPTION, TPK));
        SoftwareSecurityModule module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).dataKeys(file).conclude());
        int zpk = module.load(test.importClear(KeyUsage.PIN_ENCRYPTION, ZPK), KeyUsage.PIN_ENCRYPTION);
        Counters counters = new Counters();
        TerminalDirectory terminals = new TerminalDirectory(List.of(
            new TerminalDirectory.Terminal(TID, MID, 0, 5411, 0, "", "tpk", "tak", false, true)));
        LinkPolicy link = new LinkPolicy("acquirer-a", "00010000", "", false, ZoneOffset.UTC, TIMEOUT_MS, 100_000, 1000, 8000, 6, 6000,
            Set.of(ResponseCode.APPROVED));
        TerminalPolicy policy = new TerminalPolicy("p", false, ResponseCode.NO_ORIGINAL, false, false, ZoneId.of("Asia/Shanghai"));
        Alarms alarms = new Alarms(counters, SystemClock.INSTANCE);
        core = new Core(new CoreContext(terminals, List.of(policy), List.of(link), new RoutingTable(List.of(RoutingTable.Rule.all("all", 0))),
            RiskEngine.of(RiskRules.empty()), List.of(ZoneId.of("Asia/Shanghai")), new CoreContext.Limits(2_000, 512, 1_000), counters, alarms));
        byte[] name = new byte[40];
        java.util.Arrays.fill(name, (byte) ' ');
        PipelineContext context = new PipelineContext(core, null, module, terminals, List.of(terminalDialect),
            List.of(new TerminalSecurity(MacAlgorithm.X9_19, MacOutput.RAW_8, PinBlockFormat.ISO_0, true, Set.of())),
            List.of(new LinkSecurity(linkDialect, zpk, PinBlockFormat.ISO_0)), new byte[][] {name}, blocks::get, counters, alarms);
        TerminalKeyRing keys = new TerminalKeyRing(context);
        authenticate = new AuthenticateStage(context, keys, 1);
        seal = new SealStage(context, keys);
        terminal = new TerminalCrypto(random).macKey(TAK).pinKey(TPK).trackKey(TDK);
        acquirer = new TerminalCrypto(random).pinKey(ZPK);
        core.start();
        step(EventKind.TICK, 0, 0, 0);
        step(EventKind.LINK_STATE, 0, 0, 1);
    }

    void advanceMs(long ms) {
        nowMs += ms;
        step(EventKind.TICK, 0, 0, 0);
    }

    private void begin(EventKind kind, long source, int arg0, long arg1) {
        slot.wipe();
        slot.event(kind, nowMs * 1_000_000L, 1_795_000_000_000L + nowMs).source(source).args(arg0, arg1);
    }

    private void run() {
        authenticate.process(slot, sequence++);
        core.decide(slot);
        seal.process(slot);
    }

    void step(EventKind kind, long source, int arg0, long arg1) {
        begin(kind, source, arg0, arg1);
        run();
    }

    /** From now on sales carry this track encrypted in field 35, no field 2, and say so in field 53. */
    void encryptTrack(String track) {
        encryptedTrack = track;
    }

    /** The terminal's track as characters, encrypted in place unless it is too short for that. */
    private UnsafeBuffer underTrackKey() {
        UnsafeBuffer track = new UnsafeBuffer(encryptedTrack.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        terminal.encryptTrack(track, 0, track.capacity());
        return track;
    }

    /** Encodes a chip-and-PIN sale with a right MAC; the length of the frame. */
    int encodeSale(int stan, long amountMinor) {
        return encodeSale(stan, amountMinor, 0);
    }

    /** The same without field 3 or 25, when {@code absent} is one of them. */
    int encodeSale(int stan, long amountMinor, int absent) {
        encoder.wrap(terminalDialect, frame, 0, frame.capacity());
        encoder.header(0, new UnsafeBuffer(HexFormat.of().parseHex("6000060000")), 0, 5);
        encoder.header(1, new UnsafeBuffer(HexFormat.of().parseHex("603100311108")), 0, 6);
        encoder.mti(200);
        if (encryptedTrack == null) {
            encoder.put(2, PAN);
        }
        if (absent != 3) {
            encoder.putLong(3, 0);
        }
        encoder.putLong(4, amountMinor).putLong(11, stan).putLong(14, 2812).putLong(22, 51).putLong(23, 1);
        if (absent != 25) {
            encoder.putLong(25, 0);
        }
        encoder.putLong(26, 12);
        if (encryptedTrack == null) {
            encoder.put(35, PAN + "=28121200000000000000");
        } else {
            UnsafeBuffer track = underTrackKey();
            encoder.put(35, track, 0, track.capacity());
        }
        encoder.put(41, TID).put(42, MID).put(49, "156")
            .put(52, terminal.pinBlock(PinBlockFormat.ISO_0, "1234", PAN)).put(53, encryptedTrack == null ? "2600000000000000" : "2610000000000000")
            .put(55, HexFormat.of().parseHex("9F2608112233445566778895050000008000")).put(60, "2200000100060");
        int macAt = encoder.reserve(64, 8);
        int body = encoder.bodyOffset();
        int length = encoder.finish();
        if (length <= 0) {
            throw new AssertionError("field " + encoder.errorField() + " code " + encoder.errorCode());
        }
        terminal.mac(MacAlgorithm.X9_19, MacOutput.RAW_8, frame, body, macAt - body, frame, macAt);
        return length;
    }

    void terminalSends(int length) {
        begin(EventKind.TERMINAL_REQUEST, 77, 0, 0);
        frame.getBytes(0, slot.inbound(), 0, length);
        slot.inboundLength(length);
        run();
    }

    UnsafeBuffer frame() {
        return frame;
    }

    /** Effect {@code i} of the last event. */
    EffectList.Effect effect(int i) {
        return slot.effects().get(i);
    }

    /** Decodes the frame of the only effect of {@code kind}. */
    MessageDecoder sent(EffectKind kind) {
        for (int i = 0; i < slot.effects().count(); i++) {
            EffectList.Effect e = slot.effects().get(i);
            if (e.kind == kind) {
                Dialect dialect = kind == EffectKind.ANSWER ? terminalDialect : linkDialect;
                int error = decoder.wrap(dialect, slot.effects().frames(), e.frameOffset, e.frameLength);
                if (error != 0) {
                    throw new AssertionError(decoder.errorText());
                }
                return decoder;
            }
        }
        throw new AssertionError("no " + kind);
    }

    /** Encodes the acquirer's answer to the last forwarded request. */
    int encodeAnswer(int mti, String time, String stan, String code) {
        encoder.wrap(linkDialect, frame, 0, frame.capacity()).mti(mti);
        encoder.put(7, time).put(11, stan).put(38, "ABC123").put(39, code).put(41, TID);
        return encoder.finish();
    }

    void acquirerSends(int length) {
        begin(EventKind.ACQUIRER_MESSAGE, 0, 0, 0);
        frame.getBytes(0, slot.inbound(), 0, length);
        slot.inboundLength(length);
        run();
    }

    boolean macVerifies(MessageDecoder message) {
        int from = message.bodyOffset();
        return terminal.macMatches(MacAlgorithm.X9_19, MacOutput.RAW_8, message.buffer(), from, message.start(64) - from,
            message.buffer(), message.offset(64));
    }

    String clearPin(byte[] block) {
        return acquirer.clearPin(PinBlockFormat.ISO_0, block, PAN);
    }
}
