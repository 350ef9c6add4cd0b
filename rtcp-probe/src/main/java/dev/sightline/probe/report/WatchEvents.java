package dev.sightline.probe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A watch as it goes on, as lines of JSON: {@code verdict} whenever a camera's changes, {@code status} once a second, and
 * {@code summary} at the end. The names of the fields are part of the interface of {@code probe watch --ndjson}. Not for
 * several threads.
 */
public final class WatchEvents {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Duration STATUS = Duration.ofSeconds(1);

    private final Map<InetAddress, Verdict> verdicts = new HashMap<>();
    private Instant nextStatus = Instant.MIN;

    /** The lines for a report that is newer than the last one; without line ends. */
    public List<String> lines(WatchReport report) {
        List<String> lines = new ArrayList<>(changes(report));
        boolean isSetBack = report.until().plus(STATUS).isBefore(nextStatus);
        if (isSetBack || !report.until().isBefore(nextStatus)) {
            nextStatus = report.until().plus(STATUS);
            lines.add(status(report));
        }
        return lines;
    }

    /** The last lines: what changed, and the whole report. */
    public List<String> end(WatchReport report) {
        List<String> lines = new ArrayList<>(changes(report));
        ObjectNode summary = NODES.objectNode().put("type", "summary");
        summary.setAll(JsonReport.document(report));
        lines.add(summary.toString());
        return lines;
    }

    private List<String> changes(WatchReport report) {
        List<String> lines = new ArrayList<>();
        for (CameraVerdict camera : report.cameras()) {
            if (verdicts.put(camera.camera(), camera.verdict()) != camera.verdict()) {
                lines.add(change(report.until(), camera));
            }
        }
        return lines;
    }

    private static String change(Instant at, CameraVerdict camera) {
        ObjectNode node = NODES.objectNode();
        node.put("type", "verdict");
        node.put("at", at.toString());
        node.put("camera", Wording.address(camera.camera()));
        CameraJson.finding(node, camera.finding());
        return node.toString();
    }

    private static String status(WatchReport report) {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        long rtp = 0;
        long rtcpIn = 0;
        long rtcpOut = 0;
        for (CameraVerdict camera : report.cameras()) {
            counts.merge(camera.verdict(), 1, Integer::sum);
            rtp += camera.evidence().rtpPackets();
            rtcpIn += datagrams(camera.evidence().rtcpIn());
            rtcpOut += datagrams(camera.evidence().rtcpOut());
        }
        ObjectNode node = NODES.objectNode();
        node.put("type", "status");
        node.put("at", report.until().toString());
        node.put("verdict", report.verdict().name());
        ObjectNode verdicts = node.putObject("cameras");
        counts.forEach((verdict, count) -> verdicts.put(verdict.name(), count));
        node.put("rtpIn", rtp).put("rtcpIn", rtcpIn).put("rtcpOut", rtcpOut);
        ArrayNode interfaces = node.putArray("interfaces");
        report.interfaces().forEach(each -> JsonReport.watchedInterface(interfaces.addObject(), each));
        return node.toString();
    }

    private static long datagrams(List<RtcpFlow> flows) {
        return flows.stream().mapToLong(RtcpFlow::datagrams).sum();
    }
}
