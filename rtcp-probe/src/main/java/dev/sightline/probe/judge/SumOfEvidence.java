package dev.sightline.probe.judge;

import dev.sightline.probe.Evidence;
import dev.sightline.probe.RembValue;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpSample;
import dev.sightline.probe.Severity;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The evidence on several streams together. */
final class SumOfEvidence {
    /** A flow, and since when: what is sent for a camera that starts anew is another. */
    private record Listed(RtcpTally.Key key, Instant first) {}

    private SumOfEvidence() {}

    /** At least one stream. */
    static Evidence of(List<StreamVerdict> streams) {
        Evidence first = streams.get(0).evidence();
        if (streams.size() == 1 && first.rtcpIn().size() <= 1 && first.rtcpOut().size() <= 1) {
            return first;
        }
        List<Evidence> parts = streams.stream().map(StreamVerdict::evidence).toList();
        ReturnPath path = streams.stream()
                .max(Comparator.comparingInt(
                        stream -> Severity.of(stream.finding().verdict())))
                .map(stream -> stream.evidence().returnPath())
                .orElseGet(ReturnPath::unknown);
        List<RembValue> remb = parts.stream()
                .map(Evidence::remb)
                .max(Comparator.comparingInt(List::size))
                .orElse(List.of());
        return new Evidence(
                parts.stream().mapToLong(Evidence::rtpPackets).sum(),
                parts.stream()
                        .flatMap(part -> part.rtpInterfaces().stream())
                        .distinct()
                        .toList(),
                parts.stream().flatMap(part -> part.firstRtp().stream()).min(Comparator.naturalOrder()),
                parts.stream().flatMap(part -> part.lastRtp().stream()).max(Comparator.naturalOrder()),
                flows(parts, Evidence::rtcpIn),
                flows(parts, Evidence::rtcpOut),
                remb,
                parts.stream().flatMap(part -> part.sample().stream()).max(Comparator.comparing(RtcpSample::at)),
                parts.stream()
                        .flatMap(part -> part.sdpFaults().stream())
                        .distinct()
                        .toList(),
                path);
    }

    /** Two streams into one port claim the same flows: each is listed once, with the better meaning. */
    private static List<RtcpFlow> flows(List<Evidence> parts, Function<Evidence, List<RtcpFlow>> which) {
        Map<Listed, RtcpFlow> flows = new LinkedHashMap<>();
        parts.stream()
                .flatMap(part -> which.apply(part).stream())
                .sorted(Comparator.comparing(RtcpFlow::meaning).thenComparing(RtcpFlow::first))
                .forEach(flow -> flows.putIfAbsent(
                        new Listed(
                                new RtcpTally.Key(flow.interfaceName(), flow.source(), flow.destination()),
                                flow.first()),
                        flow));
        return List.copyOf(flows.values());
    }
}
