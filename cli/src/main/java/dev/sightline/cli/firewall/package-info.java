/** The commands about this host's firewall. */
@NullMarked
package dev.sightline.cli.firewall;

import org.jspecify.annotations.NullMarked;
