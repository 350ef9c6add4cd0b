/** The one launcher: every command of Sightline. */
@NullMarked
package dev.sightline.cli;

import org.jspecify.annotations.NullMarked;
