package dev.sightline.bench;

import dev.sightline.sdp.Comedia;
import dev.sightline.sdp.Direction;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What a camera takes from an answer: where each of its streams goes. A section with port 0, or one that does not
 * receive the camera's codec, is a stream that nobody wants.
 */
record CameraAnswer(Optional<Destination> video, Optional<Destination> audio) {
    private static final String H264 = "H264";
    private static final String OPUS = "opus";

    /** Where one stream goes, and under which payload type. */
    record Destination(InetSocketAddress rtp, InetSocketAddress rtcp, int payloadType) {}

    /** An answer that the camera does not stream to. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        RefusedException(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /**
     * Reads an answer.
     *
     * @param requiresPassive whether every section that is not rejected must say {@code a=direction:passive}
     */
    static CameraAnswer read(String sdp, boolean requiresPassive) throws RefusedException {
        try {
            SessionDescription answer = SessionDescription.parse(sdp);
            if (requiresPassive) {
                checkPassive(answer);
            }
            CameraAnswer read = new CameraAnswer(
                    destination(answer, "video", H264, VideoClip.CLOCK_RATE),
                    destination(answer, "audio", OPUS, AudioClip.CLOCK_RATE));
            if (read.video.isEmpty()) {
                throw new RefusedException("the answer has no video section that receives H264");
            }
            return read;
        } catch (SdpException e) {
            throw new RefusedException("the answer is not a session description: " + e.getMessage());
        }
    }

    private static void checkPassive(SessionDescription answer) throws RefusedException {
        for (MediaDescription section : answer.media()) {
            String direction = section.comedia().map(Comedia::toString).orElse("missing");
            if (!section.isRejected() && !direction.equals("passive")) {
                throw new RefusedException("a=direction is " + direction + " in the " + section.type()
                        + " section of the answer, this camera expects passive in every one");
            }
        }
    }

    private static Optional<Destination> destination(
            SessionDescription answer, String type, String encoding, int clockRate) throws RefusedException {
        Optional<MediaDescription> section = answer.media(type);
        if (section.isEmpty() || !receives(section.get().direction())) {
            return Optional.empty();
        }
        Optional<RtpMap> codec = section.get().rtpMaps().stream()
                .filter(map -> map.encoding().equalsIgnoreCase(encoding) && map.clockRate() == clockRate)
                .findFirst();
        if (codec.isEmpty()) {
            return Optional.empty();
        }
        InetAddress address = address(answer, section.get());
        return Optional.of(new Destination(
                new InetSocketAddress(address, section.get().port()),
                new InetSocketAddress(address, section.get().rtcpPort()),
                codec.get().payloadType()));
    }

    private static boolean receives(Direction direction) {
        return direction == Direction.RECVONLY || direction == Direction.SENDRECV;
    }

    private static InetAddress address(SessionDescription answer, MediaDescription section) throws RefusedException {
        String text = answer.connectionOf(section)
                .orElseThrow(() -> new RefusedException("the answer's " + section.type() + " section has no c= line"))
                .address();
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        if (address == null || address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new RefusedException("c= of the answer's " + section.type() + " section says " + text
                    + ", expected the IP address of one host");
        }
        return address;
    }
}
