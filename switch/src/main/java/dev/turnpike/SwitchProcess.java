package dev.turnpike;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import dev.turnpike.admin.AdminContext;
import dev.turnpike.admin.AdminServer;
import dev.turnpike.admin.SwitchStatus;
import dev.turnpike.configuration.JournalConfiguration;
import dev.turnpike.configuration.ListenerConfiguration;
import dev.turnpike.configuration.Profile;
import dev.turnpike.configuration.SecurityConfiguration;
import dev.turnpike.configuration.TurnpikeConfiguration;
import dev.turnpike.configuration.UpstreamConfiguration;
import dev.turnpike.core.Core;
import dev.turnpike.gateway.GatewayException;
import dev.turnpike.gateway.TerminalServer;
import dev.turnpike.gateway.TickSource;
import dev.turnpike.journal.Journal;
import dev.turnpike.journal.JournalContext;
import dev.turnpike.journal.JournalException;
import dev.turnpike.journal.OriginalsIndex;
import dev.turnpike.pipeline.FusedLayout;
import dev.turnpike.pipeline.OperatorDesk;
import dev.turnpike.pipeline.OriginalDesk;
import dev.turnpike.pipeline.PipelineContext;
import dev.turnpike.security.KeyFile;
import dev.turnpike.security.LocalMasterKey;
import dev.turnpike.security.SecurityContext;
import dev.turnpike.security.SecurityProfile;
import dev.turnpike.security.SoftwareSecurityModule;
import dev.turnpike.status.Alarms;
import dev.turnpike.status.Clock;
import dev.turnpike.status.Counters;
import dev.turnpike.status.SystemClock;
import dev.turnpike.upstream.UpstreamException;
import dev.turnpike.upstream.UpstreamLinks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running switch in this process. {@link #start} returns when it serves or throws a {@link UserMistakeException}; {@link #stop} may be
 * called by any thread.
 */
public final class SwitchProcess {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchProcess.class);
    private static final int SPARE_KEYS = 4096;
    private static final int KEYS_PER_TERMINAL = 8;
    private static final int MODULE_KEYS_MAX = 1_048_575;
    private static final long DRAIN_POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PIPELINE_START_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long REVERSAL_GRACE_NS = TimeUnit.SECONDS.toNanos(2);

    private final TurnpikeConfiguration configuration;
    private final Clock clock = SystemClock.INSTANCE;
    private final Counters counters = new Counters();
    private final Alarms alarms = new Alarms(counters, clock);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private Journal journal;
    private LocalMasterKey localMasterKey;
    private SoftwareSecurityModule security;
    private Core core;
    private FusedLayout layout;
    private OriginalsIndex index;
    private TerminalServer server;
    private UpstreamLinks links;
    private TickSource ticks;
    private AdminServer admin;
    private volatile OperatorDesk desk;
    private volatile String state = "starting";
    private volatile int exitCode = ExitCode.OK;

    private SwitchProcess(TurnpikeConfiguration configuration) {
        this.configuration = configuration;
    }

    /** Starts all parts in order and returns when terminals are served. */
    public static SwitchProcess start(TurnpikeConfiguration configuration) {
        SwitchProcess process = new SwitchProcess(configuration);
        try {
            process.open();
            return process;
        } catch (JournalException e) {
            process.closeParts();
            throw new UserMistakeException(e.exitCode(), e.getMessage());
        } catch (GatewayException | UpstreamException e) {
            process.closeParts();
            throw new UserMistakeException(ExitCode.TEMPORARY, e.getMessage());
        } catch (RuntimeException e) {
            process.closeParts();
            throw e;
        }
    }

    private void open() {
        long startNs = clock.monotonicNs();
        core = new Core(CoreWiring.core(configuration, counters, alarms, new SplittableRandom(clock.wallMs())));
        recover();
        startAdmin();
        layout = new FusedLayout(configuration.limits().ringSize(), waitStrategy());
        server = new TerminalServer(NetworkWiring.gateway(configuration, layout.ingress(), clock, counters, alarms));
        links = new UpstreamLinks(NetworkWiring.upstream(configuration, layout.ingress(), clock, counters, alarms));
        OperatorDesk operators = new OperatorDesk(layout.ingress(), clock);
        OriginalDesk originals = new OriginalDesk(layout.ingress(), clock);
        index = new OriginalsIndex(configuration.journal().directory(), originals, counters, alarms);
        originals.ask(index);
        layout.start(pipeline(operators, originals), server, links, this::journalFailed);
        ticks = new TickSource(layout.ingress(), clock, configuration.limits().tick().toNanos(), core::hasMoreWork, layout::consumed);
        ticks.start(runnable -> daemon(runnable, "turnpike-ticks"));
        awaitPipeline();
        index.start();
        links.start();
        server.start();
        desk = operators;
        state = "serving";
        for (ListenerConfiguration l : configuration.listeners()) {
            LOG.info("listening on {}:{} ({}, {})", l.address(), server.port(l.number()), l.tls().isPresent() ? "TLS" : "plain", l.name());
        }
        LOG.info("serving after {} ms: journal mode {}, epoch {}, {} terminals, {} acquirers",
            TimeUnit.NANOSECONDS.toMillis(clock.monotonicNs() - startNs), journal.mode(), journal.epoch(),
            configuration.terminals().size(), configuration.upstreams().size());
    }

    // The first tick has been decided once the journal's appender is open: before that nobody is told that the switch serves.
    private void awaitPipeline() {
        long deadline = clock.monotonicNs() + PIPELINE_START_NS;
        while (layout.consumed() < 0 && !failing.get()) {
            if (clock.monotonicNs() - deadline > 0) {
                throw new UserMistakeException(ExitCode.SOFTWARE, "the pipeline has not started within " + TimeUnit.NANOSECONDS.toSeconds(PIPELINE_START_NS)
                    + " s, expected the first tick decided");
            }
            LockSupport.parkNanos(DRAIN_POLL_NS);
        }
    }

    private static Thread daemon(Runnable runnable, String name) {
        Thread thread = new Thread(runnable, name);
        thread.setDaemon(true);
        return thread;
    }

    private void recover() {
        JournalConfiguration j = configuration.journal();
        journal = Journal.open(new JournalContext().directory(j.directory())
            .mode(j.mode()).segmentBytes(j.segmentBytes()).maxSegmentAgeMs(j.maxSegmentAge().toMillis())
            .fillSegments(j.fillSegments()).floorBytes(j.floorBytes()).clock(clock).counters(counters).alarms(alarms)
            .sealKey(JournalSeals.forSwitch(configuration.security())).conclude());
        long startNs = clock.monotonicNs();
        long records = journal.replay((epoch, sequence, wallMs, buffer, offset, length) -> {
            core.replay(buffer, offset, wallMs);
            return true;
        });
        try {
            core.start();
        } catch (IllegalStateException e) {
            throw new UserMistakeException(ExitCode.CONFIGURATION, e.getMessage());
        }
        if (records > 0) {
            LOG.info("recovered {} records in {} ms, {} transactions in doubt or open", records,
                TimeUnit.NANOSECONDS.toMillis(clock.monotonicNs() - startNs), core.openTransactions());
        }
    }

    private PipelineContext pipeline(OperatorDesk operators, OriginalDesk originals) {
        SecurityConfiguration s = configuration.security();
        try {
            KeyFile keys = KeyFile.open(s.keyFile());
            KeyFile terminalKeys = KeyFile.open(s.terminalKeyFile());
            security = module(s, keys);
            return new PipelineContext(core, journal, security, core.directory(), CoreWiring.listenerDialects(configuration),
                CoreWiring.terminalSecurity(configuration), CoreWiring.linkSecurity(configuration, security, keys),
                CoreWiring.merchantNames(configuration), name -> block(terminalKeys, name), counters, alarms, operators, originals);
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.NO_INPUT, "key files cannot be read: " + e.getMessage());
        } catch (IllegalStateException e) {
            throw new UserMistakeException(ExitCode.CONFIGURATION, e.getMessage());
        }
    }

    private static String block(KeyFile file, String name) {
        KeyFile.Entry entry = file.get(name);
        return entry == null ? null : entry.block();
    }

    private SoftwareSecurityModule module(SecurityConfiguration s, KeyFile keys) throws IOException {
        localMasterKey = MasterKeySource.open(s.localMasterKey());
        configuration.terminalProfiles().stream().filter(p -> !p.keyLayouts().isEmpty()).forEach(p -> LOG.warn("legacy: terminal profile {} takes"
            + " working keys as bare cryptograms in ECB mode ({}); nothing binds them to their use", p.name(), p.keyLayouts()));
        long wanted = SPARE_KEYS + (long) KEYS_PER_TERMINAL * configuration.terminals().size();
        SecurityContext context = new SecurityContext().localMasterKey(localMasterKey)
            .profile(configuration.general().profile() == Profile.PRODUCTION ? SecurityProfile.PRODUCTION : SecurityProfile.TEST)
            .maxKeys((int) Math.min(MODULE_KEYS_MAX, Math.max(SecurityContext.DEFAULT_MAX_KEYS, wanted)))
            .softwareOverride(s.softwareOverride())
            .acceptPinWithoutPan(configuration.terminalProfiles().stream().anyMatch(p -> p.behaviour().pinWithoutPan())).dataKeys(keys);
        return new SoftwareSecurityModule(context.conclude());
    }

    private WaitStrategy waitStrategy() {
        return switch (configuration.pipeline().waitStrategy()) {
            case BLOCKING -> new BlockingWaitStrategy();
            case BACKOFF -> new SleepingWaitStrategy();
            case YIELDING -> new YieldingWaitStrategy();
            case BUSY_SPIN -> new BusySpinWaitStrategy();
        };
    }

    private void startAdmin() {
        try {
            admin = AdminServer.start(new AdminContext().configuration(configuration.admin()).counters(counters).alarms(alarms)
                .status(this::status).operators(() -> desk).conclude());
        } catch (IOException e) {
            throw new UserMistakeException(ExitCode.TEMPORARY, "admin address " + configuration.admin().address() + ":"
                + configuration.admin().port() + " cannot be bound (" + e.getMessage() + "), expected it free");
        }
    }

    // From a pipeline thread: nothing can be made durable any more, so nobody gets an answer and the process ends.
    private void journalFailed() {
        if (failing.compareAndSet(false, true)) {
            exitCode = ExitCode.IO;
            state = "failed";
            daemon(() -> Runtime.getRuntime().halt(ExitCode.IO), "turnpike-halt").start();
            ended.countDown();
        }
    }

    /** Waits until the switch has ended; gives its {@link ExitCode}. */
    public int awaitEnd() throws InterruptedException {
        ended.await();
        return exitCode;
    }

    /** Stops accepting, answers or reverses what is in flight, syncs; gives the {@link ExitCode}. More calls wait for the first. */
    public int stop() {
        if (!stopping.compareAndSet(false, true)) {
            awaitStopped();
            return exitCode;
        }
        state = "stopping";
        LOG.info("stopping: no new requests, {} in flight", inFlight());
        server.stopAccepting();
        layout.closeIntake();
        long now = clock.monotonicNs();
        // The gauges speak of the last tick: two more must pass before a zero can be believed.
        long believable = now + 3 * configuration.limits().tick().toNanos() + DRAIN_POLL_NS;
        long deadline = now + drainNs();
        while (clock.monotonicNs() < believable || inFlight() > 0 && clock.monotonicNs() < deadline) {
            LockSupport.parkNanos(DRAIN_POLL_NS);
        }
        awaitReversals();
        closeParts();
        LOG.info("stopped: {} in flight, {} reversals left", inFlight(), openForwards());
        stopped.countDown();
        ended.countDown();
        return exitCode;
    }

    // What has just timed out is reversed before the end; what an acquirer does not acknowledge by then goes on after the next start.
    private void awaitReversals() {
        long deadline = clock.monotonicNs() + REVERSAL_GRACE_NS;
        while (openForwards() > 0 && clock.monotonicNs() < deadline) {
            LockSupport.parkNanos(DRAIN_POLL_NS);
        }
    }

    private void awaitStopped() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long drainNs() {
        long longest = 0;
        for (UpstreamConfiguration u : configuration.upstreams()) {
            longest = Math.max(longest, u.times().timeout().toNanos());
        }
        return longest + TimeUnit.SECONDS.toNanos(1);
    }

    private long inFlight() {
        return sum("turnpike_in_flight{link=\"");
    }

    private long openForwards() {
        return sum("turnpike_reversals_open{link=\"");
    }

    private long sum(String prefix) {
        long sum = 0;
        for (UpstreamConfiguration u : configuration.upstreams()) {
            sum += counters.gauge(prefix + u.name() + "\"}", "").value();
        }
        return sum;
    }

    // In the order that loses nothing: no more input, then the pipeline empties, then sockets, then the journal.
    private void closeParts() {
        if (index != null) {
            index.close();
        }
        if (ticks != null) {
            ticks.close();
        }
        if (layout != null && state.equals("stopping")) {
            layout.stop(TimeUnit.SECONDS.toMillis(5));
        } else if (layout != null) {
            layout.close();
        }
        if (links != null) {
            links.close();
        }
        if (server != null) {
            server.close();
        }
        if (journal != null) {
            journal.close();
        }
        wipeKeys();
        if (admin != null) {
            admin.close();
        }
    }

    // Last, when no stage can ask for a key any more.
    private void wipeKeys() {
        if (security != null) {
            security.close();
        }
        if (localMasterKey != null) {
            localMasterKey.close();
        }
        MasterKeySource.forget();
    }

    /** Keys that the security module holds; 0 after {@link #stop}. For tests. */
    int loadedKeys() {
        return security.loadedKeys();
    }

    private SwitchStatus status() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("profile", configuration.general().profile().name().toLowerCase(java.util.Locale.ROOT));
        facts.put("config", configuration.general().contentHash().substring(0, 12) + " " + configuration.general().directory());
        facts.put("journal", journal.mode() + ", epoch " + journal.epoch() + ", " + journal.durable() + " of " + journal.appended()
            + " records durable" + (journal.belowFloor() ? ", BELOW ITS DISK FLOOR" : ""));
        List<SwitchStatus.ListenerStatus> listeners = new ArrayList<>();
        for (ListenerConfiguration l : configuration.listeners()) {
            listeners.add(new SwitchStatus.ListenerStatus(l.name(), l.address() + ":" + l.port(), server == null ? 0 : server.connections()));
        }
        List<SwitchStatus.LinkStatus> acquirers = new ArrayList<>();
        boolean anyUp = configuration.upstreams().isEmpty();
        for (UpstreamConfiguration u : configuration.upstreams()) {
            boolean up = links != null && links.isUp(u.number());
            anyUp |= up;
            acquirers.add(new SwitchStatus.LinkStatus(u.name(), u.endpoint().host() + ":" + u.endpoint().port(), up ? "signed-on" : "down",
                up ? u.endpoint().connections() : 0, sum1("turnpike_in_flight", u), sum1("turnpike_reversals_open", u)));
        }
        boolean serving = state.equals("serving");
        String reason = !serving ? state : anyUp ? "" : "no acquirer is signed on";
        return new SwitchStatus(state, !state.equals("failed"), serving && anyUp, reason, facts, listeners, acquirers);
    }

    private long sum1(String name, UpstreamConfiguration u) {
        return counters.gauge(name + "{link=\"" + u.name() + "\"}", "").value();
    }
}
