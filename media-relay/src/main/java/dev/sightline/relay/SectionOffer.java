package dev.sightline.relay;

import dev.sightline.sdp.Comedia;
import dev.sightline.sdp.Direction;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one {@code m=} section of a camera's offer means for us.
 *
 * @param section as it was read
 * @param mediaType empty when this is neither audio nor video over RTP, or is rejected by the offerer: then it is rejected too
 * @param codecs by payload type, in the order of the offer, those that pass through
 * @param remb whether {@code goog-remb} stands at the first payload type, where Kurento looks for it
 */
record SectionOffer(
        MediaDescription section,
        Optional<MediaType> mediaType,
        OfferedAddress address,
        Map<Integer, Codec> codecs,
        boolean remb,
        boolean pli,
        boolean fir) {

    private static final List<String> PROTOCOLS = List.of("RTP/AVP", "RTP/AVPF");

    static SectionOffer of(SessionDescription offer, MediaDescription section) {
        Optional<MediaType> type = mediaType(section);
        Map<Integer, Codec> codecs = new LinkedHashMap<>();
        type.ifPresent(known -> {
            for (RtpMap map : section.rtpMaps()) {
                Codec.of(known, map.encoding(), map.clockRate())
                        .ifPresent(codec -> codecs.put(map.payloadType(), codec));
            }
        });
        Optional<InetAddress> ip = offer.connectionOf(section).flatMap(OfferedAddress::literal);
        boolean active = section.comedia().filter(Comedia.ACTIVE::equals).isPresent();
        OfferedAddress address = new OfferedAddress(ip, section.port(), section.rtcpPort(), active);
        List<String> feedback = feedback(section);
        return new SectionOffer(
                section,
                type,
                address,
                Map.copyOf(codecs),
                feedback.contains("goog-remb"),
                feedback.contains("nack pli"),
                feedback.contains("ccm fir"));
    }

    /** Whether the camera sends in this section. */
    boolean sends() {
        return section.direction() == Direction.SENDONLY || section.direction() == Direction.SENDRECV;
    }

    /** Feedback of the first payload type; the plain profile has none (RFC 4585, 4). */
    private static List<String> feedback(MediaDescription section) {
        if (!section.protocol().equals("RTP/AVPF") || section.payloadTypes().isEmpty()) {
            return List.of();
        }
        return section.feedback(section.payloadTypes().get(0));
    }

    private static Optional<MediaType> mediaType(MediaDescription section) {
        if (section.isRejected() || !PROTOCOLS.contains(section.protocol())) {
            return Optional.empty();
        }
        return switch (section.type()) {
            case "audio" -> Optional.of(MediaType.AUDIO);
            case "video" -> Optional.of(MediaType.VIDEO);
            default -> Optional.empty();
        };
    }
}
