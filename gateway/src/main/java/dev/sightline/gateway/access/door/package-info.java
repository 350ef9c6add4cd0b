/** Where those who ask show who they are: sign-in, sessions, API tokens and viewers' tickets. */
@NullMarked
package dev.sightline.gateway.access.door;

import org.jspecify.annotations.NullMarked;
