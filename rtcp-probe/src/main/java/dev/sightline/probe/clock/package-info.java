/** The clock of this host, by which captured packets are timed. */
@NullMarked
package dev.sightline.probe.clock;

import org.jspecify.annotations.NullMarked;
