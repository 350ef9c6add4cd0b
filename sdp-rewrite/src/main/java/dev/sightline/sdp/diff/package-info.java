/**
 * What differs between two session descriptions for the media that they agree on, whatever the order of their lines.
 *
 * <pre>{@code
 * for (Difference difference : SdpDiff.between(before, after)) {
 *     log.info("{}", difference); // video (section 1): port: 9 → 5006
 * }
 * }</pre>
 */
@NullMarked
package dev.sightline.sdp.diff;

import org.jspecify.annotations.NullMarked;
