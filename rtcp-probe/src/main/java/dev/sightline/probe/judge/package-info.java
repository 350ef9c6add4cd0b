/** What datagrams prove: streams, their RTCP, and the verdicts. No I/O and no clock. */
@NullMarked
package dev.sightline.probe.judge;

import org.jspecify.annotations.NullMarked;
