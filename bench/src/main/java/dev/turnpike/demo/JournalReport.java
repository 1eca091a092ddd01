package dev.turnpike.demo;

import dev.turnpike.JournalView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The journal's view of what the script did. One thread. */
final class JournalReport {
    private final DemoSite site;

    JournalReport(DemoSite site) {
        this.site = site;
    }

    void print(PrintWriter out) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            JournalView.print(site.journal(), stream);
        }
        out.println();
        out.println("    what the journal (" + site.journal() + ") says:");
        bytes.toString(StandardCharsets.UTF_8).lines().forEach(line -> out.println("    " + line));
        out.println();
    }
}
