package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.agreed.Agreements;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.SeenRtcp;
import dev.sightline.probe.judge.seen.UnreadOfCameras;
import dev.sightline.probe.judge.seen.UnreadRtcp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the RTCP that belongs to a stream: by the sockets on which the camera's own reports came, then by the media
 * server's port (the RTP port + 1, the one of its answer, or the RTP port itself where RTP and RTCP share it), and by the
 * SSRC only between sockets that prove it ({@link OtherPorts}), because units of one model share theirs. Where RTP of
 * another stream arrives on the next port, a {@link SharedPort} tells apart what is whose.
 */
public final class Correlation {
    /** Who was served so lately is asked for no further. */
    private static final Duration JUST_NOW = Duration.ofSeconds(3);

    private final RtcpIndex rtcp;
    private final StreamIndex streams;
    private final Agreements agreements;
    private final Translations translations;
    private final CameraReports cameraReports;
    private final ServerReports serverReports;
    private final ReturnLinks links;
    private final PortRange mediaPorts;
    private final UnreadOfCameras unread;
    private final UnclaimedRtcp unclaimed;
    private final AskedSockets asked;
    private final Instant now;

    public Correlation(
            List<RtpStream> streams,
            Translations translations,
            SeenRtcp seen,
            Agreements agreements,
            ReturnLinks links,
            PortRange mediaPorts,
            Instant now) {
        this.mediaPorts = mediaPorts;
        this.agreements = agreements;
        this.translations = translations;
        Collection<RtcpTally> tallies = seen.tallies();
        this.unread = seen.unread().byCamera();
        this.now = now;
        this.rtcp = new RtcpIndex(tallies);
        this.streams = new StreamIndex(streams);
        this.unclaimed = new UnclaimedRtcp(seen, this.streams);
        this.asked = new AskedSockets(rtcp, this.streams);
        this.cameraReports = new CameraReports(rtcp, this.streams, now);
        this.serverReports =
                new ServerReports(rtcp, this.streams, translations, new BehindTranslation(tallies, now), now);
        this.links = links;
    }

    /** @param leading the interfaces that lead to the stream's camera */
    public Feedback of(RtpStream stream, Set<String> leading) {
        Optional<AgreedSection> agreed = agreements.of(stream);
        Instant agreedSince = agreements.since(stream).orElse(Instant.MIN);
        SharedPort above = SharedPort.above(stream, streams);
        Set<Integer> own = new LinkedHashSet<>();
        own.add(stream.localPort());
        if (agreed.isPresent()) {
            own.add(agreed.get().serverRtcpPort());
        }
        if (!above.hasRtp()) {
            own.add(above.port());
        }
        Optional<SharedPort> shared = own.contains(above.port()) ? Optional.empty() : Optional.of(above);
        Set<Integer> sending = new LinkedHashSet<>(own);
        sending.add(above.port());
        OtherPorts others = new OtherPorts(
                stream,
                cameraReports.of(stream, own, shared),
                cameraReports.elsewhere(stream, sending),
                serverReports.elsewhere(stream, sending));
        List<RtcpTally> fromCamera = others.fromCamera();
        Set<InetSocketAddress> former = cameraReports.formerSockets(stream, own, shared);
        Optional<Integer> beforeThePause =
                fromCamera.isEmpty() ? cameraReports.portBeforeThePause(stream, own, shared) : Optional.empty();
        beforeThePause.ifPresent(port -> former.remove(new InetSocketAddress(stream.camera(), port)));
        ExpectedPorts expected =
                ExpectedPorts.of(stream, fromCamera, others.latestReport(), former, beforeThePause, agreed);
        Map<RtcpTally, Meaning> toCamera = new LinkedHashMap<>();
        for (int port : sending) {
            for (RtcpTally tally : serverReports.from(port, stream, agreedSince)) {
                Meaning meaning = links.meaning(stream, tally, expected, leading, fromCamera);
                boolean ofNeighbour =
                        shared.isPresent() && port == above.port() && above.isFeedbackOfUpper(stream, tally, meaning);
                if (!fromCamera.contains(tally) && !ofNeighbour) {
                    toCamera.put(tally, meaning);
                }
            }
        }
        for (RtcpTally tally : serverReports.fromBehind(stream, agreed)) {
            toCamera.put(tally, links.inside(stream, tally, expected, leading, fromCamera));
        }
        List<RtcpTally> apart = others.isAnswered()
                ? others.answers(agreedSince)
                : toCamera.isEmpty() ? others.unasked(mediaPorts, agreedSince) : List.of();
        for (RtcpTally tally : apart) {
            toCamera.put(tally, links.meaning(stream, tally, expected, leading, fromCamera));
        }
        boolean served = isServed(toCamera);
        return new Feedback(
                fromCamera,
                toCamera,
                askedInstead(stream, toCamera, fromCamera, others.latestReport()),
                stream.arrivingOn(),
                expected,
                former,
                cameraReports.otherSockets(stream, sending),
                others.latestSent(toCamera.keySet()),
                others.latestReport(),
                served ? Optional.empty() : unclaimed.perhapsFor(stream, expected),
                served ? Optional.empty() : serverReports.fromFormerAddress(stream, sending, agreedSince));
    }

    private Map<RtcpTally, InetSocketAddress> askedInstead(
            RtpStream stream,
            Map<RtcpTally, Meaning> toCamera,
            List<RtcpTally> fromCamera,
            Optional<RtcpTally> reportedElsewhere) {
        Map<RtcpTally, InetSocketAddress> instead = new LinkedHashMap<>();
        for (Map.Entry<RtcpTally, Meaning> entry : toCamera.entrySet()) {
            if (entry.getValue() == Meaning.DELIVERED) {
                RtcpTally tally = entry.getKey();
                Optional<InetSocketAddress> socket =
                        asked.instead(stream, tally, Stream.concat(fromCamera.stream(), reportedElsewhere.stream()));
                if (socket.isPresent()) {
                    instead.put(tally, socket.get());
                }
            }
        }
        return instead;
    }

    private boolean isServed(Map<RtcpTally, Meaning> toCamera) {
        Instant lately = now.minus(JUST_NOW);
        for (Map.Entry<RtcpTally, Meaning> entry : toCamera.entrySet()) {
            if (entry.getValue() == Meaning.DELIVERED
                    && !entry.getKey().lastFeedback().isBefore(lately)) {
                return true;
            }
        }
        return false;
    }

    /** What leaves between the stream's own sockets, looks like RTCP and cannot be read. */
    public Optional<UnreadRtcp.Flow> unread(RtpStream stream, ExpectedPorts expected) {
        if (unread.to(stream.camera()).isEmpty()) {
            return Optional.empty();
        }
        Set<Integer> ports = new LinkedHashSet<>();
        ports.add(stream.localPort());
        ports.add((stream.localPort() + 1) & 0xffff);
        agreements.of(stream).map(AgreedSection::serverRtcpPort).ifPresent(ports::add);
        return unread.feedback(stream, ports, expected::mayBe, now);
    }

    /** The same stream as this host translates it. */
    public Optional<RtpStream> behind(RtpStream stream) {
        return translations.behind(stream);
    }

    /** What routers answer of what left for all cameras together. */
    public RouterAnswers routers(Refusals refusals, FlowRoutes routes) {
        return new RouterAnswers(refusals, rtcp, routes, now);
    }

    /** What RTCP tells of a camera of which no RTP is seen. */
    public CameraSigns signs(InetAddress camera) {
        return rtcp.signs(camera);
    }
}
