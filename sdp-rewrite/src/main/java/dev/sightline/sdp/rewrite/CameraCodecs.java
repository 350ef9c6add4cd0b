package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Fmtp;
import dev.sightline.sdp.H264Format;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The codecs that one section of a description holds, and which of another's plays each of them. */
final class CameraCodecs {
    private static final int DESCRIBED = 12;

    private final List<Codec> codecs;

    private CameraCodecs(List<Codec> codecs) {
        this.codecs = codecs;
    }

    /** A codec with its parameters read once, since each is compared with many. */
    private record Codec(RtpMap map, Optional<H264Format> h264) {
        static Codec of(RtpMap map, MediaDescription section) {
            return new Codec(map, isH264(map) ? format(map, section) : Optional.empty());
        }

        private static Optional<H264Format> format(RtpMap map, MediaDescription section) {
            return H264Format.of(section.fmtp(map.payloadType()).orElseGet(() -> new Fmtp(map.payloadType(), "")));
        }

        private static boolean isH264(RtpMap map) {
            return map.encoding().equalsIgnoreCase("H264");
        }

        /** 0 when {@code offered} plays this codec as it is; empty when it cannot. */
        OptionalInt costOf(Codec offered) {
            if (!map.sameCodecAs(offered.map)) {
                return OptionalInt.empty();
            }
            if (!isH264(map)) {
                return OptionalInt.of(0);
            }
            return h264.isPresent() && offered.h264.isPresent()
                    ? h264.get().costIn(offered.h264.get())
                    : OptionalInt.empty();
        }

        @Override
        public String toString() {
            return SdpText.shown(map.name())
                    + h264.map(format -> " (" + format + ")").orElse("");
        }
    }

    static CameraCodecs of(MediaDescription section) {
        List<Codec> codecs = new ArrayList<>();
        List<RtpMap> maps = section.rtpMaps();
        for (int i = 0; i < maps.size(); i++) {
            if (!Partners.isOne(maps.get(i))) {
                codecs.add(Codec.of(maps.get(i), section));
            }
        }
        return new CameraCodecs(codecs);
    }

    /** For each codec the offered payload type that plays it best, in this order; empty when none plays any. */
    List<Integer> playableIn(CameraCodecs offered) {
        List<Integer> playable = new ArrayList<>();
        for (Codec codec : codecs) {
            bestFor(codec, offered.codecs)
                    .filter(payloadType -> !playable.contains(payloadType))
                    .ifPresent(playable::add);
        }
        return playable;
    }

    /** The cheapest; of equals the one that the viewer prefers, which stands first. */
    private static Optional<Integer> bestFor(Codec codec, List<Codec> offered) {
        int lowest = Integer.MAX_VALUE;
        Optional<Integer> best = Optional.empty();
        for (Codec candidate : offered) {
            OptionalInt cost = codec.costOf(candidate);
            if (cost.isPresent() && cost.getAsInt() < lowest) {
                lowest = cost.getAsInt();
                best = Optional.of(candidate.map.payloadType());
            }
        }
        return best;
    }

    /** For messages: the first few codecs that the sections of one kind hold. */
    static String describe(SessionDescription session, String kind) {
        String all = session.media().stream()
                .filter(section -> section.type().equals(kind))
                .flatMap(section -> of(section).codecs.stream())
                .map(Codec::toString)
                .distinct()
                .limit(DESCRIBED)
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "no " + kind + " codec" : all;
    }
}
