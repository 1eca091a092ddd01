package dev.turnpike.simulator.terminal;

import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.ShopFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code turnpike sim terminal}: one simulated terminal that does what its options say, in a fixed order. */
@Command(name = "terminal", mixinStandardHelpOptions = true,
    description = {"Runs a simulated POS terminal once: sign-on if needed, waiting reversal, then what the options ask for.",
        "Named cards: approve decline-05 decline-51 expired-54 wrong-pin-55 lost-41 no-answer late duplicate-answer",
        "  wrong-stan garbage close slow partial bad-mac lost-answer; or a card number."},
    footer = {"", "Examples:", "  turnpike sim terminal --config shop --sale 10.51",
        "  turnpike sim terminal --config shop --tid 10000002 --sale 10.00 --card late",
        "  turnpike sim terminal --config shop --sale 10.00 --loop 100",
        "  turnpike sim terminal --config shop --preauth 100.00 --add 20.00 --complete 115.00",
        "  turnpike sim terminal --config shop --offline-sale 30.00 --adjust 33.00 --sale 20.00 --tip 22.00", "  turnpike sim terminal --config shop --settle"})
public final class TerminalCommand implements Callable<Integer> {
    @Option(names = {"-f", "--config"}, paramLabel = "DIR", defaultValue = "${env:TURNPIKE_CONFIG:-.}",
        description = "Folder made by turnpike init: fleet, CA, state folder. Default: TURNPIKE_CONFIG, else the current folder.")
    private Path directory;
    @Option(names = "--fleet", paramLabel = "FILE.csv",
        description = "Terminals: tid,mid,mcc,profile,tmk or tpk,tak. Default: DIR/sim/terminals.csv")
    private Path fleet;
    @Option(names = "--ca", paramLabel = "FILE", description = "Authority to trust. Default: DIR/data/tls/ca.pem")
    private Path authority;
    @Option(names = "--plain", description = "No TLS; laboratories only.")
    private boolean plain;
    @Option(names = "--state", paramLabel = "DIR", description = "Where terminals keep their state. Default: DIR/sim/state")
    private Path state;
    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address of the switch. Default: ${DEFAULT-VALUE}")
    private String host;
    @Option(names = "--port", defaultValue = "0", description = "Port of the switch. Default: that of DIR, else 8583")
    private int port;
    @Option(names = "--tid", description = "Which terminal of the fleet. Default: the first")
    private String tid;
    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "60",
        description = "Wait for an answer. Default: ${DEFAULT-VALUE}")
    private int timeoutSeconds;
    @Option(names = "--sign-on", paramLabel = "001|003|004", arity = "0..1", fallbackValue = "003",
        description = "Signs on anew.")
    private String signOn;
    @Option(names = "--echo", description = "Echo test.")
    private boolean echo;
    @Option(names = "--sale", paramLabel = "AMOUNT", description = "Purchase, for example 10.51.")
    private BigDecimal sale;
    @Option(names = "--balance", description = "Balance inquiry.")
    private boolean balance;
    @Option(names = "--void-last", description = "Voids the last purchase of the batch, with the same card given again.")
    private boolean voidLast;
    @Option(names = "--refund", paramLabel = "AMOUNT", description = "Refunds this much of the last purchase of the batch.")
    private BigDecimal refund;
    @Mixin
    private FamilyOptions families = new FamilyOptions();
    @Option(names = "--settle", description = "Closes the batch.")
    private boolean settle;
    @Option(names = "--sign-off", description = "Signs off.")
    private boolean signOff;
    @Option(names = "--card", defaultValue = "6222020012345671", description = "Named card or card number.")
    private String card;
    @Option(names = "--entry", defaultValue = "chip",
        description = "chip, contactless, stripe or keyed. Default: ${DEFAULT-VALUE}")
    private SimulatedCard.Entry entry;
    @Option(names = "--pin", defaultValue = "1234", description = "PIN that is typed; none for no PIN. Default: ${DEFAULT-VALUE}")
    private String pin;
    @Option(names = "--loop", paramLabel = "N", defaultValue = "1",
        description = "How often; 0 until Ctrl-C. Default: ${DEFAULT-VALUE}")
    private long loop;
    @Spec
    private CommandSpec spec;
    private PrintWriter out;
    private boolean declined;

    /** Creates the command; picocli fills it. */
    public TerminalCommand() {
    }

    @Override
    public Integer call() {
        out = spec.commandLine().getOut();
        chosen();
        try (SimulatedTerminal terminal = new SimulatedTerminal(context(), identity())) {
            for (long round = 0; loop == 0 || round < loop; round++) {
                round(terminal, round == 0);
            }
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.TEMPORARY, e.getMessage());
        }
        return declined ? ExitCode.FAILED : ExitCode.OK;
    }

    private void round(SimulatedTerminal terminal, boolean first) {
        if (first && signOn != null || !terminal.signedOn()) {
            show("sign-on", terminal.signOn(Integer.parseInt(signOn == null ? "3" : signOn)));
        }
        if (echo) {
            show("echo", terminal.echo());
        }
        if (terminal.reversalPending()) {
            terminal.deliverReversal();
            show("reversal", terminal.lastReversal());
        }
        if (sale != null) {
            card(terminal, CardTransaction.sale(chosen(), minor(sale)));
        }
        if (balance) {
            card(terminal, new CardTransaction(TransactionKind.BALANCE, chosen(), 0, null, CardTransaction.Mishap.NONE));
        }
        if (voidLast) {
            card(terminal, CardTransaction.voidOf(lastSale(terminal), chosen()));
        }
        if (refund != null) {
            card(terminal, CardTransaction.refundOf(lastSale(terminal), chosen(), minor(refund)));
        }
        families.run(terminal, chosen(), wanted -> card(terminal, wanted));
        if (settle) {
            Settlement closing = terminal.settle();
            show("settle", closing.request());
            out.println("  " + (closing.balanced() ? "totals equal" : "totals differ") + ", details sent " + closing.uploaded()
                + ", batch " + (closing.closed() ? "closed, next " : "still open ") + closing.nextBatch());
        }
        if (signOff) {
            show("sign-off", terminal.signOff());
        }
        out.flush();
    }

    private void card(SimulatedTerminal terminal, CardTransaction plan) {
        NamedCard named = NamedCard.of(card);
        CardTransaction.Mishap mishap = named == NamedCard.BAD_MAC ? CardTransaction.Mishap.WRONG_MAC
            : named == NamedCard.LOST_ANSWER ? CardTransaction.Mishap.LOST_ANSWER : CardTransaction.Mishap.NONE;
        TerminalResult result = terminal.transact(plan.with(mishap));
        show(plan.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), result);
        if (terminal.reversalPending()) {
            terminal.deliverReversal();
            show("reversal", terminal.lastReversal());
        }
    }

    private void show(String what, TerminalResult result) {
        declined |= !result.approved();
        String amount = result.amountMinor() == 0 ? "" : " " + BigDecimal.valueOf(result.amountMinor(), 2).toPlainString();
        out.println(what + amount + " -> " + (result.code().isEmpty() ? "--" : result.code()) + " " + result.text()
            + (result.reference().isBlank() ? "" : "  RRN " + result.reference())
            + (result.trace() == 0 ? "" : "  trace " + result.trace()) + "  " + result.elapsed());
        out.flush();
    }

    private static BatchEntry lastSale(SimulatedTerminal terminal) {
        return FamilyOptions.last(terminal, Set.of(TransactionKind.SALE), "purchase");
    }

    private SimulatedCard chosen() {
        NamedCard named = NamedCard.of(card);
        if (named == null && !card.matches("\\d{13,19}")) {
            throw new UserMistakeException(ExitCode.USAGE, "--card is neither a card number nor one of "
                + Arrays.stream(NamedCard.values()).map(NamedCard::label).collect(Collectors.joining(" ")));
        }
        SimulatedCard chosen = named == null ? SimulatedCard.ordinary(card) : SimulatedCard.named(named);
        return chosen.with(entry).withPin(pin.equals("none") ? null : pin);
    }

    /** An amount in minor units; a usage mistake when it has more than two decimals. */
    static long minor(BigDecimal amount) {
        try {
            return amount.movePointRight(2).longValueExact();
        } catch (ArithmeticException e) {
            throw new UserMistakeException(ExitCode.USAGE, "amount " + amount
                + " has more than two decimals, expected for example 10.51");
        }
    }

    private Path root() {
        Path name = directory.getFileName();
        return name != null && name.toString().equals("config") && directory.toAbsolutePath().getParent() != null
            ? directory.toAbsolutePath().getParent() : directory;
    }

    private TerminalContext context() {
        Path trusted = plain ? null : authority != null ? authority : root().resolve("data/tls/ca.pem");
        try {
            return new TerminalContext().host(host).port(port == 0 ? ShopFile.listenerPort(root(), 8583) : port)
                .authority(trusted).answerTimeoutMs(timeoutSeconds * 1000)
                .stateDirectory(state != null ? state : root().resolve("sim/state")).conclude();
        } catch (IllegalArgumentException e) {
            throw new UserMistakeException(ExitCode.USAGE, e.getMessage());
        }
    }

    private TerminalIdentity identity() throws IOException {
        Path file = fleet != null ? fleet : root().resolve("sim/terminals.csv");
        if (!Files.isReadable(file)) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "no fleet in " + file
                + "; expected --fleet FILE.csv or --config DIR made by turnpike init");
        }
        try {
            return TerminalFleet.read(file).stream().filter(t -> tid == null || t.tid().equals(tid)).findFirst()
                .orElseThrow(() -> new UserMistakeException(ExitCode.DATA, "no terminal " + (tid == null ? "at all" : tid)
                    + " in " + file));
        } catch (IllegalArgumentException e) {
            throw new UserMistakeException(ExitCode.DATA, e.getMessage());
        }
    }
}
