package dev.turnpike;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option by which people enter the local master key instead of keeping it in a file; mixed into commands that need it. */
final class MasterKeyOption {
    @Option(names = "--enter-lmk", paramLabel = "NAME,NAME", split = ",",
            description = "These people enter the components of the local master key, which then needs no file.")
    private List<String> custodians;
    private ComponentEntry.Entered entered;

    /** Asks for the components when the option was given. */
    void enter(PrintWriter out) {
        if (custodians != null) {
            entered = ComponentEntry.localMasterKey(custodians, null, out);
            MasterKeySource.entered(entered.key());
        }
    }

    /** Leaves the audit records of an entry beside {@code keyFile}. */
    void audit(Path keyFile) {
        if (entered != null) {
            entered.audit(keyFile, "lmk-entered", () -> { });
        }
    }
}
