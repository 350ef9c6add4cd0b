/** Live capture, one handle an interface. */
@NullMarked
package dev.sightline.probe.capture;

import org.jspecify.annotations.NullMarked;
