package dev.sightline.gateway.stream;

import dev.sightline.gateway.media.MediaEvent;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * What a media server has said of one camera's endpoint since it was negotiated. Its word alone proves nothing; beside what
 * was captured it tells what this host drops.
 *
 * @param rtpPorts where it receives RTP; empty when nothing is known
 * @param rtcpPorts where it receives RTCP
 * @param video what is captured of the video, of which alone it is heeded whether media comes out
 * @param sinceNanos when the endpoint was negotiated
 * @param flowed whether media ever came out of it
 * @param flows whether it does now
 * @param dryNanos since when it does not; of no meaning while it does
 * @param reported whether it ever said that the camera's packets arrive; a Kurento Media Server says so of reports only
 * @param refusedWrites how often the kernel did not let it send
 * @param lastRefusalNanos when that last happened
 */
record MediaMarks(
        Set<Integer> rtpPorts,
        Set<Integer> rtcpPorts,
        CapturedVideo video,
        long sinceNanos,
        boolean flowed,
        boolean flows,
        long dryNanos,
        boolean reported,
        int refusedWrites,
        long lastRefusalNanos) {
    private static final Duration FRESH = Duration.ofSeconds(10);

    /** Nothing is known, and nothing can follow from it. */
    static MediaMarks none() {
        return new MediaMarks(Set.of(), Set.of(), CapturedVideo.NONE, 0, false, false, 0, false, 0, 0);
    }

    static MediaMarks of(SessionDescription answer, long nanoTime) {
        Set<Integer> rtp = new HashSet<>();
        Set<Integer> rtcp = new HashSet<>();
        for (MediaDescription media : answer.media()) {
            if (media.port() > 0) {
                rtp.add(media.port());
                try {
                    rtcp.add(media.rtcpPort());
                } catch (SdpException withoutOne) {
                    // Then no report can be missing at it.
                }
            }
        }
        return new MediaMarks(
                Set.copyOf(rtp),
                Set.copyOf(rtcp),
                CapturedVideo.of(answer),
                nanoTime,
                false,
                false,
                nanoTime,
                false,
                0,
                0);
    }

    /** The same, as if it had been negotiated then. */
    MediaMarks startingAt(long nanoTime) {
        return new MediaMarks(
                rtpPorts,
                rtcpPorts,
                video,
                nanoTime,
                flowed,
                flows,
                nanoTime,
                reported,
                refusedWrites,
                lastRefusalNanos);
    }

    /** A probe has looked. */
    MediaMarks captured(NegotiationVerdict verdict, long nanoTime) {
        return new MediaMarks(
                rtpPorts,
                rtcpPorts,
                video.seen(verdict, nanoTime),
                sinceNanos,
                flowed,
                flows,
                dryNanos,
                reported,
                refusedWrites,
                lastRefusalNanos);
    }

    MediaMarks with(MediaEvent event, long nanoTime) {
        if (event instanceof MediaEvent.FlowChanged flow && flow.mediaType().equals("VIDEO")) {
            return flowing(flow.flowing(), nanoTime);
        }
        if (event instanceof MediaEvent.MediaStateChanged state && state.connected()) {
            return new MediaMarks(
                    rtpPorts,
                    rtcpPorts,
                    video,
                    sinceNanos,
                    flowed,
                    flows,
                    dryNanos,
                    true,
                    refusedWrites,
                    lastRefusalNanos);
        }
        if (event instanceof MediaEvent.Failed failed && failed.isRefusedWrite()) {
            int count = isFresh(nanoTime) ? Math.min(refusedWrites, Integer.MAX_VALUE - 1) + 1 : 1;
            return new MediaMarks(
                    rtpPorts, rtcpPorts, video, sinceNanos, flowed, flows, dryNanos, reported, count, nanoTime);
        }
        return this;
    }

    private MediaMarks flowing(boolean now, long nanoTime) {
        long dry = flows && !now ? nanoTime : dryNanos;
        return new MediaMarks(
                rtpPorts,
                rtcpPorts,
                video,
                sinceNanos,
                flowed || now,
                now,
                dry,
                reported,
                refusedWrites,
                lastRefusalNanos);
    }

    /** Whether nothing has come out of it for so long. */
    boolean isDryFor(Duration time, long nanoTime) {
        return !flows && nanoTime - dryNanos >= time.toNanos();
    }

    /** Whether it is being kept from sending now: once may be the very rule that was being changed. */
    boolean isRefused(long nanoTime) {
        return refusedWrites >= 2 && isFresh(nanoTime);
    }

    boolean isOlderThan(Duration age, long nanoTime) {
        return nanoTime - sinceNanos >= age.toNanos();
    }

    private boolean isFresh(long nanoTime) {
        return refusedWrites > 0 && nanoTime - lastRefusalNanos <= FRESH.toNanos();
    }
}
