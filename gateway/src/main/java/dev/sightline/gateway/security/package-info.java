/** What keeps strangers out: bounds, secrets, hosts and files. */
@NullMarked
package dev.sightline.gateway.security;

import org.jspecify.annotations.NullMarked;
