package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.relay.StreamStats;
import dev.sightline.relay.rpc.MediaObject.MediaEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Streams in numbers as Kurento's {@code RTCStats}; what it has no field for is not said here. */
final class StatsJson {
    private StatsJson() {}

    static ObjectNode of(MediaEndpoint endpoint, List<? extends StreamStats> streams, long nowMillis) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (StreamStats stream : streams) {
            String id = idOf(endpoint, stream);
            ObjectNode one = all.putObject(id)
                    .put("__module__", "kurento")
                    .put("associateStatsId", "")
                    .put("codecId", "")
                    .put("id", id)
                    .put("isRemote", false)
                    .put("mediaTrackId", "")
                    .put("sliCount", 0)
                    .put("ssrc", Long.toString(stream.ssrc()))
                    .put("timestampMillis", nowMillis)
                    .put("transportId", "");
            if (stream instanceof StreamStats.Inbound in) {
                inbound(one, in);
            } else if (stream instanceof StreamStats.Outbound out) {
                outbound(one, out);
            }
        }
        return all;
    }

    private static void inbound(ObjectNode one, StreamStats.Inbound in) {
        one.put("__type__", "RTCInboundRTPStreamStats")
                .put("type", "inboundrtp")
                .put("packetsReceived", in.packetsReceived())
                .put("bytesReceived", in.bytesReceived())
                .put("jitter", in.jitterSeconds());
        feedback(one, in.packetsLost(), in.fractionLost(), in.firCount(), in.pliCount(), in.nackCount(), in.remb());
    }

    private static void outbound(ObjectNode one, StreamStats.Outbound out) {
        one.put("__type__", "RTCOutboundRTPStreamStats")
                .put("type", "outboundrtp")
                .put("packetsSent", out.packetsSent())
                .put("bytesSent", out.bytesSent())
                .put("roundTripTime", out.roundTripSeconds())
                .put("targetBitrate", 0.0);
        feedback(
                one,
                out.packetsLost(),
                out.fractionLost(),
                out.firCount(),
                out.pliCount(),
                out.nackCount(),
                out.remb());
    }

    private static void feedback(
            ObjectNode one, long lost, double fractionLost, long firs, long plis, long nacks, long remb) {
        one.put("packetsLost", lost)
                .put("fractionLost", fractionLost)
                .put("firCount", firs)
                .put("pliCount", plis)
                .put("nackCount", nacks)
                .put("remb", remb);
    }

    /** The same for the same stream each time, so that a client can follow it. */
    private static String idOf(MediaEndpoint endpoint, StreamStats stream) {
        String name = endpoint.id() + ' ' + stream.getClass().getSimpleName() + ' ' + stream.ssrc();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
