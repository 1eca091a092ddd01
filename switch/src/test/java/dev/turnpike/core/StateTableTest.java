package dev.turnpike.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnpike.transaction.TransactionType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StateTableTest {
    private static final Path PAGE = Path.of("../docs/TRANSACTIONS.md");
    private static final Set<Step> RECORDS = EnumSet.range(Step.INTENT, Step.ACK_CLOSED);
    private static final Set<Phase> CLOSED = EnumSet.of(Phase.APPROVED, Phase.DECLINED, Phase.REJECTED, Phase.REVERSED);

    private static List<Step> steps(StateTable.Cell cell) {
        return Stream.of(Step.values()).filter(cell::has).toList();
    }

    private static boolean isRecorded(StateTable.Cell cell) {
        return steps(cell).stream().anyMatch(RECORDS::contains);
    }

    @Test
    void shouldPutEveryChangeOfPhaseOnRecord() {
        forEach((phase, event, cell) -> assertTrue(phase == cell.next() || isRecorded(cell), phase + " " + event));
    }

    @Test
    void shouldTellNobodyOfAReversalThatIsNotOnRecord() {
        forEach((phase, event, cell) -> {
            boolean begins = (cell.next() == Phase.REVERSING || cell.next() == Phase.UNTOLD) && phase != cell.next() && phase != Phase.UNTOLD;
            assertTrue(!begins || cell.has(Step.REVERSAL_INTENT), phase + " " + event);
        });
    }

    @Test
    void shouldNeverSendAgainWhatIsClosed() {
        forEach((phase, event, cell) -> {
            assertTrue(phase == Phase.NEW || cell.next() != Phase.IN_FLIGHT || phase == Phase.IN_FLIGHT, phase + " " + event);
            boolean reopens = CLOSED.contains(phase) && !CLOSED.contains(cell.next());
            assertTrue(!reopens || cell.has(Step.REVERSAL_INTENT), phase + " " + event);
        });
    }

    @Test
    void shouldForgetNothingWithoutAPersonOrAnAnswer() {
        forEach((phase, event, cell) -> {
            boolean givenUp = cell.next() != phase && cell.next().title().contains("parked");
            assertTrue(!givenUp || cell.has(Step.ALARM), phase + " " + event);
        });
    }

    @Test
    void shouldAnswerARepeatInEveryPhase() {
        for (Phase phase : Phase.values()) {
            if (phase != Phase.NEW) {
                assertEquals(phase, StateTable.of(phase, TransactionEvent.REPEATED).next());
                assertTrue(StateTable.of(phase, TransactionEvent.CONFLICTING).has(Step.ANSWER_94));
            }
        }
    }

    @Test
    void shouldRefuseWhatCannotHappen() {
        IllegalStateException refusal = assertThrows(IllegalStateException.class,
            () -> StateTable.of(Phase.REJECTED, TransactionEvent.SEAL_FAILED));
        assertTrue(refusal.getMessage().contains("rejected"), refusal.getMessage());
    }

    @Test
    void shouldBeShownAsItIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        String expected = between(between(page, "types", types()), "table", table());
        if (Boolean.getBoolean("turnpike.docs.update")) {
            Files.writeString(PAGE, expected);
            return;
        }
        assertEquals(expected, page, "docs/TRANSACTIONS.md is out of date; run this test with -Dturnpike.docs.update=true");
    }

    private static String between(String page, String mark, String content) {
        String begin = "<!-- " + mark + ": generated from the code -->\n";
        String end = "<!-- end of " + mark + " -->";
        int from = page.indexOf(begin) + begin.length();
        return page.substring(0, from) + content + page.substring(page.indexOf(end, from));
    }

    private static String types() {
        StringBuilder text = new StringBuilder("| type | MTI | F3 | F25 | 60.1 | no answer in time | totals |\n|---|---|---|---|---|---|---|\n");
        for (TransactionType type : TransactionType.values()) {
            if (type.isForwarded()) {
                text.append("| ").append(type.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')).append(" | ").append(String.format("%04d", type.mti()))
                    .append(" | ").append(digits(type.processingCode(), 6)).append(" | ").append(digits(type.condition(), 2)).append(" | ")
                    .append(digits(type.messageType(), 2)).append(" | ").append(recovery(type)).append(" | ").append(totals(type)).append(" |\n");
            }
        }
        return text.toString();
    }

    private static String digits(int value, int width) {
        return value < 0 ? "" : String.format("%0" + width + "d", value);
    }

    private static String recovery(TransactionType type) {
        return switch (type.recovery()) {
            case NONE -> "98";
            case REVERSE -> "98, reversed";
            case REPEAT -> "98, repeated";
            case STORE -> "00 at once, delivered later";
        };
    }

    private static String totals(TransactionType type) {
        return switch (type.totals()) {
            case NONE -> "";
            case DEBIT -> "debit";
            case CREDIT -> "credit";
            case DIFFERENCE -> "changes its original's";
        };
    }

    private static String table() {
        StringBuilder text = new StringBuilder("| event | in phase | goes to | records | effects |\n|---|---|---|---|---|\n");
        for (TransactionEvent event : TransactionEvent.values()) {
            Map<String, List<String>> rows = new LinkedHashMap<>();
            for (Phase phase : Phase.values()) {
                StateTable.Cell cell = StateTable.find(phase, event);
                if (cell != null) {
                    String to = cell.next() == phase ? "stays" : cell.next().title();
                    rows.computeIfAbsent(to + " | " + titles(cell, true) + " | " + titles(cell, false), k -> new ArrayList<>()).add(phase.title());
                }
            }
            rows.forEach((rest, phases) -> text.append("| ").append(event.title()).append(" | ").append(String.join("; ", phases)).append(" | ")
                .append(rest).append(" |\n"));
        }
        return text.toString();
    }

    private static String titles(StateTable.Cell cell, boolean records) {
        return steps(cell).stream().filter(s -> RECORDS.contains(s) == records).map(Step::title).collect(Collectors.joining(", "));
    }

    private interface Visitor {
        void visit(Phase phase, TransactionEvent event, StateTable.Cell cell);
    }

    private static void forEach(Visitor visitor) {
        int cells = 0;
        for (Phase phase : Phase.values()) {
            for (TransactionEvent event : TransactionEvent.values()) {
                StateTable.Cell cell = StateTable.find(phase, event);
                if (cell != null) {
                    visitor.visit(phase, event, cell);
                    cells++;
                }
            }
        }
        assertTrue(cells > 80, "only " + cells + " cells");
    }
}
