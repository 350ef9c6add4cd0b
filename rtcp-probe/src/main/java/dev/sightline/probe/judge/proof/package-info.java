/**
 * The single proofs: each says what holds of one stream where it applies, by which cause, in which words and with which
 * cure. They may touch the scene and what is below it, and know no other camera and no history.
 */
@NullMarked
package dev.sightline.probe.judge.proof;

import org.jspecify.annotations.NullMarked;
