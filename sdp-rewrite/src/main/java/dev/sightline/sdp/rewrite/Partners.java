package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Formats that carry no media of their own but serve others: retransmission (RTX, RFC 4588), redundancy (RED, RFC 2198) and
 * error correction (RFC 5109, 8627).
 */
final class Partners {
    private static final String RETRANSMISSION = "rtx";
    private static final String REDUNDANCY = "red";
    private static final List<String> CORRECTION = List.of("ulpfec", "flexfec", "flexfec-03", "parityfec");

    private Partners() {}

    static boolean isOne(RtpMap map) {
        return isRetransmission(map) || isRedundancy(map) || isCorrection(map);
    }

    static boolean isRetransmission(RtpMap map) {
        return map.encoding().equalsIgnoreCase(RETRANSMISSION);
    }

    static boolean isCorrection(RtpMap map) {
        for (int i = 0; i < CORRECTION.size(); i++) {
            if (CORRECTION.get(i).equalsIgnoreCase(map.encoding())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRedundancy(RtpMap map) {
        return map.encoding().equalsIgnoreCase(REDUNDANCY);
    }

    /** The codecs in this order, each with its retransmission behind it, then what serves them all. */
    static List<Integer> with(MediaDescription section, List<Integer> codecs) {
        boolean[] kept = new boolean[128];
        codecs.forEach(payloadType -> kept[payloadType] = true);
        List<RtpMap> maps = section.rtpMaps();
        List<Integer> serving = new ArrayList<>(codecs);
        for (RtpMap map : maps) {
            if (isCorrection(map) || (isRedundancy(map) && carriesOnly(kept, section, map))) {
                serving.add(map.payloadType());
            }
        }
        List<Integer> all = new ArrayList<>();
        for (int payloadType : serving) {
            if (!all.contains(payloadType)) {
                all.add(payloadType);
                all.addAll(retransmissionsOf(section, payloadType));
            }
        }
        return all;
    }

    /** The payload types that repeat what is lost of {@code payloadType}. */
    static List<Integer> retransmissionsOf(MediaDescription section, int payloadType) {
        List<Integer> found = new ArrayList<>(1);
        for (RtpMap map : section.rtpMaps()) {
            if (isRetransmission(map) && serves(section, map, payloadType)) {
                found.add(map.payloadType());
            }
        }
        return found;
    }

    /** {@code a=fmtp:63 111/111} names what is carried; without it anything may be. */
    private static boolean carriesOnly(boolean[] kept, MediaDescription section, RtpMap redundancy) {
        Optional<String> carried =
                section.fmtp(redundancy.payloadType()).map(fmtp -> fmtp.text().strip());
        return carried.isEmpty()
                || Arrays.stream(carried.get().split("/", -1))
                        .allMatch(number -> number.length() <= 3
                                && !number.isEmpty()
                                && number.chars().allMatch(c -> c >= '0' && c <= '9')
                                && Integer.parseInt(number) < kept.length
                                && kept[Integer.parseInt(number)]);
    }

    private static boolean serves(MediaDescription section, RtpMap retransmission, int payloadType) {
        return section.fmtp(retransmission.payloadType())
                .flatMap(fmtp -> fmtp.parameter("apt"))
                .filter(Integer.toString(payloadType)::equals)
                .isPresent();
    }
}
