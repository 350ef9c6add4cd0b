/** The agent: the process that captures, judges what a gateway's cameras negotiated, and tells it. It listens nowhere. */
@NullMarked
package dev.sightline.probe.agent;

import org.jspecify.annotations.NullMarked;
