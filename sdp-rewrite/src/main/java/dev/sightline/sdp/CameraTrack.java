package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * One {@code m=} section of an offer that is made for a camera.
 *
 * @param codecs what the camera may send, the preferred one first
 * @param port where the camera sends from and receives RTCP beside; may be left out with {@link ReturnPathPolicy#COMEDIA}
 *     only (9 is written)
 * @param rtcpPort written as {@code a=rtcp:}; RTCP goes to {@code port + 1} without it
 * @param direction as the camera sees it
 * @param source the SSRC and its CNAME, when they are known
 * @param protocol the RTP profile
 */
public record CameraTrack(
        List<CameraCodec> codecs,
        OptionalInt port,
        OptionalInt rtcpPort,
        Direction direction,
        Optional<Source> source,
        Protocol protocol) {
    private static final int DISCARD = 9;

    /** The RTP profile of a section. */
    public enum Protocol {
        /** Timed feedback (RFC 4585). */
        AVPF("RTP/AVPF"),
        /** Plain RTP (RFC 3551): no feedback messages are offered, and media servers then send no REMB. */
        AVP("RTP/AVP");

        private final String text;

        Protocol(String text) {
            this.text = text;
        }
    }

    /** A media source (RFC 5576). */
    public record Source(long ssrc, String cname) {
        /** @throws SdpException for an SSRC beyond 32 bits, or a CNAME that is not one word */
        public Source {
            SdpText.requireSsrc("the SSRC", ssrc);
            SdpText.requireWord("the CNAME", cname);
        }
    }

    /** @throws SdpException when there is no codec, two share a payload type, or a port is not 1 to 65535 */
    public CameraTrack {
        codecs = List.copyOf(codecs);
        if (codecs.isEmpty()) {
            throw new SdpException("a camera's track has no codec; at least one was expected");
        }
        if (codecs.stream().mapToInt(CameraCodec::payloadType).distinct().count() < codecs.size()) {
            throw new SdpException("two codecs of a camera's track share a payload type; each needs its own");
        }
        port.ifPresent(number -> SdpText.requirePort("the port", number));
        rtcpPort.ifPresent(number -> SdpText.requirePort("the RTCP port", number));
    }

    /** A track that only sends, in {@link Protocol#AVPF}, with nothing else said. */
    public static CameraTrack sending(CameraCodec... codecs) {
        return new CameraTrack(
                List.of(codecs),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Direction.SENDONLY,
                Optional.empty(),
                Protocol.AVPF);
    }

    /** The same sent from, and received at, this port. */
    public CameraTrack withPort(int number) {
        return new CameraTrack(codecs, OptionalInt.of(number), rtcpPort, direction, source, protocol);
    }

    /** The same with RTCP at a port of its own, written as {@code a=rtcp:}. */
    public CameraTrack withRtcpPort(int number) {
        return new CameraTrack(codecs, port, OptionalInt.of(number), direction, source, protocol);
    }

    /** {@link Direction#SENDRECV} for a camera with a loudspeaker. */
    public CameraTrack withDirection(Direction changed) {
        return new CameraTrack(codecs, port, rtcpPort, changed, source, protocol);
    }

    /** The same with its SSRC told ({@code a=ssrc}), without which Kurento sends no REMB. */
    public CameraTrack withSource(long ssrc, String cname) {
        return new CameraTrack(codecs, port, rtcpPort, direction, Optional.of(new Source(ssrc, cname)), protocol);
    }

    /** The same under another profile. */
    public CameraTrack withProtocol(Protocol changed) {
        return new CameraTrack(codecs, port, rtcpPort, direction, source, changed);
    }

    List<String> lines(String type, ReturnPathPolicy policy) {
        List<String> lines = new ArrayList<>();
        lines.add("m=" + type + " " + portFor(type, policy) + " " + protocol.text + " "
                + codecs.stream()
                        .map(codec -> Integer.toString(codec.payloadType()))
                        .collect(Collectors.joining(" ")));
        codecs.forEach(codec -> lines.add("a=rtpmap:" + codec.payloadType() + " " + codec.name()));
        codecs.forEach(
                codec -> codec.fmtp().ifPresent(text -> lines.add("a=fmtp:" + codec.payloadType() + " " + text)));
        if (protocol == Protocol.AVPF) {
            codecs.forEach(codec ->
                    codec.feedback().forEach(message -> lines.add("a=rtcp-fb:" + codec.payloadType() + " " + message)));
        }
        lines.add("a=" + direction.attribute());
        rtcpPort.ifPresent(number -> lines.add("a=rtcp:" + number));
        if (policy == ReturnPathPolicy.COMEDIA) {
            lines.add("a=direction:active");
        }
        source.ifPresent(
                named -> lines.add(Ssrc.cname(named.ssrc(), named.cname()).toLine()));
        return lines;
    }

    private int portFor(String type, ReturnPathPolicy policy) {
        if (port.isEmpty() && policy != ReturnPathPolicy.COMEDIA) {
            throw new SdpException("an offer with policy " + policy.word() + " has no " + type
                    + " port; the port that the camera sends from was expected");
        }
        return port.orElse(DISCARD);
    }
}
