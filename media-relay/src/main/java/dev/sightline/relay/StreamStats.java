package dev.sightline.relay;

/** One RTP stream in numbers since its endpoint was negotiated. */
public sealed interface StreamStats {
    /** The stream's synchronisation source, as it is on the wire of this endpoint. */
    long ssrc();

    /** What the stream carries. */
    MediaType mediaType();

    /**
     * A stream that comes in from a camera.
     *
     * @param packetsLost cumulative, negative when there were duplicates
     * @param fractionLost 0.0 to 1.0 in the last report interval
     * @param firCount, pliCount, nackCount what was sent to the camera
     * @param remb the last estimate sent to the camera in bit/s, 0 when none was
     */
    record Inbound(
            long ssrc,
            MediaType mediaType,
            long packetsReceived,
            long bytesReceived,
            long packetsLost,
            double jitterSeconds,
            double fractionLost,
            long firCount,
            long pliCount,
            long nackCount,
            long remb)
            implements StreamStats {}

    /**
     * A stream that goes out to a viewer.
     *
     * @param packetsLost cumulative, as the viewer's last report says
     * @param fractionLost 0.0 to 1.0, as the viewer's last report says
     * @param roundTripSeconds from the last report, 0 before the first
     * @param firCount, pliCount, nackCount what came from the viewer
     * @param remb the viewer's last estimate in bit/s, 0 when it sent none
     * @param framesDropped frames that were not sent because the viewer's socket was full or a keyframe was awaited
     */
    record Outbound(
            long ssrc,
            MediaType mediaType,
            long packetsSent,
            long bytesSent,
            long packetsLost,
            double fractionLost,
            double roundTripSeconds,
            long firCount,
            long pliCount,
            long nackCount,
            long remb,
            long framesDropped)
            implements StreamStats {}
}
