package dev.sightline.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a simulated camera has done so far: one moment's picture of it.
 *
 * @param rtpPackets sent, audio and video
 * @param rtpOctets of RTP sent, headers included
 * @param videoFrames sent
 * @param keyframes among them
 * @param droppedFrames not sent since the socket's buffer was full
 * @param senderReports sent
 * @param negotiations answers that the camera began to stream to
 * @param refusedAnswers answers that it did not accept
 * @param lastRefusal why, of the latest one
 * @param trouble what the camera's latest request to the gateway failed with; empty when it went well
 * @param keepalives that the gateway answered with 204
 * @param strayPackets that were not RTCP, or came neither from the answer's address nor from its ports
 * @param rtcp received
 * @param remb bit/s of the latest REMB
 * @param videoBitrate bit/s of the clip that is being sent
 * @param firstFeedback from the first RTP packet of the current stream to the first RTCP received for it
 * @param longestSilence between two RTCP datagrams, or from the first RTP packet to the first of them
 */
public record CameraCounters(
        CameraState state,
        long rtpPackets,
        long rtpOctets,
        long videoFrames,
        long keyframes,
        long droppedFrames,
        long senderReports,
        long negotiations,
        long refusedAnswers,
        Optional<String> lastRefusal,
        Optional<String> trouble,
        long keepalives,
        long strayPackets,
        RtcpCounts rtcp,
        OptionalLong remb,
        long videoBitrate,
        Optional<Duration> firstFeedback,
        Duration longestSilence) {}
