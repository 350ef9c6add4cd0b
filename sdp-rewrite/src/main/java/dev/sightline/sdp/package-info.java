/** Session descriptions (RFC 8866): a lossless model, rewriting rules and offers built for cameras. */
@NullMarked
package dev.sightline.sdp;

import org.jspecify.annotations.NullMarked;
