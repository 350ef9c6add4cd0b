/** Who may ask how often, and how many connections there may be. */
@NullMarked
package dev.sightline.gateway.security.limits;

import org.jspecify.annotations.NullMarked;
