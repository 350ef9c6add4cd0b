/** Metrics and health on the management listener. */
@NullMarked
package dev.sightline.gateway.observe;

import org.jspecify.annotations.NullMarked;
