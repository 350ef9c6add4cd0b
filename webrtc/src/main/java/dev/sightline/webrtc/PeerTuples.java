package dev.sightline.webrtc;

import java.util.HashSet;
import java.util.Set;

/** The addresses of one peer, as the port's directory knows them. Used on the peer's loop. */
final class PeerTuples {
    private final PeerDirectory directory;
    private final PeerTransport peer;
    /** Bounded by the agent: it has a pair for each, and tells which it forgets. */
    private final Set<Tuple> tuples = new HashSet<>();

    PeerTuples(PeerDirectory directory, PeerTransport peer) {
        this.directory = directory;
        this.peer = peer;
    }

    /** The peer was heard from there, or somebody who says so. */
    void heard(Tuple tuple) {
        if (tuples.add(tuple)) {
            directory.claim(tuple, peer);
        }
    }

    /** The peer has answered from there: the address is its own. */
    void validated(Tuple tuple) {
        tuples.add(tuple);
        directory.assign(tuple, peer);
    }

    void forgotten(Tuple tuple) {
        if (tuples.remove(tuple)) {
            directory.release(tuple, peer);
        }
    }

    /** The peer is gone, and its addresses with it. */
    void releaseAll() {
        directory.remove(peer);
        tuples.forEach(tuple -> directory.release(tuple, peer));
    }
}
