/** What a host's firewall has to let in, written as nftables and as ufw take it. */
@NullMarked
package dev.sightline.probe.firewall;

import org.jspecify.annotations.NullMarked;
