package dev.sightline.relay;

import dev.sightline.sdp.Direction;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.Setup;
import dev.sightline.sdp.rewrite.KeepCodec;
import dev.sightline.webrtc.CertificateFingerprint;
import dev.sightline.webrtc.Peer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is taken of a browser's offer: of each kind the first section, with those codecs that were offered and that the source sends, on one
 * bundled transport. A viewer who could play nothing of the source is refused.
 *
 * @param remote how the browser is reached
 * @param sections all of them, in order
 */
record ViewerOffer(SessionDescription offer, Peer.Remote remote, List<Section> sections) {
    /** What is answered while no source is known: what nearly every camera sends. */
    private static final SessionDescription USUAL_CAMERA = SessionDescription.parse(String.join(
            "\r\n",
            "v=0",
            "m=audio 9 RTP/AVPF 96 0 8",
            "a=rtpmap:96 opus/48000/2",
            "m=video 9 RTP/AVPF 103",
            "a=rtpmap:103 H264/90000",
            "a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"));

    private static final String PROTOCOL = "UDP/TLS/RTP/SAVPF";

    /**
     * One section.
     *
     * @param description with the payload types that are kept
     * @param mediaType empty when the section is refused
     * @param payloadTypes what the viewer calls each codec that is kept
     */
    record Section(MediaDescription description, Optional<MediaType> mediaType, Map<Codec, Integer> payloadTypes) {
        private static Section refused(MediaDescription description) {
            return new Section(description, Optional.empty(), Map.of());
        }

        /** Whether the viewer wants to receive. */
        boolean receives() {
            return description.direction() == Direction.RECVONLY || description.direction() == Direction.SENDRECV;
        }
    }

    /** Reads {@code offer} for a source that sends {@code camera}. Fails with {@link EngineError#SDP_PARSE_ERROR}. */
    static ViewerOffer of(SessionDescription offer, Optional<SessionDescription> camera) {
        try {
            SessionDescription source = camera.orElse(USUAL_CAMERA);
            List<Section> sections = choose(KeepCodec.of(source).apply(offer).result(), sent(source));
            return new ViewerOffer(offer, remote(sections), sections);
        } catch (SdpException | IllegalArgumentException e) {
            throw Offers.unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static Map<MediaType, Set<Codec>> sent(SessionDescription source) {
        Map<MediaType, Set<Codec>> sent = new EnumMap<>(MediaType.class);
        for (MediaDescription section : source.media()) {
            SectionOffer offer = SectionOffer.of(source, section);
            offer.mediaType()
                    .ifPresent(type -> sent.computeIfAbsent(type, none -> EnumSet.noneOf(Codec.class))
                            .addAll(offer.codecs().values()));
        }
        return sent;
    }

    private static List<Section> choose(SessionDescription offer, Map<MediaType, Set<Codec>> sent) {
        Set<String> bundle = bundle(offer);
        Set<MediaType> taken = EnumSet.noneOf(MediaType.class);
        List<Section> sections = new ArrayList<>();
        for (MediaDescription description : offer.media()) {
            Section section = choose(description, sent);
            boolean bundled = description.mid().filter(bundle::contains).isPresent() || taken.isEmpty();
            boolean first =
                    section.mediaType().filter(type -> !taken.contains(type)).isPresent();
            sections.add(bundled && first ? section : Section.refused(description));
            if (bundled) {
                section.mediaType().ifPresent(taken::add);
            }
        }
        if (taken.isEmpty()) {
            throw new SdpException("no section of the offer asks for a codec that the source sends, which is "
                    + (sent.isEmpty() ? "nothing" : sent.values()) + ", over " + PROTOCOL + " with a=rtcp-mux");
        }
        return sections;
    }

    private static Section choose(MediaDescription description, Map<MediaType, Set<Codec>> sent) {
        boolean offered = !description.isRejected() || description.has("bundle-only");
        if (!offered || !description.protocol().equals(PROTOCOL) || !description.rtcpMux()) {
            return Section.refused(description);
        }
        for (MediaType type : sent.keySet()) {
            if (description.type().equals(type.sdpName())) {
                Map<Codec, Integer> kept = new EnumMap<>(Codec.class);
                for (RtpMap map : description.rtpMaps()) {
                    Codec.of(type, map.encoding(), map.clockRate())
                            .filter(sent.getOrDefault(type, Set.of())::contains)
                            .ifPresent(codec -> kept.putIfAbsent(codec, map.payloadType()));
                }
                return kept.isEmpty()
                        ? Section.refused(description)
                        : new Section(description, Optional.of(type), Map.copyOf(kept));
            }
        }
        return Section.refused(description);
    }

    /** The identifiers in {@code a=group:BUNDLE}, whose sections share one transport (RFC 9143). */
    private static Set<String> bundle(SessionDescription offer) {
        String group = offer.attribute("group").orElse("");
        return group.startsWith("BUNDLE ")
                ? new HashSet<>(List.of(group.substring(7).split(" ")))
                : Set.of();
    }

    private static Peer.Remote remote(List<Section> sections) {
        MediaDescription first = sections.stream()
                .filter(section -> section.mediaType().isPresent())
                .findFirst()
                .orElseThrow()
                .description();
        Setup setup = first.setup().orElse(Setup.ACTPASS);
        if (setup != Setup.ACTPASS && setup != Setup.ACTIVE) {
            throw new SdpException(
                    "the offer says a=setup:" + setup + ", expected actpass or active: the browser opens DTLS");
        }
        String ufrag = first.iceUfrag().orElseThrow(() -> new SdpException("the offer has no a=ice-ufrag"));
        String pwd = first.icePwd().orElseThrow(() -> new SdpException("the offer has no a=ice-pwd"));
        CertificateFingerprint fingerprint = first.fingerprint()
                .map(said -> new CertificateFingerprint(said.hash(), said.value()))
                .orElseThrow(() -> new SdpException("the offer has no a=fingerprint"));
        return new Peer.Remote(ufrag, pwd, fingerprint);
    }
}
