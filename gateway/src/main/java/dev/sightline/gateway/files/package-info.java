/** Whose files and directories are, and who else could change what is found there. Knows no room. Not for event loops. */
@NullMarked
package dev.sightline.gateway.files;

import org.jspecify.annotations.NullMarked;
