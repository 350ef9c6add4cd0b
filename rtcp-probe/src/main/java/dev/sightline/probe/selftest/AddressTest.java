package dev.sightline.probe.selftest;

import dev.sightline.probe.Obstacle;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.capture.CaptureException;
import dev.sightline.probe.capture.CaptureLimits;
import dev.sightline.probe.capture.CaptureSet;
import dev.sightline.probe.capture.FrameSink;
import dev.sightline.probe.host.kernel.Outlook;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.PacketListener;
import dev.sightline.probe.report.RouteReport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sends a handful of RTCP datagrams to one given address, and to no other, and shows by which interface they leave. Takes
 * {@code CAP_NET_RAW} and libpcap. What it cannot show is whether the device there listens.
 */
public final class AddressTest implements PacketListener {
    private static final int DATAGRAMS = 3;
    private static final Duration BETWEEN = Duration.ofMillis(300);
    /** An address that does not resolve is given up after three questions a second apart. */
    private static final Duration PATIENCE = Duration.ofMillis(3_600);

    private static final Duration AFTERGLOW = Duration.ofMillis(700);

    private final SentReport report;
    private final InetSocketAddress destination;
    private final Set<String> interfaces = new LinkedHashSet<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private Optional<String> refusal = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private int sent;

    AddressTest(SentReport report) {
        this.report = report;
        this.destination = report.destination();
    }

    /**
     * Runs it; blocks for up to 5 s. Whoever interrupts the thread ends it.
     *
     * @param address where to send to
     * @param port the UDP port on which the device there expects RTCP
     */
    public static SelfTestReport run(InetAddress address, int port) {
        long start = System.nanoTime();
        SelfTestReport report = report(address, port, start);
        return isInterrupted() ? SelfTestReport.ended(since(start), "up to 5 s") : report;
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    private static SelfTestReport report(InetAddress address, int port, long start) {
        AddressTest test = new AddressTest(new SentReport(new InetSocketAddress(address, port)));
        Outlook outlook = Outlook.ask(List.of(address), Optional.empty()).get(0);
        List<String> notes = new ArrayList<>();
        notes.add(new RouteReport(List.of(outlook)).toText().stripTrailing());
        try {
            Optional<Obstacle> obstacle = test.send();
            if (obstacle.isPresent()) {
                return new SelfTestReport(since(start), List.of(), notes, obstacle);
            }
        } catch (IOException | CaptureException e) {
            Obstacle obstacle = new Obstacle(
                    "the test could not be made: " + e.getMessage(), "see whether ip link and ip address look right");
            return new SelfTestReport(since(start), List.of(), notes, Optional.of(obstacle));
        } catch (LinkageError e) {
            return new SelfTestReport(since(start), List.of(), notes, Optional.of(Obstacle.noLibrary(e, "selftest")));
        }
        Outlook after = Outlook.ask(List.of(address), Optional.empty()).get(0);
        notes.add(test.sent + " RTCP datagrams were sent, to " + Wording.socket(test.destination)
                + " only. That they leave does not prove that a camera listens there: probe watch does, with its RTP.");
        return new SelfTestReport(since(start), List.of(test.result(after)), notes, Optional.empty());
    }

    private Optional<Obstacle> send() throws IOException, CaptureException {
        try (DatagramSocket socket = new DatagramSocket();
                CaptureSet captures = new CaptureSet(
                        new PortRange(socket.getLocalPort(), socket.getLocalPort()),
                        List.of(),
                        CaptureLimits.DEFAULT,
                        (name, packets, at) -> {})) {
            captures.refresh(Instant.now());
            Optional<Obstacle> obstacle = captures.obstacle("selftest");
            if (obstacle.isPresent()) {
                return obstacle;
            }
            for (int i = 0; i < DATAGRAMS && failure.isEmpty() && !isInterrupted(); i++) {
                send(socket);
                watch(captures, BETWEEN);
            }
            watch(captures, seen.isEmpty() && failure.isEmpty() ? PATIENCE : AFTERGLOW);
            return Optional.empty();
        }
    }

    private void send(DatagramSocket socket) {
        try {
            socket.send(report.packet());
            sent++;
        } catch (IOException e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void watch(CaptureSet captures, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (System.nanoTime() - end < 0) {
                if (!captures.read(this, FrameSink.NONE)) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void datagram(Datagram datagram) {
        if (report.isSeenIn(datagram)) {
            interfaces.add(datagram.interfaceName());
            seen.add(datagram.interfaceName() + " for " + Wording.socket(datagram.destination()));
        }
    }

    @Override
    public void icmpError(IcmpError error) {
        if (report.isQuotedIn(error)) {
            refusal = Optional.of(inWords(error.kind()));
        }
    }

    private String inWords(IcmpError.Kind kind) {
        return switch (kind) {
            case PORT_UNREACHABLE ->
                "it arrives, but nobody listens on UDP port " + destination.getPort()
                        + " there (ICMP port unreachable); name another one with --port";
            default -> "the network answers that it cannot be delivered (ICMP " + kind + ")";
        };
    }

    /** What was seen so far. */
    TrialResult result(Outlook outlook) {
        String expected = outlook.route()
                .filter(route -> !route.isLocal())
                .flatMap(route -> route.leavesBy())
                .orElse("a real interface");
        return new TrialResult(
                "as given",
                Wording.socket(destination),
                Wording.address(destination.getAddress()),
                List.copyOf(seen),
                List.copyOf(interfaces),
                verdict(outlook),
                reason(outlook),
                expected,
                Verdict.DELIVERED);
    }

    private boolean isTrapped(Outlook outlook) {
        return outlook.route().filter(route -> route.isLocal()).isPresent();
    }

    private boolean isForbidden() {
        return failure.filter(text -> text.contains("not permitted")).isPresent();
    }

    private Verdict verdict(Outlook outlook) {
        if (isTrapped(outlook)) {
            return Verdict.TRAPPED;
        }
        if (isForbidden()) {
            return Verdict.BLOCKED;
        }
        if (!outlook.leaves() || refusal.isPresent()) {
            return Verdict.UNREACHABLE;
        }
        return seen.isEmpty() ? Verdict.UNPROVEN : Verdict.DELIVERED;
    }

    private String reason(Outlook outlook) {
        if (isTrapped(outlook)) {
            return "it is one of this host's own addresses: a camera elsewhere never gets it";
        }
        if (isForbidden()) {
            return "this host's firewall drops it on its way out; see: nft list ruleset";
        }
        return failure.map(text -> "the kernel refuses to send: " + text)
                .or(() -> refusal)
                .orElseGet(() -> outlook.leaves()
                        ? "it was seen on no other interface"
                        : new RouteReport(List.of(outlook))
                                .toText()
                                .lines()
                                .findFirst()
                                .orElse(""));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
