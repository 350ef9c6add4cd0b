package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SessionDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Cuts a viewer's offer down to what the camera sends, so that no media server is tempted to transcode: payload list,
 * {@code rtpmap}, {@code fmtp} and {@code rtcp-fb} of each audio and video section speak of the camera's codecs only, in the
 * camera's order of preference. Nothing is added that the viewer did not offer, and no section is taken away, so bundle
 * groups stay whole. Retransmission, redundancy and error correction go as well, since few media servers that stand behind
 * a camera do any; {@link #withPartners()} keeps them.
 *
 * <p>A section of a kind that the camera does not send is left as it is, for the answerer to reject; so is one for audio
 * that shares no codec with the camera. A viewer who can play no video of the camera is refused with an {@link SdpException}.
 */
public final class KeepCodec implements RewriteRule {
    private static final List<String> KINDS = List.of("video", "audio");

    private final SessionDescription camera;
    private final Map<String, CameraCodecs> sent;
    private final boolean partners;

    private KeepCodec(SessionDescription camera, Map<String, CameraCodecs> sent, boolean partners) {
        this.camera = camera;
        this.sent = sent;
        this.partners = partners;
    }

    /**
     * @param camera what the camera offered, or better what the media server answered to it
     * @throws SdpException for a section of it without a valid port
     */
    public static KeepCodec of(SessionDescription camera) {
        Map<String, CameraCodecs> sent = new HashMap<>();
        for (String kind : KINDS) {
            camera.media(kind).ifPresent(section -> sent.put(kind, CameraCodecs.of(section)));
        }
        return new KeepCodec(camera, sent, false);
    }

    /** Keeps the retransmission, redundancy and error correction of what is kept: for a media server that does them. */
    public KeepCodec withPartners() {
        return new KeepCodec(camera, sent, true);
    }

    @Override
    public String name() {
        return "keep-codec";
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (String kind : KINDS) {
            CameraCodecs codecs = sent.get(kind);
            if (codecs != null) {
                align(in, codecs, kind, edits);
            }
        }
        return edits.done();
    }

    @Override
    public String whyUnused(SessionDescription in) {
        List<String> kinds = KINDS.stream().filter(sent::containsKey).toList();
        if (kinds.isEmpty()) {
            return "the camera's description has no video or audio that is live";
        }
        return kinds.stream()
                .map(kind -> Sought.in(
                        in,
                        kind,
                        section -> !section.isRejected(),
                        Sought.rejected(kind),
                        "m=" + kind + " holds only what the camera sends, or nothing of it: "
                                + CameraCodecs.describe(in, kind)))
                .collect(Collectors.joining("; "));
    }

    private void align(SessionDescription in, CameraCodecs codecs, String kind, LineEdits edits) {
        boolean offered = false;
        boolean matched = false;
        for (MediaDescription section : in.media()) {
            if (section.type().equals(kind) && !section.isRejected()) {
                List<Integer> kept = codecs.playableIn(CameraCodecs.of(section));
                if (!kept.isEmpty()) {
                    new FormatCut(section, edits)
                            .keep(
                                    partners ? Partners.of(section).with(kept) : kept,
                                    "only what the camera sends",
                                    "the camera does not send this payload type");
                }
                offered = true;
                matched |= !kept.isEmpty();
            }
        }
        if (offered && !matched && kind.equals("video")) {
            throw new SdpException("the camera sends " + CameraCodecs.describe(camera, kind)
                    + ", which the viewer's offer does not hold; it offers " + CameraCodecs.describe(in, kind));
        }
    }

    @Override
    public String toString() {
        return "KeepCodec["
                + KINDS.stream()
                        .map(kind -> CameraCodecs.describe(camera, kind))
                        .toList() + "]";
    }
}
