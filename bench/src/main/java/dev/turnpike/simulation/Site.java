package dev.turnpike.simulation;

import dev.turnpike.codec.dialect.Dialects;
import dev.turnpike.core.Core;
import dev.turnpike.core.CoreContext;
import dev.turnpike.core.LinkPolicy;
import dev.turnpike.core.TerminalPolicy;
import dev.turnpike.journal.RecordLog;
import dev.turnpike.pipeline.LinkSecurity;
import dev.turnpike.pipeline.PipelineContext;
import dev.turnpike.pipeline.TerminalSecurity;
import dev.turnpike.risk.RiskEngine;
import dev.turnpike.risk.RiskRules;
import dev.turnpike.routing.RoutingTable;
import dev.turnpike.security.KeyUsage;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.MacAlgorithm;
import dev.turnpike.security.MacOutput;
import dev.turnpike.security.PinBlockFormat;
import dev.turnpike.security.SecurityContext;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.security.SoftwareSecurityModule;
import dev.turnpike.security.TestKeys;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TerminalDirectory;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the simulated switch is configured with: terminals with static keys, two acquirers that stand in for each other, deadlines of a
 * few seconds. The same for every seed but for the policies that the {@link Plan} chooses.
 */
final class Site {
    static final String MID = "898100012340001";
    static final int TERMINALS = 4;
    static final int LINKS = 2;
    static final int TIMEOUT_MS = 3_000;
    static final long SETTLE_MS = 6_000;
    static final int ATTEMPTS = 6;
    static final int MAX_IN_FLIGHT = 200;
    private static final long FIRST_RETRY_MS = 1_000;
    private static final long MAX_RETRY_MS = 4_000;
    private static final int MAX_TRANSACTIONS = 4_000;
    private static final int MAX_KEYS = 256;
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Site INSTANCE = new Site();

    private final LocalMasterKey lmk;
    private final Map<String, String> blocks = new HashMap<>();

    private Site() {
        SeededRandom random = new SeededRandom(8583);
        lmk = LocalMasterKey.random(random);
        TestKeys test = new TestKeys(SecurityProfile.TEST, lmk, random);
        for (int i = 0; i < TERMINALS; i++) {
            blocks.put("tak" + i, test.importClear(KeyUsage.MAC, macKey(i)));
            blocks.put("tpk" + i, test.importClear(KeyUsage.PIN_ENCRYPTION, pinKey(i)));
        }
        blocks.put("zpk", test.importClear(KeyUsage.PIN_ENCRYPTION, zonePinKey()));
        blocks.put("pan", test.importClear(KeyUsage.PAN_SEAL, bytes(random, 32)));
        blocks.put("hash", test.importClear(KeyUsage.PAN_HASH, bytes(random, 32)));
        blocks.put("digest", test.importClear(KeyUsage.CONTENT_DIGEST, bytes(random, 32)));
    }

    static Site instance() {
        return INSTANCE;
    }

    private static byte[] bytes(SeededRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    static String tid(int terminal) {
        return "2000000" + terminal;
    }

    static String link(int number) {
        return "acquirer-" + (char) ('a' + number);
    }

    static byte[] macKey(int terminal) {
        byte[] key = new byte[16];
        new SeededRandom(100 + terminal).nextBytes(key);
        return key;
    }

    static byte[] pinKey(int terminal) {
        byte[] key = new byte[16];
        new SeededRandom(200 + terminal).nextBytes(key);
        return key;
    }

    private static byte[] zonePinKey() {
        byte[] key = new byte[16];
        new SeededRandom(300).nextBytes(key);
        return key;
    }

    /** A core with empty state under this plan. */
    Core core(Plan plan, Counters counters, Alarms alarms) {
        TerminalPolicy policy = new TerminalPolicy("simulated", false, ResponseCode.NO_ORIGINAL, false, plan.reverseOnUndelivered, ZONE);
        List<LinkPolicy> links = new ArrayList<>();
        for (int i = 0; i < LINKS; i++) {
            links.add(new LinkPolicy(link(i), "0001000" + i, "", false, ZoneOffset.UTC, TIMEOUT_MS, MAX_IN_FLIGHT, FIRST_RETRY_MS,
                MAX_RETRY_MS, ATTEMPTS, SETTLE_MS, Set.of(ResponseCode.APPROVED, ResponseCode.NO_ORIGINAL, ResponseCode.INVALID_TRANSACTION,
                    ResponseCode.DUPLICATE)));
        }
        return new Core(new CoreContext(directory(), List.of(policy), links,
            new RoutingTable(List.of(RoutingTable.Rule.all("all", plan.routes))), RiskEngine.of(RiskRules.empty()), List.of(ZONE),
            new CoreContext.Limits(MAX_TRANSACTIONS, plan.images, MAX_IN_FLIGHT), counters, alarms));
    }

    private static TerminalDirectory directory() {
        List<TerminalDirectory.Terminal> list = new ArrayList<>();
        for (int i = 0; i < TERMINALS; i++) {
            list.add(new TerminalDirectory.Terminal(tid(i), MID, 0, 5411, 0, "", "tpk" + i, "tak" + i, false, true));
        }
        return new TerminalDirectory(list);
    }

    /** What the stages work with; a security module of its own, as a process has. */
    PipelineContext pipeline(Core core, RecordLog journal, Counters counters, Alarms alarms, long seed) {
        SoftwareSecurityModule module = new SoftwareSecurityModule(new SecurityContext().localMasterKey(lmk).random(new SeededRandom(seed))
            .maxKeys(MAX_KEYS).panKey(blocks.get("pan")).panHashKey(blocks.get("hash")).contentDigestKey(blocks.get("digest")).conclude());
        int zpk = module.load(blocks.get("zpk"), KeyUsage.PIN_ENCRYPTION);
        List<LinkSecurity> links = new ArrayList<>();
        for (int i = 0; i < LINKS; i++) {
            links.add(new LinkSecurity(Dialects.shipped("iso87a-hex"), zpk, PinBlockFormat.ISO_0));
        }
        byte[] name = new byte[40];
        Arrays.fill(name, (byte) ' ');
        return new PipelineContext(core, journal, module, core.directory(), List.of(Dialects.shipped("unionpay-pos")),
            List.of(new TerminalSecurity(MacAlgorithm.X9_19, MacOutput.RAW_8, PinBlockFormat.ISO_0, true, Set.of())), links,
            new byte[][] {name}, blocks::get, counters, alarms);
    }
}
