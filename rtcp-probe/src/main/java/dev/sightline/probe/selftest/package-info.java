/** Shows without any camera where RTCP leaves for each way to name the camera in the offer. */
@NullMarked
package dev.sightline.probe.selftest;

import org.jspecify.annotations.NullMarked;
