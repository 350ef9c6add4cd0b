package dev.sightline.probe.judge;

import static java.util.stream.Collectors.groupingBy;

import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the RTCP that belongs to a stream: by the sockets on which the camera's own reports came, then by the media
 * server's port (the RTP port + 1, the one of its answer, or the RTP port itself where RTP and RTCP share it), and by the
 * SSRC only as a hint, because units of one model share theirs. Where RTP of another stream arrives on the next port,
 * that port is the other's, and only what is addressed rightly to this camera still counts: anyone may send something
 * like RTP there.
 */
final class Correlation {
    /** A camera's first report may come a little before its first RTP. */
    private static final Duration REPORT_BEFORE_RTP = Duration.ofMillis(200);

    /** Where RTP is sampled its first packet is seen late; that matters only where another camera may have reported. */
    private static final Duration REPORT_BEFORE_SAMPLE = Duration.ofSeconds(2);

    /** However much a stranger sends to one port, looking for what belongs to a stream stays cheap. */
    private static final int MAX_CANDIDATES = 64;

    /** From whom, to which port. */
    private record Way(InetAddress sender, int port) {}

    private final Map<Integer, List<RtcpTally>> bySourcePort;
    private final Map<Way, List<RtcpTally>> reports;
    private final Map<InetSocketAddress, List<RtpStream>> streamsTo;
    private final Map<Long, Integer> streamsWithSsrc = new HashMap<>();
    private final Map<Long, List<RtcpTally>> sentAbout = new HashMap<>();
    private final Map<Long, List<RtcpTally>> reportsOfSource = new HashMap<>();
    private final Agreements agreements;
    private final Translations translations;
    private final BehindTranslation behindTranslation;
    private final FlowRoutes routes;
    private final Instant now;

    Correlation(
            List<RtpStream> streams,
            Translations translations,
            Collection<RtcpTally> tallies,
            Agreements agreements,
            FlowRoutes routes,
            Instant now) {
        this.routes = routes;
        this.agreements = agreements;
        this.translations = translations;
        this.behindTranslation = new BehindTranslation(tallies, now);
        this.now = now;
        bySourcePort = tallies.stream()
                .filter(tally -> tally.direction() != Direction.IN)
                .collect(groupingBy(tally -> tally.source().getPort()));
        reports = tallies.stream()
                .filter(tally -> tally.direction() != Direction.OUT)
                .collect(groupingBy(tally ->
                        new Way(tally.source().getAddress(), tally.destination().getPort())));
        bySourcePort.replaceAll((port, some) -> latest(some, RtcpTally::last));
        reports.replaceAll((way, some) -> latest(some, RtcpTally::last));
        streamsTo = streams.stream().collect(groupingBy(RtpStream::destination));
        streamsTo.replaceAll((socket, some) -> latest(some, RtpStream::last));
        streams.forEach(stream -> streamsWithSsrc.merge(stream.ssrc(), 1, Integer::sum));
        tallies.stream()
                .filter(tally -> tally.direction() == Direction.OUT || tally.direction() == Direction.LOCAL)
                .forEach(tally -> tally.mediaSsrcs()
                        .forEach(ssrc -> sentAbout
                                .computeIfAbsent(ssrc, absent -> new ArrayList<>())
                                .add(tally)));
        indexReports(tallies);
    }

    private void indexReports(Collection<RtcpTally> tallies) {
        tallies.stream()
                .filter(tally -> tally.direction() != Direction.OUT)
                .forEach(tally -> tally.senderSsrcs()
                        .forEach(ssrc -> reportsOfSource
                                .computeIfAbsent(ssrc, absent -> new ArrayList<>())
                                .add(tally)));
    }

    private static <T> List<T> latest(List<T> some, Function<T, Instant> last) {
        return some.size() <= MAX_CANDIDATES
                ? some
                : some.stream()
                        .sorted(Comparator.comparing(last).reversed())
                        .limit(MAX_CANDIDATES)
                        .toList();
    }

    /** @param leading the interfaces that lead to the stream's camera */
    Feedback of(RtpStream stream, Set<String> leading) {
        InetAddress server = stream.destination().getAddress();
        int rtpPort = stream.localPort();
        int next = (rtpPort + 1) & 0xffff;
        Optional<AgreedSection> agreed = agreements.of(stream);
        Instant agreedSince = agreements.since(stream).orElse(Instant.MIN);
        List<RtpStream> neighbours = streamsTo.getOrDefault(new InetSocketAddress(server, next), List.of());
        Set<Integer> own = new LinkedHashSet<>();
        own.add(rtpPort);
        agreed.map(AgreedSection::serverRtcpPort).ifPresent(own::add);
        if (neighbours.isEmpty()) {
            own.add(next);
        }
        Set<Integer> sending = new LinkedHashSet<>(own);
        sending.add(next);
        List<RtcpTally> fromCamera = fromCamera(stream, own);
        ExpectedPorts expected = ExpectedPorts.of(stream, fromCamera, agreed);
        Map<RtcpTally, Meaning> toCamera = new LinkedHashMap<>();
        for (int port : sending) {
            for (RtcpTally tally : bySourcePort.getOrDefault(port, List.of())) {
                Meaning meaning = meaning(stream, tally, expected, leading);
                boolean ofNeighbour = !own.contains(port)
                        && (meaning != Meaning.DELIVERED
                                || neighbours.stream()
                                        .anyMatch(other -> other.source().equals(tally.destination())));
                boolean fromBefore = !tally.last().isAfter(agreedSince);
                if (!fromBefore && isSentFor(stream, tally) && !fromCamera.contains(tally) && !ofNeighbour) {
                    toCamera.put(tally, meaning);
                }
            }
        }
        behind(stream)
                .ifPresent(inner -> behindTranslation.sentFrom(inner, agreed).stream()
                        .filter(tally -> !isForAnother(inner, tally))
                        .forEach(tally -> toCamera.put(tally, meaning(stream, tally, expected, leading))));
        return new Feedback(
                fromCamera,
                toCamera,
                expected,
                formerSockets(stream, own),
                elsewhere(stream, sending),
                reportedElsewhere(stream, sending));
    }

    /** The same stream as this host translates it. */
    Optional<RtpStream> behind(RtpStream stream) {
        return translations.behind(stream);
    }

    /** When the last RTCP of this address arrived. */
    Optional<Instant> reported(InetAddress camera) {
        return reports.entrySet().stream()
                .filter(way -> way.getKey().sender().equals(camera))
                .flatMap(way -> way.getValue().stream())
                .map(RtcpTally::last)
                .max(Comparator.naturalOrder());
    }

    private List<RtcpTally> fromCamera(RtpStream stream, Set<Integer> localPorts) {
        List<RtcpTally> all = localPorts.stream()
                .flatMap(port -> reports.getOrDefault(new Way(stream.camera(), port), List.of()).stream())
                .filter(tally -> isReportOf(stream, tally))
                .sorted(Comparator.comparing(RtcpTally::first))
                .toList();
        boolean known = all.stream().anyMatch(tally -> speaksFor(stream, tally));
        return all.stream()
                .filter(tally -> speaksFor(stream, tally)
                        || (arrivesLike(stream, tally) && (!known || isPairedWith(stream, tally.source()))))
                .toList();
    }

    /**
     * Anyone may report in a camera's name: who does not know the SSRC of its RTP (RFC 3550, 5.1: chosen at random) counts
     * only where the RTP comes, too, and not beside one who does.
     */
    private static boolean arrivesLike(RtpStream stream, RtcpTally tally) {
        return stream.arrivesOn(tally.key().interfaceName())
                || tally.twins().stream().anyMatch(stream::arrivesOn);
    }

    /** Several cameras behind one address may send to one port, and one that starts anew has other ports than before. */
    private boolean isReportOf(RtpStream stream, RtcpTally tally) {
        List<RtpStream> others = others(stream);
        Duration before = others.isEmpty() ? REPORT_BEFORE_SAMPLE : REPORT_BEFORE_RTP;
        if (tally.last().isBefore(stream.runSince().minus(before))) {
            return false;
        }
        if (isPairedWith(stream, tally.source())) {
            return true;
        }
        boolean fromBefore = tally.last().isBefore(stream.runSince());
        for (RtpStream other : others) {
            boolean rival = other.isFlowing(now) || fromBefore;
            boolean ofOther =
                    isPairedWith(other, tally.source()) || (speaksFor(other, tally) && !speaksFor(stream, tally));
            if (rival && ofOther && other.camera().equals(stream.camera())) {
                return false;
            }
        }
        return true;
    }

    private List<RtpStream> others(RtpStream stream) {
        return streamsTo.getOrDefault(stream.destination(), List.of()).stream()
                .filter(other -> other != stream)
                .toList();
    }

    private static boolean speaksFor(RtpStream stream, RtcpTally tally) {
        return tally.senderSsrcs().stream().anyMatch(stream::hasSent);
    }

    private static boolean isPairedWith(RtpStream stream, InetSocketAddress socket) {
        int above = socket.getPort() - stream.source().getPort();
        return socket.getAddress().equals(stream.camera()) && (above == 0 || above == 1);
    }

    private boolean isSentFor(RtpStream stream, RtcpTally tally) {
        InetAddress sender = tally.source().getAddress();
        InetAddress server = stream.destination().getAddress();
        boolean sent = switch (tally.direction()) {
            case OUT, LOCAL -> true;
            case IN -> false;
            case UNKNOWN -> sender.equals(server);
        };
        boolean ofAnotherServer =
                !sender.equals(server) && streamsTo.containsKey(new InetSocketAddress(sender, stream.localPort()));
        return sent && !ofAnotherServer && !isForAnother(stream, tally);
    }

    /** What goes to another camera that sends to the same port is not this one's, gone astray. */
    private boolean isForAnother(RtpStream stream, RtcpTally tally) {
        InetSocketAddress to = tally.destination();
        if (isPairedWith(stream, to)) {
            return false;
        }
        return others(stream).stream()
                .filter(other -> other.isFlowing(now))
                .anyMatch(other -> isPairedWith(other, to)
                        || (to.getAddress().equals(other.camera())
                                && !to.getAddress().equals(stream.camera())));
    }

    private Meaning meaning(RtpStream stream, RtcpTally tally, ExpectedPorts expected, Set<String> leading) {
        if (!leads(stream, tally, leading)) {
            return Meaning.TRAPPED;
        }
        if (!tally.destination().getAddress().equals(stream.camera())) {
            return Meaning.WRONG_HOST;
        }
        return expected.meaningOf(tally, stream.localPort());
    }

    /** A loopback interface leads only to a camera whose RTP arrives there, whatever the route says. */
    private boolean leads(RtpStream stream, RtcpTally tally, Set<String> leading) {
        String name = tally.key().interfaceName();
        if (tally.direction() == Direction.LOCAL) {
            return stream.arrivesOn(name);
        }
        return leading.contains(name)
                || tally.twins().stream().anyMatch(leading::contains)
                || (tally.direction() == Direction.OUT
                        && tally.destination().getAddress().equals(stream.camera())
                        && routes.leads(tally));
    }

    /** Where the camera expected RTCP before it started anew. */
    private Set<InetSocketAddress> formerSockets(RtpStream stream, Set<Integer> localPorts) {
        Set<InetSocketAddress> former = new LinkedHashSet<>();
        others(stream).stream()
                .filter(other ->
                        other.camera().equals(stream.camera()) && other.first().isBefore(stream.first()))
                .forEach(other -> former.add(
                        new InetSocketAddress(other.camera(), (other.source().getPort() + 1) & 0xffff)));
        localPorts.stream()
                .flatMap(port -> reports.getOrDefault(new Way(stream.camera(), port), List.of()).stream())
                .filter(tally -> tally.last().isBefore(stream.runSince()))
                .forEach(tally -> former.add(tally.source()));
        return former;
    }

    private Optional<RtcpTally> elsewhere(RtpStream stream, Set<Integer> localPorts) {
        if (streamsWithSsrc.getOrDefault(stream.ssrc(), 0) > 1) {
            return Optional.empty();
        }
        return sentAbout.getOrDefault(stream.ssrc(), List.of()).stream()
                .filter(tally -> !localPorts.contains(tally.source().getPort()))
                .max(Comparator.comparing(RtcpTally::last));
    }

    private Optional<RtcpTally> reportedElsewhere(RtpStream stream, Set<Integer> localPorts) {
        if (streamsWithSsrc.getOrDefault(stream.ssrc(), 0) > 1) {
            return Optional.empty();
        }
        return reportsOfSource.getOrDefault(stream.ssrc(), List.of()).stream()
                .filter(tally -> tally.source().getAddress().equals(stream.camera()))
                .filter(tally -> tally.destination()
                        .getAddress()
                        .equals(stream.destination().getAddress()))
                .filter(tally -> !localPorts.contains(tally.destination().getPort()))
                .filter(tally -> !tally.last().isBefore(stream.runSince()))
                .max(Comparator.comparing(RtcpTally::last));
    }
}
