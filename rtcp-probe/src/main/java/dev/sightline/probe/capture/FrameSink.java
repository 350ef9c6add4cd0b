package dev.sightline.probe.capture;

import dev.sightline.probe.Coverage;
import java.time.Instant;

/** Takes the frames themselves, as they were captured. Called on the thread that reads the captures; must not wait. */
public interface FrameSink {
    /** What a frame did on its interface. */
    enum Way {
        IN,
        OUT,
        /** It crossed a loopback interface, or belongs to other hosts. */
        UNKNOWN
    }

    /** Takes nothing. */
    FrameSink NONE = (interfaceName, linkType, at, frame, originalLength, way) -> {};

    /**
     * Learns of an interface, before its first frame.
     *
     * @param linkType as for its frames
     * @param snapLength octets kept of each frame, at most
     * @param filter what passes besides samples, in the language of libpcap
     * @param words what of it is kept, for people
     */
    default void opened(String interfaceName, int linkType, int snapLength, String filter, String words) {}

    /**
     * Called now and then, whether frames came or not, and at the end.
     *
     * @param coverage where the capture sees now
     */
    default void flush(Coverage coverage) {}

    /**
     * Takes one frame.
     *
     * @param linkType of the interface, a value of {@link dev.sightline.probe.packet.LinkType}
     * @param frame what was captured of it, without the media that its RTP carries; not copied
     * @param originalLength octets that it had
     */
    void captured(String interfaceName, int linkType, Instant at, byte[] frame, int originalLength, Way way);
}
