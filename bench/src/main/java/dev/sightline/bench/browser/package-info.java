/** Viewers that are real browsers. */
@NullMarked
package dev.sightline.bench.browser;

import org.jspecify.annotations.NullMarked;
