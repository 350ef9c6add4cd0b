/** Watches on the wire where RTCP leaves, and gives one verdict per camera. */
@NullMarked
package dev.sightline.probe;

import org.jspecify.annotations.NullMarked;
