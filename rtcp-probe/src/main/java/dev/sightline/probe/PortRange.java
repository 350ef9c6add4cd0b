package dev.sightline.probe;

/**
 * The UDP ports on which the media server receives RTP and from which it sends RTCP, both ends included.
 *
 * @param first 1 to 65535
 * @param last not below {@code first}, at most 65535
 */
public record PortRange(int first, int last) {
    /** @throws IllegalArgumentException when the ports are not 1 ≤ first ≤ last ≤ 65535 */
    public PortRange {
        if (first < 1 || last > 65_535 || first > last) {
            throw new IllegalArgumentException(
                    "media ports " + first + "-" + last + ": expected 1 ≤ first ≤ last ≤ 65535, as in 40000-40999");
        }
    }

    /**
     * Reads {@code A-B}, or a single port.
     *
     * @throws IllegalArgumentException when {@code text} is neither
     */
    public static PortRange parse(String text) {
        int dash = text.indexOf('-');
        try {
            int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
            return new PortRange(first, dash < 0 ? first : Integer.parseInt(text.substring(dash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "media ports \"" + text + "\": expected two ports joined by a dash, as in 40000-40999", e);
        }
    }

    /** Whether {@code port} is in the range. */
    public boolean contains(int port) {
        return first <= port && port <= last;
    }

    /** With the port above the last, on which the RTCP of its RTP is (RFC 3550, 11). */
    public PortRange withTheRtcpOfTheLast() {
        return new PortRange(first, Math.min(last + 1, 65_535));
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
