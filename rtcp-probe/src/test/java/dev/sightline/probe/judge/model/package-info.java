/**
 * A model of cameras, networks and a media server, whose truth is known: which RTCP reached the camera's socket. It knows
 * nothing of how verdicts are given.
 */
@NullMarked
package dev.sightline.probe.judge.model;

import org.jspecify.annotations.NullMarked;
