/**
 * Session descriptions (RFC 8866): a lossless model with typed views, and offers built for cameras.
 *
 * <pre>
 *  text ──parse──▶ SessionDescription ──┬─ lines()    every SdpLine, a window on the text: content, ending, number
 *   ▲                                   ├─ media()    a MediaDescription for each m= line
 *   └────────────toString───────────────┤
 *                                       └─ problems() what differs from the grammar: line, column, what was expected
 * </pre>
 *
 * <p><b>Nothing is lost.</b> The description keeps the text and one number a line. Printing returns the text, so what is not
 * understood, in odd order or with odd ends comes back to the byte.
 *
 * <p><b>Reading is lenient, values are strict.</b> {@link dev.sightline.sdp.SdpLine#view()} gives a line's
 * {@link dev.sightline.sdp.SdpValue}, a small record such as {@link dev.sightline.sdp.RtpMap}; a line that differs from its
 * grammar has none, and an {@link dev.sightline.sdp.SdpProblem} instead. The views of a description and its sections
 * ({@code origin()}, {@code ssrcs()}, {@code fmtp(96)} …) hold the values of the lines that have one.
 *
 * <pre>{@code
 * SessionDescription offer = SessionDescription.parse(text);            // only limits are refused
 * offer.problems().forEach(problem -> log.warn("camera: {}", problem)); // line 2, column 9: 'o=camera': …
 * MediaDescription video = offer.media("video").orElseThrow();
 * video.rtpMaps();                                                      // H264/90000 …
 * offer.connectionOf(video).flatMap(Connection::inetAddress);           // never resolved
 * }</pre>
 *
 * <p>Everything is immutable and safe to share, takes linear time, is bounded by {@link dev.sightline.sdp.SdpLimits}, and
 * throws nothing but {@link dev.sightline.sdp.SdpException}. Changes are made by rules, in the room {@code rewrite}.
 */
@NullMarked
package dev.sightline.sdp;

import org.jspecify.annotations.NullMarked;
