package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.Fmtp;
import dev.sightline.sdp.H264Format;
import dev.sightline.sdp.H264Profile;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtpMap;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Says the {@code profile-level-id} of the stream that is really sent, which cameras often misstate. Of those that the other
 * side offered the one that decodes the stream best is written, since an answer may not hold what was not offered (RFC 6184,
 * section 8.2.2). Every H264 format of every video section gets it.
 */
public final class StreamProfile implements RewriteRule {
    /** A packetization mode beside 0 to 2, for formats that do not say theirs. */
    private static final int UNSAID = 3;

    private final H264Profile stream;
    private final List<Optional<H264Format>> bestByMode;

    private StreamProfile(H264Profile stream, List<H264Format> offered) {
        this.stream = stream;
        this.bestByMode = IntStream.rangeClosed(0, UNSAID)
                .mapToObj(mode -> bestFor(stream, mode, offered))
                .toList();
    }

    /**
     * @param sps the stream's sequence parameter set: the NAL unit with its header byte, without start code
     * @param other what the other side offered
     * @throws SdpException when {@code sps} is none, or the other side offered nothing that decodes the stream
     */
    public static StreamProfile of(byte[] sps, SessionDescription other) {
        H264Profile stream = H264Profile.ofSps(sps, 1);
        List<H264Format> offered = other.media().stream()
                .filter(section -> section.type().equals("video"))
                .flatMap(section -> section.rtpMaps().stream()
                        .filter(StreamProfile::isH264)
                        .flatMap(map -> format(section, map.payloadType()).stream()))
                .distinct()
                .toList();
        StreamProfile rule = new StreamProfile(stream, offered);
        if (rule.bestByMode.get(UNSAID).isEmpty()) {
            throw new SdpException("the stream's profile-level-id is " + stream.profileLevelId()
                    + ", which nothing that was offered decodes: "
                    + offered.stream()
                            .map(H264Format::toString)
                            .distinct()
                            .limit(12)
                            .collect(Collectors.joining("; ", "", offered.isEmpty() ? "no H264 at all" : "")));
        }
        return rule;
    }

    @Override
    public String name() {
        return "stream-profile";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (MediaDescription section : in.media()) {
            if (section.type().equals("video")) {
                boolean[] h264 = new boolean[128];
                section.rtpMaps().stream().filter(StreamProfile::isH264).forEach(map -> h264[map.payloadType()] = true);
                apply(section, h264, edits);
            }
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        return Sought.in(
                in,
                "video",
                section -> section.rtpMaps().stream().anyMatch(StreamProfile::isH264),
                "no H264 in m=video; there is " + CameraCodecs.describe(in, "video"),
                "every H264 format says so already, or has a packetization mode that was not offered");
    }

    private void apply(MediaDescription section, boolean[] h264, LineEdits edits) {
        for (SdpLine line : section.lines()) {
            OptionalInt payloadType = line.payloadType();
            if (payloadType.isEmpty() || !h264[payloadType.getAsInt()]) {
                continue;
            }
            if (line.isAttribute("fmtp")) {
                line.view(Fmtp.class).ifPresent(fmtp -> edits.replace(line, said(fmtp), "what the stream really is"));
            } else if (line.isAttribute("rtpmap")
                    && section.fmtp(payloadType.getAsInt()).isEmpty()) {
                edits.insertAfter(line, said(new Fmtp(payloadType.getAsInt(), "")), "what the stream really is");
            }
        }
    }

    /** The line as it is when no format of its packetization mode was offered. */
    private String said(Fmtp fmtp) {
        int mode = H264Format.of(fmtp)
                .filter(H264Format::modeIsSaid)
                .map(format -> format.profile().packetizationMode())
                .orElse(UNSAID);
        return bestByMode
                .get(mode)
                .map(format ->
                        fmtp.withParameter("profile-level-id", format.profile().profileLevelId()))
                .orElse(fmtp)
                .toLine();
    }

    private static Optional<H264Format> bestFor(H264Profile stream, int mode, List<H264Format> offered) {
        int lowest = Integer.MAX_VALUE;
        Optional<H264Format> best = Optional.empty();
        for (H264Format format : offered) {
            OptionalInt cost = costIn(stream, mode, format);
            if (cost.isPresent() && cost.getAsInt() < lowest) {
                lowest = cost.getAsInt();
                best = Optional.of(format);
            }
        }
        return best;
    }

    private static OptionalInt costIn(H264Profile stream, int mode, H264Format format) {
        H264Profile sent =
                new H264Profile(stream.profileIdc(), stream.profileIop(), stream.levelIdc(), mode == UNSAID ? 0 : mode);
        return new H264Format(sent, mode != UNSAID, true).costIn(format);
    }

    private static boolean isH264(RtpMap map) {
        return map.encoding().equalsIgnoreCase("H264");
    }

    private static Optional<H264Format> format(MediaDescription section, int payloadType) {
        return H264Format.of(section.fmtp(payloadType).orElse(new Fmtp(payloadType, "")));
    }

    @Override
    public String toString() {
        return "StreamProfile[" + stream.profileLevelId() + "]";
    }
}
