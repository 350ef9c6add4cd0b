/**
 * What datagrams prove: the verdicts on streams, put together to those on cameras and negotiations. No I/O and no
 * clock. It may touch all its rooms; who watches needs this one, and of what was seen the rules.
 */
@NullMarked
package dev.sightline.probe.judge;

import org.jspecify.annotations.NullMarked;
