/** What cameras and viewers negotiated lately, and what is to be said of it. */
@NullMarked
package dev.sightline.gateway.negotiations;

import org.jspecify.annotations.NullMarked;
