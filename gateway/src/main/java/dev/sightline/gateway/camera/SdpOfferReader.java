package dev.sightline.gateway.camera;

import dev.sightline.gateway.stream.Exchange.Given;
import dev.sightline.gateway.stream.OfferedMedia;
import dev.sightline.sdp.CameraCodec;
import dev.sightline.sdp.CameraTrack;
import dev.sightline.sdp.CameraTrack.Protocol;
import dev.sightline.sdp.Connection;
import dev.sightline.sdp.Direction;
import dev.sightline.sdp.Fmtp;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.Ssrc;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads a camera's own offer. Only what is understood is kept; the text itself goes nowhere. */
final class SdpOfferReader implements OfferReader {
    private static final Set<String> VIDEO = Set.of("H264", "VP8");
    private static final Set<String> AUDIO = Set.of("OPUS", "PCMU", "PCMA");
    private static final Set<String> FEEDBACK = Set.copyOf(CameraCodec.VIDEO_FEEDBACK);
    private static final int DISCARD = 9;
    private static final int MOST_CODECS = 8;

    @Override
    public Offer read(byte[] body) {
        try {
            SessionDescription offer = SessionDescription.parse(new String(body, StandardCharsets.ISO_8859_1));
            MediaDescription video = offer.media("video")
                    .orElseThrow(() -> RequestRefused.badOffer("the offer has no video section; a camera sends video"));
            CameraTrack picture = track("video", video, VIDEO)
                    .orElseThrow(() -> RequestRefused.badOffer(
                            "the video section offers none of the codecs " + String.join(", ", VIDEO)));
            Optional<CameraTrack> sound = offer.media("audio").flatMap(audio -> track("audio", audio, AUDIO));
            return new Offer(new OfferedMedia(picture, sound), addresses(offer));
        } catch (SdpException e) {
            throw RequestRefused.badOffer(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Given given(byte[] body) {
        return Given.sdp(new String(body, StandardCharsets.ISO_8859_1));
    }

    private static Optional<CameraTrack> track(String type, MediaDescription section, Set<String> known) {
        List<CameraCodec> codecs = section.payloadTypes().stream()
                .distinct()
                .flatMap(payloadType -> section.rtpMap(payloadType).stream())
                .filter(map -> known.contains(map.encoding().toUpperCase(Locale.ROOT)))
                .limit(MOST_CODECS)
                .map(map -> codec(map, section))
                .toList();
        if (codecs.isEmpty()) {
            return Optional.empty();
        }
        Direction direction = section.direction();
        if (direction == Direction.RECVONLY || direction == Direction.INACTIVE) {
            if (type.equals("audio")) {
                return Optional.empty();
            }
            throw RequestRefused.badOffer("the video section says a=" + direction.attribute()
                    + "; a camera sends: a=sendonly or a=sendrecv was expected");
        }
        CameraTrack track = CameraTrack.sending(codecs.toArray(CameraCodec[]::new))
                .withDirection(direction)
                .withProtocol(protocol(section));
        return Optional.of(withSource(withPorts(track, section), section));
    }

    private static CameraCodec codec(RtpMap map, MediaDescription section) {
        List<String> feedback = section.feedback(map.payloadType()).stream()
                .filter(FEEDBACK::contains)
                .distinct()
                .toList();
        CameraCodec codec = CameraCodec.of(map.name(), map.payloadType()).withFeedback(feedback);
        return section.fmtp(map.payloadType())
                .map(Fmtp::text)
                .map(codec::withFmtp)
                .orElse(codec);
    }

    private static Protocol protocol(MediaDescription section) {
        return switch (section.protocol()) {
            case "RTP/AVPF" -> Protocol.AVPF;
            case "RTP/AVP" -> Protocol.AVP;
            default ->
                throw RequestRefused.badOffer(
                        "the protocol of a section is " + section.protocol() + "; RTP/AVPF or RTP/AVP was expected");
        };
    }

    private static CameraTrack withPorts(CameraTrack track, MediaDescription section) {
        if (section.port() == DISCARD) {
            return track;
        }
        CameraTrack placed = track.withPort(section.port());
        return section.rtcpPort() == section.port() + 1 ? placed : placed.withRtcpPort(section.rtcpPort());
    }

    private static CameraTrack withSource(CameraTrack track, MediaDescription section) {
        Optional<Ssrc> named = section.ssrcs().stream()
                .filter(ssrc -> ssrc.attribute().equals("cname"))
                .filter(ssrc -> ssrc.value().isPresent())
                .findFirst();
        return named.map(ssrc -> track.withSource(ssrc.ssrc(), ssrc.value().orElseThrow()))
                .orElse(track);
    }

    private static List<Named> addresses(SessionDescription offer) {
        List<Named> addresses = new ArrayList<>();
        offer.origin().ifPresent(origin -> addresses.add(new Named("o=", origin.address())));
        offer.connection().ifPresent(connection -> addresses.add(named("c=", connection)));
        for (MediaDescription section : offer.media()) {
            section.connection().ifPresent(connection -> addresses.add(named("c= of " + section.type(), connection)));
            section.rtcpConnection()
                    .ifPresent(connection -> addresses.add(named("a=rtcp: of " + section.type(), connection)));
        }
        return List.copyOf(addresses);
    }

    private static Named named(String where, Connection connection) {
        return new Named(where, connection.address());
    }
}
