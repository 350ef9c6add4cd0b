package dev.sightline.probe.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.LinkPath;
import dev.sightline.probe.Neighbour;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.RembValue;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.Route;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.RtcpSample;
import dev.sightline.probe.SdpFault;
import dev.sightline.probe.Wording;

/** Writes evidence as JSON; what is not known is left out. */
final class EvidenceJson {
    private EvidenceJson() {}

    static void evidence(ObjectNode node, Evidence evidence) {
        ObjectNode rtp = node.putObject("rtpIn");
        rtp.put("packets", evidence.rtpPackets());
        CameraJson.texts(rtp.putArray("interfaces"), evidence.rtpInterfaces());
        evidence.firstRtp().ifPresent(first -> rtp.put("first", first.toString()));
        evidence.lastRtp().ifPresent(last -> rtp.put("last", last.toString()));
        JsonReport.each(node.putArray("rtcpIn"), evidence.rtcpIn(), EvidenceJson::flow);
        JsonReport.each(node.putArray("rtcpOut"), evidence.rtcpOut(), EvidenceJson::flow);
        JsonReport.each(node.putArray("remb"), evidence.remb(), EvidenceJson::remb);
        evidence.sample().ifPresent(sample -> sample(node.putObject("sample"), sample));
        JsonReport.each(node.putArray("sdp"), evidence.sdpFaults(), EvidenceJson::fault);
        path(node, evidence.returnPath());
    }

    private static void flow(ObjectNode node, RtcpFlow flow) {
        node.put("interface", flow.interfaceName());
        CameraJson.texts(node.putArray("alsoOn"), flow.alsoOn());
        CameraJson.socket(node.putObject("source"), flow.source());
        CameraJson.socket(node.putObject("destination"), flow.destination());
        node.put("meaning", flow.meaning().name());
        node.put("datagrams", flow.datagrams());
        ObjectNode types = node.putObject("types");
        flow.types().forEach(types::put);
        ObjectNode rates = node.putObject("perSecond");
        flow.types().keySet().forEach(type -> rates.put(type, CameraJson.rate(flow, type)));
        node.put("first", flow.first().toString());
        node.put("last", flow.last().toString());
    }

    private static void remb(ObjectNode node, RembValue value) {
        node.put("at", value.at().toString());
        node.put("bitsPerSecond", value.bitsPerSecond());
    }

    private static void sample(ObjectNode node, RtcpSample sample) {
        node.put("at", sample.at().toString());
        node.put("interface", sample.interfaceName());
        CameraJson.socket(node.putObject("source"), sample.source());
        CameraJson.socket(node.putObject("destination"), sample.destination());
        CameraJson.texts(node.putArray("packets"), sample.packets());
    }

    private static void fault(ObjectNode node, SdpFault fault) {
        node.put("in", fault.where().name());
        node.put("line", fault.line());
        node.put("text", fault.text());
        node.put("fault", fault.fault());
    }

    private static void path(ObjectNode node, ReturnPath path) {
        path.route().ifPresent(route -> route(node.putObject("route"), route));
        path.neighbour().ifPresent(neighbour -> neighbour(node.putObject("neighbour"), neighbour));
        path.drop().ifPresent(drop -> drop(node.putObject("firewallDrop"), drop));
        path.link().ifPresent(link -> link(node.putObject("link"), link));
        path.refusal().ifPresent(refusal -> refusal(node.putObject("icmp"), refusal));
    }

    private static void link(ObjectNode node, LinkPath link) {
        node.put("interface", link.interfaceName());
        CameraJson.texts(node.putArray("rtpFrom"), link.rtpFrom());
        CameraJson.texts(node.putArray("rtcpTo"), link.rtcpTo());
        CameraJson.texts(node.putArray("rtpVlans"), link.rtpVlans());
        CameraJson.texts(node.putArray("rtcpVlans"), link.rtcpVlans());
    }

    private static void route(ObjectNode node, Route route) {
        node.put("interface", route.interfaceName());
        node.put("kind", route.kind().name());
        route.gateway().map(Wording::address).ifPresent(address -> node.put("gateway", address));
        route.source().map(Wording::address).ifPresent(address -> node.put("source", address));
        if (!route.table().isEmpty()) {
            node.put("table", route.table());
        }
        route.rule().ifPresent(rule -> node.put("rule", rule));
    }

    private static void neighbour(ObjectNode node, Neighbour neighbour) {
        node.put("interface", neighbour.interfaceName());
        node.put("state", neighbour.state().name());
        neighbour.linkAddress().ifPresent(address -> node.put("linkAddress", address));
    }

    private static void drop(ObjectNode node, FirewallDrop drop) {
        node.put("way", drop.way().name());
        node.put("rule", drop.rule());
        node.put("packets", drop.packets());
        node.put("first", drop.first().toString());
        node.put("last", drop.last().toString());
        drop.source().ifPresent(socket -> CameraJson.socket(node.putObject("source"), socket));
        drop.destination().ifPresent(socket -> CameraJson.socket(node.putObject("destination"), socket));
    }

    private static void refusal(ObjectNode node, Refusal refusal) {
        node.put("kind", refusal.kind().name());
        node.put("reporter", Wording.address(refusal.reporter()));
        node.put("interface", refusal.interfaceName());
        CameraJson.socket(node.putObject("source"), refusal.source());
        CameraJson.socket(node.putObject("destination"), refusal.destination());
        node.put("count", refusal.count());
        node.put("first", refusal.first().toString());
        node.put("last", refusal.last().toString());
    }
}
