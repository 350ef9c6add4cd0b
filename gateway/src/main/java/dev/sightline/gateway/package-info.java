/** The server that people run: camera configuration, dashboard and signaling. */
@NullMarked
package dev.sightline.gateway;

import org.jspecify.annotations.NullMarked;
