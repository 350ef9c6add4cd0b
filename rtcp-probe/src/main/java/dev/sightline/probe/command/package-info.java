/** The probe's commands: parse, call a room, print. Mounted in the one launcher, and in a launcher of their own. */
@NullMarked
package dev.sightline.probe.command;

import org.jspecify.annotations.NullMarked;
