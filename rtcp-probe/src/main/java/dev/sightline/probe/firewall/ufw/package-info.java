/** Runs the real {@code ufw} on files of its own: what the host's ufw has written down is never touched. */
@NullMarked
package dev.sightline.probe.firewall.ufw;

import org.jspecify.annotations.NullMarked;
