package dev.sightline.probe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Wording;
import java.net.InetSocketAddress;
import java.util.List;

/** Writes the verdict on a camera as JSON. The names of the fields are part of the interface of {@code probe --json}. */
final class CameraJson {
    private CameraJson() {}

    static void camera(ObjectNode node, CameraVerdict camera) {
        node.put("camera", Wording.address(camera.camera()));
        finding(node, camera.finding());
        EvidenceJson.evidence(node.putObject("evidence"), camera.evidence());
        JsonReport.each(node.putArray("history"), camera.history(), CameraJson::finding);
        JsonReport.each(node.putArray("streams"), camera.streams(), CameraJson::stream);
    }

    private static void stream(ObjectNode node, StreamVerdict stream) {
        socket(node.putObject("source"), stream.source());
        socket(node.putObject("destination"), stream.destination());
        node.put("ssrc", stream.ssrc());
        ArrayNode others = node.putArray("otherSsrcs");
        stream.otherSsrcs().forEach(others::add);
        node.put("cname", stream.cname().orElse(null));
        finding(node, stream.finding());
        EvidenceJson.evidence(node.putObject("evidence"), stream.evidence());
    }

    static void finding(ObjectNode node, Finding finding) {
        node.put("verdict", finding.verdict().name());
        node.put("since", finding.since().toString());
        ArrayNode causes = node.putArray("causes");
        finding.causes().forEach(cause -> causes.add(cause.name()));
        node.put("reason", finding.reason());
        node.put("cure", finding.cure().orElse(null));
    }

    static void socket(ObjectNode node, InetSocketAddress socket) {
        node.put("address", Wording.address(socket.getAddress()));
        node.put("port", socket.getPort());
    }

    static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    /** Packets of a type in a second, with two decimals: more would be noise. */
    static double rate(RtcpFlow flow, String type) {
        return Math.round(flow.perSecond(type) * 100) / 100.0;
    }
}
