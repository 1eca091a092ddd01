package dev.turnpike.bench;

import dev.turnpike.ExitCode;
import dev.turnpike.UserMistakeException;
import dev.turnpike.simulator.NamedCard;
import dev.turnpike.simulator.terminal.LoadTerminal;
import dev.turnpike.simulator.terminal.SimulatedCard;
import dev.turnpike.simulator.terminal.TerminalContext;
import dev.turnpike.simulator.terminal.TerminalIdentity;
import dev.turnpike.status.Clock;
import io.netty.channel.EventLoop;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** One run: connect, sign on, warm up, measure, with a line each second. The calling thread reports; event loops do the work. */
final class LoadRun {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int SIGN_ON_LIMIT_SECONDS = 120;
    private static final long AMOUNT_MINOR = 1_000;
    /** Below this share of the asked rate an open loop has failed. */
    private static final double LEAST_SHARE = 0.99;

    private final LoadPlan plan;
    private final Clock clock;
    private final PrintWriter out;
    private final TraceFile traces;
    private final LoadCounters counters = new LoadCounters();
    private final List<LoadTerminal> terminals = new ArrayList<>();
    private final List<LoadLoop> loops = new ArrayList<>();
    private final Histogram total = new Histogram(120_000_000L, 3);
    private final List<Histogram> recycled = new ArrayList<>();

    LoadRun(LoadPlan plan, Clock clock, PrintWriter out, TraceFile traces) {
        this.plan = plan;
        this.clock = clock;
        this.out = out;
        this.traces = traces;
    }

    /** Runs the plan with the first terminals of {@code fleet}. */
    LoadResult run(List<TerminalIdentity> fleet, TerminalContext options) {
        int first = traces.first();
        for (int i = 0; i < fleet.size(); i++) {
            terminals.add(new LoadTerminal(options, fleet.get(i), cards(i), AMOUNT_MINOR, first));
        }
        try (LoadClient client = new LoadClient(plan)) {
            open(client);
            long elapsed = measure();
            drain();
            traces.finished(highestTrace());
            return new LoadResult(plan, client.tls(), terminals.size(), elapsed, counters, total, behind());
        }
    }

    private List<SimulatedCard> cards(int terminal) {
        List<SimulatedCard> cards = new ArrayList<>();
        for (int i = 0; i < plan.cardsPerTerminal(); i++) {
            cards.add(SimulatedCard.ordinary(NamedCard.withLuhn("6222" + (10 + terminal % 89)
                + String.format("%09d", (long) terminal * plan.cardsPerTerminal() + i))));
        }
        return cards;
    }

    private void open(LoadClient client) {
        for (int i = 0; i < plan.loops(); i++) {
            EventLoop loop = client.loops().next();
            loops.add(new LoadLoop(loop, clock, counters, (double) plan.rate() / plan.loops()));
        }
        List<LoadConnection> all = new ArrayList<>();
        for (int i = 0; i < plan.connections(); i++) {
            List<LoadTerminal> own = new ArrayList<>();
            for (int t = i; t < terminals.size(); t += plan.connections()) {
                own.add(terminals.get(t));
            }
            LoadConnection connection = new LoadConnection(loops.get(i % plan.loops()), own, client::connect);
            loops.get(i % plan.loops()).add(connection);
            all.add(connection);
            client.connect(connection);
        }
        out.println(plan.connections() + " connections, " + terminals.size() + " terminals, TLS " + client.tls() + ", "
            + plan.mode()
            + ", warm-up " + plan.warmupSeconds() + " s, measurement " + plan.seconds() + " s");
        out.flush();
        long limit = clock.monotonicNs() + SIGN_ON_LIMIT_SECONDS * SECOND_NS;
        while (!all.stream().allMatch(LoadConnection::usable)) {
            LockSupport.parkNanos(20_000_000);
            if (clock.monotonicNs() > limit) {
                String why = all.stream().map(LoadConnection::problem).filter(p -> p != null).findFirst().orElse("unknown");
                throw new UserMistakeException(ExitCode.UNAVAILABLE, "not all terminals could sign on within "
                    + SIGN_ON_LIMIT_SECONDS + " s: " + why);
            }
        }
    }

    /** Returns the measured time in nanoseconds. */
    private long measure() {
        loops.forEach(LoadLoop::start);
        long start = clock.monotonicNs();
        long measureStart = start + plan.warmupSeconds() * SECOND_NS;
        long next = start;
        long before = 0;
        for (int second = 1; second <= plan.warmupSeconds() + plan.seconds(); second++) {
            next += SECOND_NS;
            for (long left = next - clock.monotonicNs(); left > 0; left = next - clock.monotonicNs()) {
                LockSupport.parkNanos(left);
            }
            boolean warm = second > plan.warmupSeconds();
            Histogram interval = interval();
            long sent = counters.sent.sum();
            line(second, warm, sent - before, interval);
            before = sent;
            traces.used(highestTrace());
            if (warm) {
                total.add(interval);
            } else if (second == plan.warmupSeconds()) {
                counters.reset();
                before = 0;
                measureStart = clock.monotonicNs();
            }
        }
        long elapsed = clock.monotonicNs() - measureStart;
        loops.forEach(LoadLoop::stop);
        return elapsed;
    }

    private Histogram interval() {
        Histogram sum = new Histogram(120_000_000L, 3);
        for (int i = 0; i < loops.size(); i++) {
            Histogram part = loops.get(i).interval(i < recycled.size() ? recycled.get(i) : null);
            sum.add(part);
            if (i < recycled.size()) {
                recycled.set(i, part);
            } else {
                recycled.add(part);
            }
        }
        return sum;
    }

    private void line(int second, boolean warm, long sent, Histogram interval) {
        long inFlight = loops.stream().flatMap(l -> l.connections().stream()).filter(LoadConnection::inFlight).count();
        String form = "%4d s%s  sent %6d/s  p50 %s  p99 %s  max %s ms  in flight %d  behind %d  failed %d  codes %s";
        out.println(String.format(form, second,
            warm ? "" : " (warm-up)", sent, ms(interval.getValueAtPercentile(50)), ms(interval.getValueAtPercentile(99)),
            ms(interval.getMaxValue()), inFlight, behind(), counters.failures(), counters.codes()));
        out.flush();
    }

    /** Gives what is in flight five seconds to come back. */
    private void drain() {
        long limit = clock.monotonicNs() + 5 * SECOND_NS;
        while (clock.monotonicNs() < limit
            && loops.stream().flatMap(l -> l.connections().stream()).anyMatch(LoadConnection::inFlight)) {
            LockSupport.parkNanos(20_000_000);
        }
        loops.forEach(l -> l.connections().forEach(LoadConnection::close));
    }

    private long behind() {
        return loops.stream().mapToLong(LoadLoop::behind).sum();
    }

    private int highestTrace() {
        return terminals.stream().mapToInt(LoadTerminal::trace).max().orElse(1);
    }

    static boolean rateMissed(LoadPlan plan, long sent, long elapsedNs) {
        return !plan.closed() && sent < LEAST_SHARE * plan.rate() * elapsedNs / SECOND_NS;
    }

    static String ms(long micros) {
        return BigDecimal.valueOf(micros, 3).setScale(2, RoundingMode.HALF_UP).toPlainString();
    }
}
