/** Certificate and key: where they come from, whether the key is safe where it lies, and what the listeners make of them. */
@NullMarked
package dev.sightline.gateway.security.tls;

import org.jspecify.annotations.NullMarked;
