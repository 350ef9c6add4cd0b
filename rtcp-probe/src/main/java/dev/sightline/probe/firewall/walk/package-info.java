/** Applies a plan to this host's firewall step by step, looks what becomes of the cameras' feedback, and takes it back. */
@NullMarked
package dev.sightline.probe.firewall.walk;

import org.jspecify.annotations.NullMarked;
