package dev.sightline.probe.watch;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.capture.CaptureException;
import dev.sightline.probe.capture.CaptureLimits;
import dev.sightline.probe.capture.CaptureSet;
import dev.sightline.probe.capture.FrameSink;
import dev.sightline.probe.clock.ClockSet;
import dev.sightline.probe.clock.HostClock;
import dev.sightline.probe.host.kernel.KernelHost;
import dev.sightline.probe.judge.JudgingTurns;
import dev.sightline.probe.judge.LiveVerdicts;
import dev.sightline.probe.judge.Verdicts;
import dev.sightline.probe.judge.seen.WatchRules;
import dev.sightline.probe.report.WatchReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches where RTCP leaves, for a while, and gives one verdict per camera. Capture needs {@code CAP_NET_RAW} and
 * libpcap; without them the report says {@link Verdict#UNPROVEN} and how to mend it.
 */
public final class ProbeWatch {
    private static final String COMMAND = "watch";

    private final WatchOptions options;
    private final PortRange ports;
    private final FrameSink frames;
    private final WatchRules rules = WatchRules.DEFAULT;
    private final CaptureLimits limits;
    private final HostClock clock;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean settled = new AtomicBoolean();
    private final AtomicBoolean asked = new AtomicBoolean(true);
    private final WatchReport nothing;
    private volatile boolean stopped;
    private volatile WatchReport latest;
    private Instant from;
    private Optional<ClockSet> clockSet = Optional.empty();

    /** A watch that has not begun. */
    public ProbeWatch(WatchOptions options) {
        this(options, FrameSink.NONE);
    }

    /**
     * A watch that has not begun.
     *
     * @param frames takes every captured frame, on the thread that runs the watch
     */
    public ProbeWatch(WatchOptions options, FrameSink frames) {
        this(options, frames, CaptureLimits.DEFAULT, new HostClock());
    }

    /** @param clock by which the kernel times what it captures */
    ProbeWatch(WatchOptions options, FrameSink frames, CaptureLimits limits, HostClock clock) {
        this.options = options;
        this.ports = options.mediaPorts().withTheRtcpOfTheLast();
        this.frames = frames;
        this.limits = limits;
        this.clock = clock;
        this.from = clock.now();
        latest = new WatchReport(from, from, List.of(), List.of(), Optional.empty(), 0);
        nothing = new WatchReport(
                from,
                from,
                ofEach(new Finding(
                        Verdict.UNPROVEN,
                        from,
                        List.of(Cause.TOO_EARLY),
                        "no RTP was seen: the watch ended before its captures were open",
                        Optional.empty())),
                List.of(),
                Optional.empty(),
                0);
    }

    /** Watches for {@link WatchOptions#duration()}; blocks the calling thread. */
    public static WatchReport run(WatchOptions options) {
        return new ProbeWatch(options).run();
    }

    /**
     * Watches until {@link WatchOptions#duration()} is over, {@link #stop()} is called or the thread is interrupted
     * (it then stays marked as interrupted). Blocks the calling thread, which is the one that reads every capture.
     * Where capture is not possible it returns at once.
     *
     * @throws IllegalStateException when called a second time
     */
    public WatchReport run() {
        if (begun.getAndSet(true)) {
            throw new IllegalStateException("a watch runs once; make another ProbeWatch");
        }
        try {
            latest = watch();
        } catch (LinkageError e) {
            latest = unproven(Obstacle.noLibrary(e, COMMAND), List.of());
        } catch (CaptureException e) {
            latest = unproven(Obstacle.noInterfaces(String.valueOf(e.getMessage())), List.of());
        }
        return latest;
    }

    /** Ends the watch early; {@link #run()} then returns with what was seen so far. Any thread, idempotent. */
    public void stop() {
        stopped = true;
    }

    /**
     * The report of a watch that was stopped before its captures were open, which may take longer than anybody waits; empty
     * where it was not. What {@link #run()} still does then is in vain: it takes no frame. Never waits; any thread.
     */
    public Optional<WatchReport> stoppedAtTheStart() {
        return stopped && !settled.getAndSet(true) ? Optional.of(nothing) : Optional.empty();
    }

    /**
     * What has been seen up to now, and after the end all. While it runs a report is put together only for who asks, and
     * without reading a datagram of RTCP out for each camera: one that asks each second gets it a second and a half old at
     * most, and the first time perhaps an older one. Never waits; any thread.
     */
    public WatchReport latest() {
        asked.set(true);
        return latest;
    }

    /** It begins when everything is open: getting there may take longer than the watch itself. */
    private WatchReport watch() throws CaptureException {
        List<LiveVerdicts> judging = new ArrayList<>(1);
        try (CaptureSet captures = new CaptureSet(
                        ports,
                        options.interfaces(),
                        limits,
                        (name, packets, at) ->
                                judging.forEach(judge -> judge.present().lost(name, packets, at)));
                KernelHost kernel = KernelHost.open(ports, options.traceFirewall())) {
            kernel.host().firewall().drops(); // what it dropped before this first reading is not counted
            captures.refresh(clock.now());
            clock.look();
            from = clock.now();
            Optional<Obstacle> obstacle = captures.obstacle(COMMAND);
            if (obstacle.isPresent()) {
                return unproven(obstacle.get(), captures.interfaces());
            }
            if (settled.getAndSet(true)) {
                return nothing;
            }
            LiveVerdicts verdicts = new LiveVerdicts(clock, new Verdicts(rules, ports, options.cameras(), from));
            judging.add(verdicts);
            read(captures, verdicts, kernel);
            lookAtClock(verdicts, kernel);
            captures.refresh(clock.now());
            frames.flush(captures.coverage());
            Verdicts all = verdicts.present();
            return report(captures, all, kernel, all.judge(clock.now(), captures.coverage(), kernel.host()));
        }
    }

    private void read(CaptureSet captures, LiveVerdicts verdicts, KernelHost kernel) throws CaptureException {
        long start = System.nanoTime();
        long end = start + options.duration().toNanos();
        long nextRefresh = start + limits.rescan().toNanos();
        JudgingTurns judging = new JudgingTurns(limits.judging(), start);
        for (long now = start; now - end < 0 && !isOver(); now = System.nanoTime()) {
            if (!captures.read(verdicts, frames)) {
                LockSupport.parkNanos(captures.pause().toNanos());
            }
            lookAtClock(verdicts, kernel);
            if (now - nextRefresh >= 0) {
                captures.refresh(clock.now());
                kernel.host().firewall().drops();
                nextRefresh = now + limits.rescan().toNanos();
            }
            if (judging.isDue(now, /* news= */ false)) {
                judge(captures, verdicts, kernel);
                frames.flush(captures.coverage());
                judging.had(now, System.nanoTime());
            }
        }
        readTheRest(captures, verdicts);
    }

    /** Times from before and after it was set are not to be held against each other. */
    private void lookAtClock(LiveVerdicts verdicts, KernelHost kernel) {
        clock.look().ifPresent(set -> {
            clockSet = Optional.of(set);
            from = from.plus(set.by());
            verdicts.beginAnew(set);
            kernel.beginAnew();
        });
    }

    /** A verdict is reached whether or not somebody looks; the evidence is much more to put together. */
    private void judge(CaptureSet captures, LiveVerdicts verdicts, KernelHost kernel) {
        Verdicts all = verdicts.present();
        if (asked.getAndSet(false)) {
            latest = report(captures, all, kernel, all.look(clock.now(), captures.coverage(), kernel.host()));
        } else {
            all.advance(clock.now(), captures.coverage(), kernel.host());
        }
    }

    /** What was captured before the end is handed over by the kernel up to one block later. */
    private void readTheRest(CaptureSet captures, LiveVerdicts verdicts) {
        long end = System.nanoTime() + 2 * captures.longestBlock().toNanos();
        while (System.nanoTime() - end < 0) {
            if (!captures.read(verdicts, frames)) {
                LockSupport.parkNanos(captures.pause().toNanos());
            }
        }
    }

    private boolean isOver() {
        return stopped || Thread.currentThread().isInterrupted();
    }

    private WatchReport report(CaptureSet captures, Verdicts verdicts, KernelHost kernel, List<CameraVerdict> cameras) {
        return new WatchReport(
                from,
                clock.now(),
                cameras,
                captures.interfaces(),
                captures.coverage().missing(),
                captures.obstacle(COMMAND),
                verdicts.malformed(),
                options.traceFirewall() ? kernel.host().firewall().blindness() : Optional.empty(),
                verdicts.unjudged(),
                clockSet);
    }

    private WatchReport unproven(Obstacle obstacle, List<WatchedInterface> interfaces) {
        Finding finding = new Finding(
                Verdict.UNPROVEN, from, List.of(Cause.NOT_CAPTURED), obstacle.reason(), Optional.of(obstacle.cure()));
        return new WatchReport(from, clock.now(), ofEach(finding), interfaces, Optional.of(obstacle), 0);
    }

    /** The same of each camera that was named. */
    private List<CameraVerdict> ofEach(Finding finding) {
        return options.cameras().stream()
                .map(camera ->
                        new CameraVerdict(camera, finding, List.of(), Evidence.none(ReturnPath.unknown()), List.of()))
                .toList();
    }
}
