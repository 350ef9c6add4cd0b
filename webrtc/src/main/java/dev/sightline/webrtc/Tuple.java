package dev.sightline.webrtc;

import java.net.InetSocketAddress;

/**
 * One path of datagrams: from one of our local addresses to one remote transport address.
 *
 * @param local index of the local address; the same in every loop
 * @param remote where the other end of the path is, as seen from here
 */
record Tuple(int local, InetSocketAddress remote) {}
