package dev.sightline.bench;

import dev.sightline.rtp.H264Payload;
import dev.sightline.rtp.RtpPackets;
import java.util.ArrayList;
import java.util.List;

/**
 * One picture in several bitrates, cut into RTP payloads. All renditions hold the same frames, with keyframes at the
 * same places, so a sender may change over at any keyframe.
 *
 * @param renditions in ascending bitrate
 */
record VideoClip(List<Rendition> renditions) {
    static final int CLOCK_RATE = 90_000;
    static final int FRAMES_PER_SECOND = 25;
    /** Constrained Baseline, level 3.1 (RFC 6184, 8.1). */
    static final String FMTP = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f";

    private static final int MAX_PACKET = 1200;
    private static final int[] KILOBITS = {300, 600, 950};
    private static final int TYPE_BITS = 0x1f;
    private static final int SLICE = 1;

    /** The whole clip at one bitrate, in bit/s. */
    record Rendition(long bitrate, List<Frame> frames) {}

    /**
     * One frame.
     *
     * @param payloads of its RTP packets; the arrays are shared and never written to
     */
    record Frame(boolean keyframe, List<byte[]> payloads) {}

    VideoClip {
        renditions = List.copyOf(renditions);
        List<Boolean> keyframes = keyframes(renditions.get(0));
        for (Rendition rendition : renditions) {
            if (!keyframes(rendition).equals(keyframes) || !keyframes.get(0)) {
                throw ClipResource.broken(
                        "of " + rendition.bitrate() + " bit/s", "has its keyframes elsewhere than the others");
            }
        }
    }

    private static List<Boolean> keyframes(Rendition rendition) {
        return rendition.frames().stream().map(Frame::keyframe).toList();
    }

    int length() {
        return renditions.get(0).frames().size();
    }

    /** The rendition that fits into a bitrate, or the least of all. */
    Rendition within(long bitsPerSecond) {
        Rendition chosen = renditions.get(0);
        for (Rendition rendition : renditions) {
            if (rendition.bitrate() <= bitsPerSecond) {
                chosen = rendition;
            }
        }
        return chosen;
    }

    static VideoClip load() {
        List<Rendition> renditions = new ArrayList<>();
        for (int kilobits : KILOBITS) {
            String name = "video-" + kilobits + ".h264";
            renditions.add(new Rendition(kilobits * 1000L, frames(name, ClipResource.read(name))));
        }
        return new VideoClip(renditions);
    }

    private static List<Frame> frames(String name, byte[] annexB) {
        H264Packetizer packetizer = new H264Packetizer(MAX_PACKET - RtpPackets.FIXED_HEADER_LENGTH);
        List<Frame> frames = new ArrayList<>();
        List<byte[]> nalUnits = new ArrayList<>();
        for (byte[] nalUnit : H264Packetizer.nalUnits(annexB)) {
            int type = nalUnit[0] & TYPE_BITS;
            nalUnits.add(nalUnit);
            // One slice a frame (bench/clip/make): it ends what its parameter sets began.
            if (type == H264Payload.IDR || type == SLICE) {
                frames.add(new Frame(type == H264Payload.IDR, packetizer.payloads(nalUnits)));
                nalUnits.clear();
            }
        }
        if (frames.isEmpty()) {
            throw ClipResource.broken(name, "holds no frame");
        }
        return List.copyOf(frames);
    }
}
