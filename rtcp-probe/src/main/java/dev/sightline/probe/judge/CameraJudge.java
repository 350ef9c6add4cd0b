package dev.sightline.probe.judge;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Severity;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.host.Routes;
import java.net.InetAddress;
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
import org.jspecify.annotations.Nullable;

/** Puts the findings on a camera's streams together. */
final class CameraJudge {
    private final Judge judge;
    private final Correlation correlation;
    private final Routes routes;
    private final PortRange mediaPorts;

    CameraJudge(Judge judge, Correlation correlation, Routes routes, PortRange mediaPorts) {
        this.judge = judge;
        this.correlation = correlation;
        this.routes = routes;
        this.mediaPorts = mediaPorts;
    }

    /** The verdict on a camera whose established streams these are, oldest first; there may be none. */
    CameraVerdict judge(InetAddress camera, List<RtpStream> streams, FindingHistory history) {
        Optional<Route> route = routes.to(camera);
        if (streams.isEmpty()) {
            Finding finding = judge.withoutMedia(camera, route, mediaPorts);
            return new CameraVerdict(
                    camera, history.accept(finding), List.of(), Evidence.none(ReturnPath.of(route)), List.of());
        }
        Map<RtpStream, StreamVerdict> verdicts = new LinkedHashMap<>();
        streams.forEach(stream -> verdicts.put(stream, judge(stream, route)));
        List<StreamVerdict> speaking =
                speaking(streams).stream().map(verdicts::get).toList();
        Evidence evidence = together(verdicts.values(), route);
        Finding finding = together(speaking);
        return new CameraVerdict(camera, history.accept(finding), List.of(), evidence, List.copyOf(verdicts.values()));
    }

    private StreamVerdict judge(RtpStream stream, Optional<Route> route) {
        Feedback feedback = correlation.of(stream);
        Finding finding = judge.judge(stream, feedback, correlation.leadingInterfaces(stream));
        return new StreamVerdict(
                stream.source(),
                stream.destination(),
                stream.ssrc(),
                Optional.empty(),
                stream.history().accept(finding),
                feedback.evidence(stream, route));
    }

    /**
     * Those that still flow; where none does, all that were not replaced by a later one: the same sender, or the same
     * source, went on to another port of the media server.
     */
    private List<RtpStream> speaking(List<RtpStream> streams) {
        Map<Integer, Instant> newestByPort = new HashMap<>();
        Map<Long, Instant> newestBySsrc = new HashMap<>();
        for (RtpStream stream : streams) {
            newestByPort.put(stream.source().getPort(), stream.first());
            newestBySsrc.put(stream.ssrc(), stream.first());
        }
        List<RtpStream> current = streams.stream()
                .filter(stream -> !isAfter(newestByPort.get(stream.source().getPort()), stream.last()))
                .filter(stream -> !isAfter(newestBySsrc.get(stream.ssrc()), stream.last()))
                .toList();
        List<RtpStream> flowing = current.stream().filter(judge::isFlowing).toList();
        return flowing.isEmpty() ? current : flowing;
    }

    private static boolean isAfter(@Nullable Instant newest, Instant last) {
        return newest != null && newest.isAfter(last);
    }

    private static Finding together(List<StreamVerdict> streams) {
        StreamVerdict worst = streams.stream()
                .max(Comparator.comparingInt(
                        stream -> Severity.of(stream.finding().verdict())))
                .orElseThrow();
        Finding finding = worst.finding();
        if (finding.verdict() == Verdict.DELIVERED && streams.stream().noneMatch(CameraJudge::hasRemb)) {
            return new Finding(
                    finding.verdict(),
                    finding.since(),
                    List.of(Cause.REMB_MISSING),
                    finding.reason() + "; no REMB among it, so the camera is not told a bitrate",
                    finding.cure());
        }
        return finding;
    }

    private static boolean hasRemb(StreamVerdict stream) {
        return stream.evidence().rtcpOut().stream()
                .filter(flow -> flow.meaning() == Meaning.DELIVERED)
                .anyMatch(flow -> flow.types().containsKey("REMB"));
    }

    private static Evidence together(Collection<StreamVerdict> streams, Optional<Route> route) {
        List<Evidence> parts = streams.stream().map(StreamVerdict::evidence).toList();
        Set<String> interfaces = new LinkedHashSet<>();
        parts.forEach(part -> interfaces.addAll(part.rtpInterfaces()));
        return new Evidence(
                parts.stream().mapToLong(Evidence::rtpPackets).sum(),
                List.copyOf(interfaces),
                parts.stream().flatMap(part -> part.firstRtp().stream()).min(Comparator.naturalOrder()),
                parts.stream().flatMap(part -> part.lastRtp().stream()).max(Comparator.naturalOrder()),
                flows(parts, Evidence::rtcpIn),
                flows(parts, Evidence::rtcpOut),
                List.of(),
                Optional.empty(),
                List.of(),
                ReturnPath.of(route));
    }

    /** Two streams into one port claim the same flows: each is listed once, with the better meaning. */
    private static List<RtcpFlow> flows(List<Evidence> parts, Function<Evidence, List<RtcpFlow>> which) {
        Map<RtcpTally.Key, RtcpFlow> flows = new LinkedHashMap<>();
        parts.stream()
                .flatMap(part -> which.apply(part).stream())
                .sorted(Comparator.comparing(RtcpFlow::meaning).thenComparing(RtcpFlow::first))
                .forEach(flow -> flows.putIfAbsent(
                        new RtcpTally.Key(flow.interfaceName(), flow.source(), flow.destination()), flow));
        return new ArrayList<>(flows.values());
    }
}
