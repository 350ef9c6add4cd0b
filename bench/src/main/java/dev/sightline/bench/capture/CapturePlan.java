package dev.sightline.bench.capture;

/**
 * What a generated capture holds.
 *
 * @param packets frames in all, RTCP among them
 * @param size octets of a frame of RTP, its link header included
 * @param cameras how many cameras send; they take turns
 * @param rate packets of RTP in a second of each
 * @param link how frames are captured
 */
public record CapturePlan(long packets, int size, int cameras, int rate, Link link) {
    /** The least that holds all headers of the largest kind. */
    public static final int SMALLEST = 64;

    /** The most that fits into a link of Ethernet. */
    public static final int LARGEST = 1_514;

    /** Each has an address and ports of its own. */
    public static final int MOST_CAMERAS = 2_000;

    /** As many packets come of a camera in a second at most. */
    public static final int FASTEST = 1_000;

    /** @throws IllegalArgumentException when a value is out of its range */
    public CapturePlan {
        if (packets < 1) {
            throw new IllegalArgumentException("packets: " + packets + ", expected 1 or more");
        }
        if (size < SMALLEST || size > LARGEST) {
            throw new IllegalArgumentException("size: " + size + ", expected " + SMALLEST + " to " + LARGEST);
        }
        if (cameras < 1 || cameras > MOST_CAMERAS) {
            throw new IllegalArgumentException("cameras: " + cameras + ", expected 1 to " + MOST_CAMERAS);
        }
        if (rate < 1 || rate > FASTEST) {
            throw new IllegalArgumentException("rate: " + rate + ", expected 1 to " + FASTEST);
        }
    }

    /** How a host captures. */
    public enum Link {
        /** On one interface: Ethernet. */
        ETHERNET(1, 14),
        /** On all interfaces at once, as {@code tcpdump -i any} does: Linux cooked, version 2. */
        ANY(276, 20);

        private final int linkType;
        private final int header;

        Link(int linkType, int header) {
            this.linkType = linkType;
            this.header = header;
        }

        int linkType() {
            return linkType;
        }

        int header() {
            return header;
        }
    }
}
