package dev.sightline.probe.file;

import java.util.Optional;

/**
 * An interface whose frames a capture file holds, or all of them together where the file does not tell them apart.
 *
 * @param number counts the sources of one file, from 0
 * @param linkType of its frames, as in <a href="https://www.tcpdump.org/linktypes.html">the list of link types</a>
 * @param name the interface's name, where the file has it
 * @param filter what it was captured with, in the language of libpcap, where the file has it
 */
public record FrameSource(int number, int linkType, Optional<String> name, Optional<String> filter) {
    /** Of which no filter is known. */
    public FrameSource(int number, int linkType, Optional<String> name) {
        this(number, linkType, name, Optional.empty());
    }
}
