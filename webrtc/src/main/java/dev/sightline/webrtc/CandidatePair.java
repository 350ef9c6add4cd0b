package dev.sightline.webrtc;

/** A way to the peer and what is known of it (RFC 8445, section 6.1.2). Confined to the peer's loop. */
final class CandidatePair {
    enum State {
        WAITING,
        IN_PROGRESS,
        SUCCEEDED,
        FAILED
    }

    final Tuple tuple;
    final IceCandidate local;
    final IceCandidate remote;

    State state = State.WAITING;
    /** Whether the controlling peer wants this pair as soon as it is valid. */
    boolean nominateOnSuccess;
    /** When the controlling peer last nominated this pair; meaningful once it did. */
    long nominatedAt;
    /** When the peer last answered a check of ours on this pair; meaningful once it SUCCEEDED. */
    long answeredAt;
    /** When the peer last sent an authentic request on this pair. */
    long heardAt;
    /** The check under way, sent again until it is answered. */
    byte[] message = new byte[0];

    int sends;
    long resendAt;

    CandidatePair(Tuple tuple, IceCandidate local, IceCandidate remote, long now) {
        this.tuple = tuple;
        this.local = local;
        this.remote = remote;
        this.heardAt = now;
    }

    boolean isUnderWay() {
        return message.length > 0;
    }

    void endCheck() {
        message = new byte[0];
    }

    /** A check was not answered, or not as hoped; a pair that was valid stays so until its consent lapses. */
    void fail() {
        state = state == State.SUCCEEDED ? state : State.FAILED;
    }

    /** RFC 8445, section 6.1.2.3. */
    long priority(boolean controlling) {
        long g = controlling ? local.priority() : remote.priority();
        long d = controlling ? remote.priority() : local.priority();
        return (Math.min(g, d) << 32) + 2 * Math.max(g, d) + (g > d ? 1 : 0);
    }
}
