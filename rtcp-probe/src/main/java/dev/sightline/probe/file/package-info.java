/** Capture files: reading and writing them. */
@NullMarked
package dev.sightline.probe.file;

import org.jspecify.annotations.NullMarked;
