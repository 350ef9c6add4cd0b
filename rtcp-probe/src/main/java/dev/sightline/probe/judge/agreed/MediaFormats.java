package dev.sightline.probe.judge.agreed;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The payload types of an answer that stand for media of their own at one port, to which several sections may come together
 * (RFC 8843). What repairs other media needs no feedback: retransmission (RFC 4588), and forward error correction (RFC 5109,
 * RFC 8627).
 */
final class MediaFormats {
    private static final Set<String> REPAIRS =
            Set.of("rtx", "ulpfec", "parityfec", "flexfec", "flexfec-03", "raptorfec");

    private MediaFormats() {}

    static Set<Integer> at(MediaDescription section, SessionDescription answer) {
        return answer.media().stream()
                .filter(other -> isAt(section.port(), other))
                .flatMap(other -> other.payloadTypes().stream().filter(type -> !isRepair(other, type)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isAt(int port, MediaDescription section) {
        try {
            return section.port() == port;
        } catch (SdpException e) {
            return false;
        }
    }

    private static boolean isRepair(MediaDescription section, int payloadType) {
        return section.rtpMap(payloadType)
                .map(RtpMap::encoding)
                .filter(name -> REPAIRS.contains(name.toLowerCase(Locale.ROOT)))
                .isPresent();
    }
}
