package dev.sightline.sdp.lint;

/** Where the viewer is, seen from the media server; decides which candidates it can reach. */
public enum ViewerNetwork {
    /** Nothing is known, and no candidate is called private. */
    UNKNOWN,
    /** The very machine: loopback works. */
    SAME_HOST,
    /** The same private network. */
    SAME_NETWORK,
    /** Elsewhere on the Internet: private addresses do not work. */
    PUBLIC
}
