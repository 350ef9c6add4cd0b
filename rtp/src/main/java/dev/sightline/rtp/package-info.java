/** RTP and RTCP packets (RFC 3550, 4585, 5104) over ByteBuf: readers and writers, no I/O. */
@NullMarked
package dev.sightline.rtp;

import org.jspecify.annotations.NullMarked;
