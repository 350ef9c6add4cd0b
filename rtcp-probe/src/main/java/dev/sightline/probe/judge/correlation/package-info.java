/**
 * Which RTCP belongs to which stream, and what it means for it by the way that it takes. It may touch what was seen,
 * what was agreed on, and the host's routes and neighbours.
 */
@NullMarked
package dev.sightline.probe.judge.correlation;

import org.jspecify.annotations.NullMarked;
