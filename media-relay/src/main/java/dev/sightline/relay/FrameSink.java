package dev.sightline.relay;

/** Something on one media loop that plays a camera. All methods are called on that loop. */
interface FrameSink {
    /** Takes one frame; a reference that it keeps must be retained. True when something was queued that now wants a flush. */
    boolean deliver(MediaFrame frame);

    /** Sends what was queued on this loop, by this sink and by others. */
    void flush();

    /** Frames were lost on the way to this loop: nothing can be decoded before the next keyframe. */
    void framesLost();
}
