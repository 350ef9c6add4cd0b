/**
 * What Linux says of the host: routes, neighbours, tunnels and sockets, with the firewall put together to one host. It
 * may touch all rooms of the host.
 */
@NullMarked
package dev.sightline.probe.host.kernel;

import org.jspecify.annotations.NullMarked;
