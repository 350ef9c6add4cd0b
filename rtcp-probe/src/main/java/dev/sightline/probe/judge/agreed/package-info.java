/** What cameras and the media server agreed on, read from their session descriptions. It may touch what was seen. */
@NullMarked
package dev.sightline.probe.judge.agreed;

import org.jspecify.annotations.NullMarked;
