package dev.sightline.bench;

import dev.sightline.bench.VideoClip.Frame;
import dev.sightline.bench.VideoClip.Rendition;

/**
 * Plays the clip in a loop and decides what the next frame is: the bitrate follows the receiver's estimate at the next
 * keyframe, and a request brings the next keyframe forward. Belongs to the camera's event loop.
 */
final class VideoPlayer {
    /**
     * Least number of frames from one keyframe to the next. A receiver asks again until its keyframe has arrived, a
     * real encoder does not answer each time; and two IDR pictures with the same idr_pic_id must not be neighbours.
     */
    static final int MIN_KEYFRAME_DISTANCE = 5;

    private final VideoClip clip;
    private Rendition rendition;
    private long allowedBitrate;
    private int position;
    private int sinceKeyframe = MIN_KEYFRAME_DISTANCE;
    private boolean keyframeWanted;

    VideoPlayer(VideoClip clip) {
        this.clip = clip;
        // In the middle, as a camera begins that does not know its path yet.
        this.rendition = clip.renditions().get(clip.renditions().size() / 2);
        this.allowedBitrate = rendition.bitrate();
    }

    /** What the receiver believes the path can carry, in bit/s. */
    void allow(long bitsPerSecond) {
        allowedBitrate = bitsPerSecond;
    }

    /** Whatever was sent before: the next frame is a keyframe, since a new receiver has seen nothing. */
    void beginWithKeyframe() {
        keyframeWanted = true;
        sinceKeyframe = MIN_KEYFRAME_DISTANCE;
    }

    /** A keyframe is wanted as soon as an encoder would make another one. */
    void requestKeyframe() {
        keyframeWanted = true;
    }

    /** Bit/s of the frames that {@link #next} gives. */
    long bitrate() {
        return rendition.bitrate();
    }

    Frame next() {
        if (keyframeWanted && sinceKeyframe >= MIN_KEYFRAME_DISTANCE) {
            skipToKeyframe();
        }
        if (rendition.frames().get(position).keyframe()) {
            rendition = clip.within(allowedBitrate);
            keyframeWanted = false;
            sinceKeyframe = 0;
        }
        Frame frame = rendition.frames().get(position);
        position = (position + 1) % clip.length();
        sinceKeyframe++;
        return frame;
    }

    private void skipToKeyframe() {
        while (!rendition.frames().get(position).keyframe()) {
            position = (position + 1) % clip.length();
        }
    }
}
