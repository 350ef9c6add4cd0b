/** A watch of this host. */
@NullMarked
package dev.sightline.probe.watch;

import org.jspecify.annotations.NullMarked;
