/** Capture files: pcap and pcapng are read frame by frame in bounded memory, pcapng is written. */
@NullMarked
package dev.sightline.probe.file;

import org.jspecify.annotations.NullMarked;
