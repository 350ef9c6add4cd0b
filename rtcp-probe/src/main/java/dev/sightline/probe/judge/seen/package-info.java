/**
 * What was seen on the wire, flow by flow: streams of RTP, their RTCP, what cannot be read, and the network's answers.
 * It may touch datagrams, and nothing of what is concluded from them.
 */
@NullMarked
package dev.sightline.probe.judge.seen;

import org.jspecify.annotations.NullMarked;
