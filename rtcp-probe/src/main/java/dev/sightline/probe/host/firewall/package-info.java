/**
 * The firewall's rules, read and followed: what they drop, redirect and translate, by their counters or by a trace. It
 * may touch the host's programs, and says what it finds in the host's words.
 */
@NullMarked
package dev.sightline.probe.host.firewall;

import org.jspecify.annotations.NullMarked;
