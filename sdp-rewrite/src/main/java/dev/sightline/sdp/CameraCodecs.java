package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The codecs that one section of a camera's description holds, and which payload type of a viewer plays each of them. */
final class CameraCodecs {
    private static final Set<String> NOT_CODECS = Set.of("rtx", "red", "ulpfec", "flexfec", "flexfec-03", "parityfec");

    private final MediaDescription sent;
    private final List<RtpMap> codecs;

    private CameraCodecs(MediaDescription sent, List<RtpMap> codecs) {
        this.sent = sent;
        this.codecs = codecs;
    }

    static CameraCodecs of(MediaDescription sent) {
        return new CameraCodecs(sent, codecs(sent));
    }

    /** For each codec the viewer's payload type that plays it best, in the camera's order; empty when none does. */
    List<Integer> playableIn(MediaDescription offered) {
        List<Integer> playable = new ArrayList<>();
        for (RtpMap codec : codecs) {
            bestFor(codec, offered)
                    .filter(payloadType -> !playable.contains(payloadType))
                    .ifPresent(playable::add);
        }
        return playable;
    }

    private Optional<Integer> bestFor(RtpMap codec, MediaDescription offered) {
        List<RtpMap> same =
                offered.rtpMaps().stream().filter(codec::sameCodecAs).toList();
        if (!codec.encoding().equalsIgnoreCase("H264")) {
            return same.stream().map(RtpMap::payloadType).findFirst();
        }
        Optional<H264Match> match = H264Match.of(fmtp(sent, codec.payloadType()));
        return match.flatMap(stream -> same.stream()
                .map(RtpMap::payloadType)
                .filter(payloadType -> stream.cost(fmtp(offered, payloadType)).isPresent())
                .min(Comparator.comparingInt(
                        payloadType -> stream.cost(fmtp(offered, payloadType)).orElseThrow())));
    }

    private static Fmtp fmtp(MediaDescription section, int payloadType) {
        return section.fmtp(payloadType).orElseGet(() -> new Fmtp(payloadType, ""));
    }

    private static List<RtpMap> codecs(MediaDescription section) {
        return section.rtpMaps().stream()
                .filter(map -> !NOT_CODECS.contains(map.encoding().toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** For messages: what the sections of one kind hold. */
    static String describe(SessionDescription session, String kind) {
        String all = session.media().stream()
                .filter(section -> section.type().equals(kind))
                .map(section -> of(section).toString())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "no " + kind : all;
    }

    @Override
    public String toString() {
        return codecs.stream().map(this::describe).distinct().collect(Collectors.joining(", "));
    }

    private String describe(RtpMap codec) {
        String name = SdpText.shown(codec.name());
        return codec.encoding().equalsIgnoreCase("H264")
                ? H264Profile.of(fmtp(sent, codec.payloadType()))
                        .map(profile -> name + " (profile-level-id " + profile.profileLevelId()
                                + ", packetization-mode " + profile.packetizationMode() + ")")
                        .orElse(name)
                : name;
    }
}
