/** TLS for the listeners, keys and their permissions. */
@NullMarked
package dev.sightline.gateway.security;

import org.jspecify.annotations.NullMarked;
