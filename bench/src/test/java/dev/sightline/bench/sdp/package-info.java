/** What session descriptions cost. */
@NullMarked
package dev.sightline.bench.sdp;

import org.jspecify.annotations.NullMarked;
