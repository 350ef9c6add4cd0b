/** What this host says of itself beside the packets: routes, neighbours, the firewall's drops. */
@NullMarked
package dev.sightline.probe.host;

import org.jspecify.annotations.NullMarked;
