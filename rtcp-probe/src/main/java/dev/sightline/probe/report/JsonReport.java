package dev.sightline.probe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.Wording;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes a {@link WatchReport} as JSON. The names of the fields are part of the interface of {@code probe watch --json}. */
final class JsonReport {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonReport() {}

    static String of(WatchReport report) {
        return document(report).toPrettyString();
    }

    static ObjectNode document(WatchReport report) {
        ObjectNode document = NODES.objectNode();
        document.put("verdict", report.verdict().name());
        document.put("from", report.from().toString());
        document.put("until", report.until().toString());
        report.obstacle().ifPresent(obstacle -> {
            document.put("reason", obstacle.reason());
            document.put("cure", obstacle.cure());
        });
        each(document.putArray("cameras"), report.cameras(), JsonReport::camera);
        each(document.putArray("interfaces"), report.interfaces(), JsonReport::watchedInterface);
        return document;
    }

    static void camera(ObjectNode node, CameraVerdict camera) {
        node.put("camera", Wording.address(camera.camera()));
        finding(node, camera.finding());
        evidence(node.putObject("evidence"), camera.evidence());
        each(node.putArray("streams"), camera.streams(), JsonReport::stream);
    }

    private static void stream(ObjectNode node, StreamVerdict stream) {
        socket(node.putObject("source"), stream.source());
        socket(node.putObject("destination"), stream.destination());
        node.put("ssrc", stream.ssrc());
        finding(node, stream.finding());
        evidence(node.putObject("evidence"), stream.evidence());
    }

    private static void finding(ObjectNode node, Finding finding) {
        node.put("verdict", finding.verdict().name());
        node.put("since", finding.since().toString());
        node.put("reason", finding.reason());
        node.put("cure", finding.cure().orElse(null));
    }

    private static void evidence(ObjectNode node, Evidence evidence) {
        ObjectNode rtp = node.putObject("rtpIn");
        rtp.put("packets", evidence.rtpPackets());
        ArrayNode interfaces = rtp.putArray("interfaces");
        evidence.rtpInterfaces().forEach(interfaces::add);
        evidence.firstRtp().ifPresent(first -> rtp.put("first", first.toString()));
        evidence.lastRtp().ifPresent(last -> rtp.put("last", last.toString()));
        each(node.putArray("rtcpIn"), evidence.rtcpIn(), JsonReport::flow);
        each(node.putArray("rtcpOut"), evidence.rtcpOut(), JsonReport::flow);
        evidence.returnPath().route().ifPresent(route -> {
            ObjectNode to = node.putObject("route");
            to.put("interface", route.interfaceName());
            route.gateway().map(Wording::address).ifPresent(address -> to.put("gateway", address));
            route.source().map(Wording::address).ifPresent(address -> to.put("source", address));
        });
    }

    private static void flow(ObjectNode node, RtcpFlow flow) {
        node.put("interface", flow.interfaceName());
        socket(node.putObject("source"), flow.source());
        socket(node.putObject("destination"), flow.destination());
        node.put("meaning", flow.meaning().name());
        node.put("datagrams", flow.datagrams());
        ObjectNode types = node.putObject("types");
        flow.types().forEach(types::put);
        node.put("first", flow.first().toString());
        node.put("last", flow.last().toString());
    }

    static void watchedInterface(ObjectNode node, WatchedInterface watched) {
        node.put("name", watched.name());
        node.put("loopback", watched.loopback());
        node.put("state", watched.state().name());
        node.put("detail", watched.detail());
        node.put("packets", watched.packets());
        node.put("received", watched.drops().received());
        node.put("dropped", watched.drops().byKernel());
        node.put("droppedByInterface", watched.drops().byInterface());
    }

    private static void socket(ObjectNode node, InetSocketAddress socket) {
        node.put("address", Wording.address(socket.getAddress()));
        node.put("port", socket.getPort());
    }

    static <T> void each(ArrayNode array, List<T> values, BiConsumer<ObjectNode, T> writer) {
        values.forEach(value -> writer.accept(array.addObject(), value));
    }
}
