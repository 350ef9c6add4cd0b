/** Simulated cameras that behave as real ones do. */
@NullMarked
package dev.sightline.bench;

import org.jspecify.annotations.NullMarked;
