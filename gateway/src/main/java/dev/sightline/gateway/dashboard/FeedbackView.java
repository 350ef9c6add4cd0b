package dev.sightline.gateway.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sightline.gateway.stream.Feedback;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpSample;
import dev.sightline.probe.SdpFault;
import dev.sightline.probe.Wording;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a camera's feedback reaches it, and what that rests on. Fields that do not apply are absent.
 *
 * @param since since when the verdict holds, ISO 8601 in UTC
 * @param reason what was seen, in one sentence
 * @param cure what a person can do about it
 * @param causes stable words, the most telling first
 * @param flows RTCP for the camera, each kind of it by interface and destination
 * @param remb what the camera was told that the path can carry, oldest first, kbit/s
 * @param sdpLines the lines of offer or answer to blame
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record FeedbackView(
        String verdict,
        String since,
        String reason,
        @Nullable String cure,
        List<String> causes,
        long rtpPackets,
        List<String> rtpInterfaces,
        List<FlowView> flows,
        List<RembView> remb,
        @Nullable String route,
        @Nullable String neighbour,
        @Nullable String firewall,
        @Nullable String refusal,
        List<SdpLineView> sdpLines,
        @Nullable SampleView sample) {
    private static final int MOST_FLOWS = 16;
    private static final int MOST_LINES = 8;
    private static final int MOST_PACKETS = 32;

    /**
     * @param meaning {@code delivered}, {@code in-doubt}, {@code link-in-doubt}, {@code not-forwarded}, {@code trapped},
     *     {@code wrong-host}, {@code wrong-port} or {@code from-camera}
     * @param counts RTCP packets by their type
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record FlowView(
            String meaning,
            @JsonProperty("interface") String interfaceName,
            String source,
            String destination,
            long datagrams,
            SortedMap<String, Long> counts,
            String first,
            String last) {
        static FlowView of(RtcpFlow flow) {
            return new FlowView(
                    word(flow.meaning()),
                    flow.interfaceName(),
                    Wording.socket(flow.source()),
                    Wording.socket(flow.destination()),
                    flow.datagrams(),
                    new TreeMap<>(flow.types()),
                    flow.first().toString(),
                    flow.last().toString());
        }
    }

    record RembView(String at, long kbps) {}

    /** @param where {@code offer} or {@code answer} */
    record SdpLineView(String where, int line, String text, String fault) {
        static SdpLineView of(SdpFault fault) {
            return new SdpLineView(word(fault.where()), fault.line(), fault.text(), fault.fault());
        }
    }

    record SampleView(
            String at,
            @JsonProperty("interface") String interfaceName,
            String source,
            String destination,
            List<String> packets) {
        static SampleView of(RtcpSample sample) {
            return new SampleView(
                    sample.at().toString(),
                    sample.interfaceName(),
                    Wording.socket(sample.source()),
                    Wording.socket(sample.destination()),
                    sample.packets().stream().limit(MOST_PACKETS).toList());
        }
    }

    static FeedbackView of(Feedback feedback) {
        Evidence evidence = feedback.evidence();
        return new FeedbackView(
                feedback.verdict().name(),
                feedback.finding().since().toString(),
                feedback.finding().reason(),
                feedback.finding().cure().orElse(null),
                feedback.finding().causes().stream().map(FeedbackView::word).toList(),
                evidence.rtpPackets(),
                evidence.rtpInterfaces(),
                Stream.concat(evidence.rtcpOut().stream(), evidence.rtcpIn().stream())
                        .limit(MOST_FLOWS)
                        .map(FlowView::of)
                        .toList(),
                evidence.remb().stream()
                        .limit(Evidence.MAX_REMB)
                        .map(value -> new RembView(value.at().toString(), value.bitsPerSecond() / 1000))
                        .toList(),
                evidence.returnPath().route().map(FeedbackView::say).orElse(null),
                evidence.returnPath().neighbour().map(FeedbackView::say).orElse(null),
                evidence.returnPath().drop().map(FeedbackView::say).orElse(null),
                evidence.returnPath().refusal().map(FeedbackView::say).orElse(null),
                evidence.sdpFaults().stream()
                        .limit(MOST_LINES)
                        .map(SdpLineView::of)
                        .toList(),
                evidence.sample().map(SampleView::of).orElse(null));
    }

    private static String say(Route route) {
        String by = route.leavesBy().map(name -> "dev " + name).orElse("none");
        String via =
                route.gateway().map(hop -> "via " + Wording.address(hop) + " ").orElse("");
        String source =
                route.source().map(own -> " src " + Wording.address(own)).orElse("");
        String kind = route.kind() == Route.Kind.UNICAST ? "" : " (" + word(route.kind()) + ")";
        return via + by + source + kind;
    }

    private static String say(Neighbour neighbour) {
        return neighbour.interfaceName() + ": " + word(neighbour.state());
    }

    private static String say(FirewallDrop drop) {
        return word(drop.way()) + ", " + drop.packets() + " packets: " + drop.rule();
    }

    private static String say(Refusal refusal) {
        return word(refusal.kind()) + ", " + refusal.count() + " times, said by " + Wording.address(refusal.reporter())
                + " on " + refusal.interfaceName();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
