/** The configuration: records read from YAML, every value validated with the line that it stands on. */
@NullMarked
package dev.sightline.gateway.config;

import org.jspecify.annotations.NullMarked;
