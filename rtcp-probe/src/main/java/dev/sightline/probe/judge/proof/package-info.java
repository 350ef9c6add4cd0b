/**
 * The single proofs: each says what holds of one stream where it applies, by which cause, in which words and with which
 * cure. They may touch the scene and what is below it: of other cameras and of what was found before they know what the
 * case of their stream says, and keep nothing.
 */
@NullMarked
package dev.sightline.probe.judge.proof;

import org.jspecify.annotations.NullMarked;
