package dev.turnpike.demo;

import java.io.PrintWriter;

/** The journal's view of what the script did. */
final class JournalReport {
    private final DemoSite site;

    JournalReport(DemoSite site) {
        this.site = site;
    }

    void print(PrintWriter out) {
        out.println();
        out.println("    journal: " + site.journal());
    }
}
