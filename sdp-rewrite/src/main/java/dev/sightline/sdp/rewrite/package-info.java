/** Rewriting rules for session descriptions. */
@NullMarked
package dev.sightline.sdp.rewrite;

import org.jspecify.annotations.NullMarked;
