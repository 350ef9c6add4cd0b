/** Captured frames become datagrams: link layers, IP, UDP. No I/O. */
@NullMarked
package dev.sightline.probe.packet;

import org.jspecify.annotations.NullMarked;
