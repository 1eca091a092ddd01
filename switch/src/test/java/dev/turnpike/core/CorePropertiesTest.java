package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.core.CoreFixture.Sent;
import dev.turnpike.transaction.RequestFacts;
import dev.turnpike.transaction.ResponseCode;
import dev.turnpike.transaction.TransactionType;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random shop days by seed, held against a small independent account; and the seams of numbers and time. */
class CorePropertiesTest {
    private static final int SEEDS = 60;
    private static final int STEPS = 400;

    /** What a terminal and its issuer would write down, by trace number; knows nothing of the core. */
    private static final class Account {
        long captured;
        long refunded;
        long held;
        boolean voided;
        boolean completed;
        TransactionType type = TransactionType.SALE;
        String rrn = "";
        int batch;
    }

    private static final class Day {
        final CoreFixture fx = new CoreFixture(10_000);
        final SplittableRandom random;
        final Map<Integer, Account> accounts = new HashMap<>();
        final List<Integer> order = new ArrayList<>();
        final HashSet<String> identities = new HashSet<>();
        long debit;
        long credit;
        int debits;
        int credits;
        int stan;
        int batch = 1;

        Day(long seed, int firstStan) {
            random = new SplittableRandom(seed);
            stan = firstStan;
        }

        int next() {
            stan = stan >= 999_999 ? 1 : stan + 1;
            return stan;
        }

        RequestFacts request(TransactionType type, long amount, int originalStan, Account original) {
            RequestFacts f = fx.request(type, next(), amount);
            f.batch = batch;
            f.authorizationCode = 0x414243313233L;
            f.contentDigest = f.contentDigest * 31 + originalStan;
            if (original != null) {
                f.originalBatch = original.batch;
                f.originalStan = originalStan;
                f.rrn.putStringWithoutLengthAscii(0, original.rrn);
            }
            return f;
        }

        /** Sends and lets the acquirer say its word; the code told in the end, 98 when nobody answered. */
        String send() {
            fx.send();
            if (!fx.told().isEmpty()) {
                deliver();
                return told;
            }
            Sent sent = fx.allSent().getLast();
            assertTrue(identities.add(sent.time() + "/" + sent.stan()), "F7 and F11 used twice: " + sent);
            int dice = random.nextInt(20);
            if (dice == 0) {
                fx.advanceMs(CoreFixture.TIMEOUT_MS);
                String given = code();
                fx.acknowledgeReversals();
                return given;
            }
            boolean declined = dice == 1;
            if (declined) {
                fx.answer(sent.mti() + 10, sent, "05");
            } else {
                fx.approve(sent, 0x414243313233L);
            }
            return code();
        }

        private String told = "";

        // An advice goes upstream in the same event; it is acknowledged at once, or later with everything else.
        private void deliver() {
            told = code();
            rrn = fx.field(37);
            if (random.nextInt(3) > 0) {
                fx.acknowledgeReversals();
            }
        }

        String rrn = "";

        private String code() {
            List<String> all = fx.told();
            if (all.isEmpty()) {
                return told;
            }
            String f37 = fx.field(37);
            rrn = f37 == null ? rrn : f37;
            return all.getLast().substring(4);
        }

        void step() {
            int dice = random.nextInt(100);
            Integer at = order.isEmpty() ? null : order.get(random.nextInt(order.size()));
            Account a = at == null ? null : accounts.get(at);
            long amount = 1 + random.nextInt(100_000);
            if (a == null || dice < 35) {
                open(dice % 3 == 0 ? TransactionType.PREAUTH : dice % 3 == 1 ? TransactionType.SALE : TransactionType.OFFLINE_SALE, amount);
            } else if (a.type == TransactionType.PREAUTH) {
                complete(at, a, dice);
            } else if (dice < 60) {
                refund(at, a, 1 + random.nextLong(a.captured + 10));
            } else if (dice < 80 && a.type == TransactionType.SALE) {
                cancel(at, a);
            } else if (dice < 85) {
                fx.restart();
                fx.link(true);
                fx.acknowledgeReversals();
            } else {
                fx.advanceMs(random.nextInt(5_000));
            }
        }

        private void open(TransactionType type, long amount) {
            int at = stan >= 999_999 ? 1 : stan + 1;
            request(type, amount, 0, null);
            boolean stored = type.isStored();
            String code = send();
            if (code.equals("00")) {
                Account a = new Account();
                a.type = type;
                a.rrn = rrn;
                a.batch = batch;
                a.captured = type == TransactionType.PREAUTH ? 0 : amount;
                a.held = type == TransactionType.PREAUTH ? amount : 0;
                accounts.put(at, a);
                order.add(at);
                debit += a.captured;
                debits += a.captured > 0 ? 1 : 0;
            } else {
                assertTrue(!stored, "an advice was told " + code);
            }
        }

        private void complete(int at, Account hold, int dice) {
            long amount = Math.max(1, hold.held * (80 + random.nextInt(50)) / 100);
            boolean allowed = !hold.completed && amount * 100 <= hold.held * 115;
            int mine = stan >= 999_999 ? 1 : stan + 1;
            TransactionType type = dice % 2 == 0 ? TransactionType.COMPLETION : TransactionType.COMPLETION_ADVICE;
            request(type, amount, at, hold);
            String code = send();
            assertTrue(allowed || code.equals(hold.completed ? "22" : "61"), "completion of " + amount + " told " + code);
            if (code.equals("00")) {
                hold.completed = true;
                Account a = new Account();
                a.type = type;
                a.rrn = rrn;
                a.batch = batch;
                a.captured = amount;
                accounts.put(mine, a);
                order.add(mine);
                debit += amount;
                debits++;
            }
        }

        private void refund(int at, Account a, long amount) {
            boolean allowed = !a.voided && a.refunded + amount <= a.captured;
            request(TransactionType.REFUND, amount, at, a);
            String code = send();
            assertTrue(allowed || code.equals(a.voided ? "22" : "61"), "refund of " + amount + " told " + code);
            // Told 98 it is repeated until the acquirer approves it.
            if (code.equals("00") || code.equals("98")) {
                a.refunded += amount;
                credit += amount;
                credits++;
            }
            assertTrue(a.refunded <= a.captured, "refunded " + a.refunded + " of " + a.captured);
        }

        private void cancel(int at, Account a) {
            boolean allowed = !a.voided && a.refunded == 0 && a.batch == batch;
            request(TransactionType.SALE_VOID, a.captured, at, a);
            String code = send();
            assertTrue(allowed || code.equals("22"), "void told " + code);
            if (code.equals("00")) {
                a.voided = true;
                credit += a.captured;
                credits++;
            }
        }

        void check(long seed) {
            fx.acknowledgeReversals();
            assertEquals(0, fx.core.openTransactions(), "seed " + seed);
            long[] t = fx.core.terminalTotals(0);
            assertEquals(debit + "/" + debits + " " + credit + "/" + credits, t[0] + "/" + t[1] + " " + t[2] + "/" + t[3], "seed " + seed);
            assertEquals(fx.core.stateHash(), fx.replayedHash(), "seed " + seed);
        }
    }

    private static Day run(long seed, int firstStan) {
        Day day = new Day(seed, firstStan);
        for (int i = 0; i < STEPS; i++) {
            day.step();
        }
        return day;
    }

    @Test
    void shouldAgreeWithAnIndependentAccountWhateverTheShopDoes() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            run(seed, 0).check(seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {999_800, 999_990, 999_998})
    void shouldAgreeWithAnIndependentAccountWhenTraceNumbersWrap(int firstStan) {
        for (long seed = 1; seed <= 10; seed++) {
            run(seed, firstStan).check(seed);
        }
    }

    @Test
    void shouldWriteTheSameRecordsWhenTheSeedIsTheSame() {
        for (long seed = 1; seed <= 5; seed++) {
            List<byte[]> first = run(seed, 0).fx.journal;
            List<byte[]> second = run(seed, 0).fx.journal;
            assertEquals(first.size(), second.size());
            for (int i = 0; i < first.size(); i++) {
                assertArrayEquals(first.get(i), second.get(i), "record " + i + " of seed " + seed);
            }
        }
    }

    @Test
    void shouldNeverUseF7AndF11TwiceWhenUpstreamNumbersWrap() {
        CoreFixture fx = new CoreFixture(1_000);
        LinkState link = fx.core.link(0);
        HashSet<String> used = new HashSet<>();
        for (int stan = 1; stan <= 3_000; stan++) {
            if (stan % 500 == 0) {
                link.nextStan = LinkState.STAN_LIMIT - 100;
                fx.advanceMs(1_000);
            }
            fx.sale(stan, 100);
            Sent sent = fx.sent();
            assertTrue(used.add(sent.time() + "/" + sent.stan()), "used twice: " + sent);
            fx.answer(210, sent, stan % 7 == 0 ? "05" : "00");
        }
    }

    @ParameterizedTest
    @CsvSource({"2026-12-31T15:59:58, 1231235958, 6365", "2026-12-31T16:00:00, 0101000000, 7001", "2028-02-29T15:59:59, 0229235959, 8060",
        "2028-02-29T16:00:01, 0301000001, 8061", "2026-12-31T23:59:59, 0101075959, 7001"})
    void shouldTellTheTerminalsTimeInItsMerchantsZoneWhenYearsAndDaysEnd(String utc, String local, String day) {
        CoreFixture fx = new CoreFixture();
        fx.wallStepMs = LocalDateTime.parse(utc).toInstant(ZoneOffset.UTC).toEpochMilli() - fx.core.wallMs();
        fx.tick();
        fx.sale(1, 1000);
        Sent sent = fx.sent();
        String f7 = utc.substring(5, 7) + utc.substring(8, 10) + utc.substring(11, 13) + utc.substring(14, 16) + utc.substring(17, 19);
        assertEquals(f7, String.format("%010d", sent.time()));
        fx.answer(210, sent, "00");
        assertEquals(local, fx.field(13) + fx.field(12));
        assertEquals(day, fx.field(37).substring(0, 4));
    }

    @Test
    void shouldRefundAcrossTheEndOfTheYear() {
        CoreFixture fx = new CoreFixture();
        fx.wallStepMs = LocalDateTime.parse("2026-12-31T15:59:00").toInstant(ZoneOffset.UTC).toEpochMilli() - fx.core.wallMs();
        fx.tick();
        fx.sale(1, 1000);
        fx.answer(210, fx.sent(), "00");
        String rrn = fx.field(37);
        fx.wallStepMs += 120_000;
        fx.tick();
        RequestFacts f = fx.request(TransactionType.REFUND, 2, 1000);
        f.originalBatch = 1;
        f.originalStan = 1;
        f.originalDate = 1231;
        f.rrn.putStringWithoutLengthAscii(0, rrn);
        fx.send();
        assertEquals(220, fx.sent().mti());
    }

    @Test
    void shouldGoOnWithBatchOneWhenTheHighestBatchIsClosed() {
        CoreFixture fx = new CoreFixture();
        RequestFacts f = fx.request(TransactionType.SALE, 1, 1000);
        f.batch = 999_999;
        fx.send();
        fx.answer(210, fx.sent(), "00");
        String rrn = fx.field(37);
        f = fx.request(TransactionType.SETTLEMENT, 2, -1);
        f.mti = 500;
        f.batch = 999_999;
        f.image.put(48, (String.format("%012d%03d", 1000, 1) + "0".repeat(16) + "0".repeat(31)).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        fx.send();
        assertEquals("1", fx.field(48).substring(30, 31));
        fx.sale(3, 500);
        fx.answer(210, fx.sent(), "00");
        assertEquals(List.of("210/00"), fx.told());
        f = fx.request(TransactionType.REFUND, 4, 1000);
        f.originalBatch = 999_999;
        f.originalStan = 1;
        f.rrn.putStringWithoutLengthAscii(0, rrn);
        fx.send();
        assertEquals(220, fx.sent().mti());
        assertEquals(ResponseCode.APPROVED, fx.core.transaction(1).code);
    }
}
