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
    private static final int PAYLOAD_TYPES = 128;
    private static final int NONE = -1;
    private static final String RETRANSMISSION = "rtx";
    private static final String REDUNDANCY = "red";
    private static final List<String> CORRECTION = List.of("ulpfec", "flexfec", "flexfec-03", "parityfec");

    private final MediaDescription section;
    private final List<RtpMap> maps;
    private final int[] repeated = new int[PAYLOAD_TYPES];

    private Partners(MediaDescription section) {
        this.section = section;
        this.maps = section.rtpMaps();
        Arrays.fill(repeated, NONE);
        for (RtpMap map : maps) {
            if (isRetransmission(map)) {
                repeated[map.payloadType()] = section.fmtp(map.payloadType())
                        .flatMap(fmtp -> fmtp.parameter("apt"))
                        .map(Partners::payloadType)
                        .orElse(NONE);
            }
        }
    }

    /** Those of one section, read once. */
    static Partners of(MediaDescription section) {
        return new Partners(section);
    }

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
    List<Integer> with(List<Integer> codecs) {
        boolean[] kept = new boolean[PAYLOAD_TYPES];
        codecs.forEach(payloadType -> kept[payloadType] = true);
        List<Integer> serving = new ArrayList<>(codecs);
        for (RtpMap map : maps) {
            if (isCorrection(map) || (isRedundancy(map) && carriesOnly(kept, map))) {
                serving.add(map.payloadType());
            }
        }
        List<Integer> all = new ArrayList<>();
        for (int payloadType : serving) {
            if (!all.contains(payloadType)) {
                all.add(payloadType);
                all.addAll(retransmissionsOf(payloadType));
            }
        }
        return all;
    }

    /** The payload types that repeat what is lost of {@code payloadType}. */
    List<Integer> retransmissionsOf(int payloadType) {
        List<Integer> found = new ArrayList<>(1);
        for (RtpMap map : maps) {
            if (repeated[map.payloadType()] == payloadType) {
                found.add(map.payloadType());
            }
        }
        return found;
    }

    /** {@code a=fmtp:63 111/111} names what is carried; without it anything may be. */
    private boolean carriesOnly(boolean[] kept, RtpMap redundancy) {
        Optional<String> carried =
                section.fmtp(redundancy.payloadType()).map(fmtp -> fmtp.text().strip());
        return carried.isEmpty()
                || Arrays.stream(carried.get().split("/", -1))
                        .mapToInt(Partners::payloadType)
                        .allMatch(payloadType -> payloadType != NONE && kept[payloadType]);
    }

    private static int payloadType(String number) {
        boolean digits =
                !number.isEmpty() && number.length() <= 3 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        int payloadType = digits ? Integer.parseInt(number) : NONE;
        return payloadType < PAYLOAD_TYPES ? payloadType : NONE;
    }
}
