/**
 * Programs of the host and files of its kernel, asked in time, within bounds and on threads of their own. It may touch
 * no other room.
 */
@NullMarked
package dev.sightline.probe.host.program;

import org.jspecify.annotations.NullMarked;
