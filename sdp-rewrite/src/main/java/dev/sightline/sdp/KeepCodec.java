package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Cuts a viewer's offer down to what the camera sends, so that no media server is tempted to transcode: payload list,
 * {@code rtpmap}, {@code fmtp} and {@code rtcp-fb} of each audio and video section speak of the camera's codecs only, in the
 * camera's order of preference. Nothing is added that the viewer did not offer, and no section is taken away, so bundle
 * groups stay whole. Retransmission, redundancy and error correction formats are not kept.
 *
 * <p>A section of a kind that the camera does not send is left as it is, for the answerer to reject; so is one for audio
 * that shares no codec with the camera. A viewer who can play no video of the camera is refused with an {@link SdpException}.
 */
public final class KeepCodec implements RewriteRule {
    private static final List<String> KINDS = List.of("video", "audio");
    private static final Set<String> PAYLOAD_ATTRIBUTES = Set.of("rtpmap", "fmtp", "rtcp-fb", "imageattr");

    private final SessionDescription camera;

    private KeepCodec(SessionDescription camera) {
        this.camera = camera;
    }

    /** @param camera what the camera offered, or better what the media server answered to it */
    public static KeepCodec of(SessionDescription camera) {
        return new KeepCodec(camera);
    }

    @Override
    public Rewriting apply(SessionDescription in) {
        LineEdits edits = new LineEdits(in, this);
        for (String kind : KINDS) {
            camera.media(kind).ifPresent(sent -> align(in, CameraCodecs.of(sent), kind, edits));
        }
        return edits.done();
    }

    private void align(SessionDescription in, CameraCodecs sent, String kind, LineEdits edits) {
        boolean offered = false;
        boolean matched = false;
        for (MediaDescription section : in.media()) {
            if (section.type().equals(kind) && !section.isRejected()) {
                List<Integer> kept = sent.playableIn(CameraCodecs.of(section));
                if (!kept.isEmpty()) {
                    cut(in, section, kept, edits);
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

    private static void cut(SessionDescription in, MediaDescription section, List<Integer> kept, LineEdits edits) {
        edits.replace(section.start(), mediaLine(section, kept), "only what the camera sends");
        Set<Integer> keep = new HashSet<>(kept);
        for (int i = section.start() + 1; i < section.end(); i++) {
            OptionalInt payloadType = payloadType(in.lines().get(i));
            if (payloadType.isPresent() && !keep.contains(payloadType.getAsInt())) {
                edits.remove(i, "the camera does not send payload type " + payloadType.getAsInt());
            }
        }
    }

    private static String mediaLine(MediaDescription section, List<Integer> kept) {
        String line = section.lines().get(0).value();
        List<String> fields = new ArrayList<>(Fields.of(line).subList(0, 3));
        kept.forEach(payloadType -> fields.add(payloadType.toString()));
        return "m=" + String.join(" ", fields);
    }

    /** The payload type that a line speaks of; empty for a line about none or about all ({@code *}). */
    private static OptionalInt payloadType(SdpLine line) {
        Optional<String> name = line.attributeName().filter(PAYLOAD_ATTRIBUTES::contains);
        return name.isPresent() ? Fields.payloadType(Fields.first(line.attributeValue())) : OptionalInt.empty();
    }

    @Override
    public String toString() {
        return "KeepCodec["
                + KINDS.stream()
                        .map(kind -> CameraCodecs.describe(camera, kind))
                        .toList() + "]";
    }
}
