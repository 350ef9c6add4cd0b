package dev.sightline.sdp;

/**
 * What a session description may cost before it is refused. All work done on an accepted one is linear in its length.
 *
 * @param maxLength characters of the whole text
 * @param maxLineLength characters of one line, without its end
 * @param maxLines lines, blank ones included
 * @param maxMedia media descriptions ({@code m=} lines)
 */
public record SdpLimits(int maxLength, int maxLineLength, int maxLines, int maxMedia) {
    /** Several times what the biggest known offers of browsers need. */
    public static final SdpLimits DEFAULT = new SdpLimits(64 * 1024, 4096, 2000, 32);

    /** For texts of one's own making. */
    public static final SdpLimits NONE =
            new SdpLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** @throws IllegalArgumentException when a limit is below 1 */
    public SdpLimits {
        if (maxLength < 1 || maxLineLength < 1 || maxLines < 1 || maxMedia < 1) {
            throw new IllegalArgumentException("every limit must be at least 1: " + maxLength + ", " + maxLineLength
                    + ", " + maxLines + ", " + maxMedia);
        }
    }
}
