/** The page that people look at, and the data it shows. */
@NullMarked
package dev.sightline.gateway.dashboard;

import org.jspecify.annotations.NullMarked;
