/** Capture files as a media server's host would make them, to measure what reads them. */
@NullMarked
package dev.sightline.bench.capture;

import org.jspecify.annotations.NullMarked;
