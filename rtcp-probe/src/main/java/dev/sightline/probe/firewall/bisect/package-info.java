/** Replays a firewall's rules in network namespaces that are thrown away, and finds the rule that drops a stream. */
@NullMarked
package dev.sightline.probe.firewall.bisect;

import org.jspecify.annotations.NullMarked;
