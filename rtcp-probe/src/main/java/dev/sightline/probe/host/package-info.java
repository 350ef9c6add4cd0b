/**
 * What a host says of itself beside the packets: routes, neighbours, tunnels, sockets, the firewall's drops. It may
 * touch the probe's values only: who asks needs no more, and who reads the host implements it.
 */
@NullMarked
package dev.sightline.probe.host;

import org.jspecify.annotations.NullMarked;
