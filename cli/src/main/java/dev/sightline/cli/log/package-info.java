/** What the program's log leaves out. */
@NullMarked
package dev.sightline.cli.log;

import org.jspecify.annotations.NullMarked;
