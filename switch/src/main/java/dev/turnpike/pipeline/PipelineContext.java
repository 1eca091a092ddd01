package dev.turnpike.pipeline;

import dev.turnpike.codec.dialect.Dialect;
import dev.turnpike.core.Core;
import dev.turnpike.journal.RecordLog;
import dev.turnpike.security.SecurityModule;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Counters;
import dev.turnpike.transaction.OperatorOutbound;
import dev.turnpike.transaction.OriginalLookUp;
import dev.turnpike.transaction.TerminalDirectory;
import java.util.List;
import java.util.function.Function;

/**
 * What the stages work with.
 *
 * @param core            the decision
 * @param journal         the open journal, replayed
 * @param security        the security module of the work thread
 * @param directory       provisioned terminals
 * @param listeners       dialects by listener number
 * @param profiles        cryptographic sides of the terminal profiles by number
 * @param links           acquirer links by number
 * @param merchantNames   field 43 by merchant number, 40 bytes each
 * @param keyBlocks       key blocks by name, for terminal master keys and static keys; null when there is none
 * @param counters        where the stages count
 * @param alarms          where the stages raise alarms
 * @param operators       where answers to operators go
 * @param originals       where questions for older transactions go
 */
public record PipelineContext(Core core, RecordLog journal, SecurityModule security, TerminalDirectory directory, List<Dialect> listeners,
                              List<TerminalSecurity> profiles, List<LinkSecurity> links, byte[][] merchantNames,
                              Function<String, String> keyBlocks, Counters counters, Alarms alarms, OperatorOutbound operators,
                              OriginalLookUp originals) {
    /** As above, without operators and older transactions. */
    public PipelineContext(Core core, RecordLog journal, SecurityModule security, TerminalDirectory directory, List<Dialect> listeners,
                           List<TerminalSecurity> profiles, List<LinkSecurity> links, byte[][] merchantNames,
                           Function<String, String> keyBlocks, Counters counters, Alarms alarms) {
        this(core, journal, security, directory, listeners, profiles, links, merchantNames, keyBlocks, counters, alarms, OperatorOutbound.NONE, OriginalLookUp.NONE);
    }
}
