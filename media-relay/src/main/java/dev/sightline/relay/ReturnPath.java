package dev.sightline.relay;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Whose packets one section takes, and where its RTCP goes. Belongs to the camera's loop. */
sealed interface ReturnPath permits LearningReturnPath, KurentoReturnPath {
    /** Whether RTP of that source is taken; learns from it. */
    boolean rtpFrom(InetSocketAddress source, long nowNanos);

    /** Whether RTCP of that source is taken; learns from it. */
    boolean rtcpFrom(InetSocketAddress source, long nowNanos);

    /** Where RTCP goes now; empty while nothing may be sent. */
    Optional<InetSocketAddress> rtcpDestination();

    /** The source said goodbye: another one need not wait for its silence. */
    void ended();
}
