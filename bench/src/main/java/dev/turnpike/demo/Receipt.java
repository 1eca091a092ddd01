package dev.turnpike.demo;

import dev.turnpike.simulator.terminal.BatchEntry;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.simulator.terminal.TerminalResult;
import java.io.PrintWriter;
import java.math.BigDecimal;

/** The slip of an approved sale. */
record Receipt(TerminalIdentity terminal, TerminalResult sale, String pan) {
    void print(PrintWriter out) {
        BatchEntry entry = sale.entry();
        out.println("    +----------------------------------+");
        line(out, "SALE", "");
        line(out, "merchant", terminal.mid());
        line(out, "terminal", terminal.tid());
        line(out, "card", pan.substring(0, 6) + "******" + pan.substring(pan.length() - 4));
        line(out, "batch / trace", entry.batch() + " / " + entry.trace());
        line(out, "reference", entry.reference());
        line(out, "authorisation", entry.authorisation());
        line(out, "AMOUNT", "CNY " + BigDecimal.valueOf(entry.amountMinor(), 2).toPlainString());
        line(out, sale.text(), "");
        out.println("    +----------------------------------+");
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println("    | " + name + " ".repeat(Math.max(1, 32 - name.length() - value.length())) + value + " |");
    }
}
