package dev.sightline.gateway.media;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kurento.client.RTCInboundRTPStreamStats;
import org.kurento.client.RTCOutboundRTPStreamStats;
import org.kurento.client.Stats;

/** Translates the server's statistics. */
final class KurentoFigures {
    private KurentoFigures() {}

    static List<StreamFigures> of(Map<String, Stats> stats) {
        List<StreamFigures> figures = new ArrayList<>();
        for (Stats found : stats.values()) {
            if (found instanceof RTCInboundRTPStreamStats in) {
                figures.add(new StreamFigures(
                        true,
                        in.getSsrc(),
                        in.getPacketsReceived(),
                        in.getBytesReceived(),
                        in.getPacketsLost(),
                        in.getFractionLost(),
                        in.getJitter(),
                        0,
                        in.getFirCount(),
                        in.getPliCount(),
                        in.getNackCount(),
                        in.getRemb()));
            } else if (found instanceof RTCOutboundRTPStreamStats out) {
                figures.add(new StreamFigures(
                        false,
                        out.getSsrc(),
                        out.getPacketsSent(),
                        out.getBytesSent(),
                        out.getPacketsLost(),
                        out.getFractionLost(),
                        0,
                        out.getRoundTripTime(),
                        out.getFirCount(),
                        out.getPliCount(),
                        out.getNackCount(),
                        out.getRemb()));
            }
        }
        return List.copyOf(figures);
    }
}
