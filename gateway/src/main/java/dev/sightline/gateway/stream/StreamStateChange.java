package dev.sightline.gateway.stream;

import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.gateway.stream.StreamState.StartedBy;
import java.util.Optional;

/** A {@link StreamState} on its way to the next one: what is not named stays. */
final class StreamStateChange {
    private final CameraId camera;
    private Phase phase;
    private Optional<CameraSession> session;
    private StartedBy startedBy;
    private int viewers;
    private boolean adopted;
    private boolean flowing;
    private long negotiation;
    private long negotiations;
    private Healing healing;
    private Feedback feedback;
    private String remark;

    StreamStateChange(StreamState from) {
        camera = from.camera();
        phase = from.phase();
        session = from.session();
        startedBy = from.startedBy();
        viewers = from.viewers();
        adopted = from.adopted();
        flowing = from.flowing();
        negotiation = from.negotiation();
        negotiations = from.negotiations();
        healing = from.healing();
        feedback = from.feedback();
        remark = from.remark();
    }

    StreamStateChange phase(Phase next) {
        phase = next;
        return this;
    }

    StreamStateChange session(Optional<CameraSession> next) {
        session = next;
        return this;
    }

    StreamStateChange startedBy(StartedBy who) {
        startedBy = who;
        return this;
    }

    StreamStateChange viewers(int count) {
        viewers = count;
        return this;
    }

    /**
     * @param toViewers whether the present session's endpoint is the one that viewers are shown
     * @param now whether it receives RTP
     */
    StreamStateChange shown(boolean toViewers, boolean now) {
        adopted = toViewers;
        flowing = now;
        return this;
    }

    /** What belongs to an earlier negotiation is stale from now on. */
    StreamStateChange nextNegotiation() {
        negotiations++;
        negotiation = negotiations;
        return this;
    }

    StreamStateChange negotiation(long number) {
        negotiation = number;
        return this;
    }

    StreamStateChange healing(Healing now) {
        healing = now;
        return this;
    }

    StreamStateChange feedback(Feedback now) {
        feedback = now;
        return this;
    }

    StreamStateChange remark(String text) {
        remark = text;
        return this;
    }

    StreamState state() {
        return new StreamState(
                camera,
                phase,
                session,
                startedBy,
                viewers,
                adopted,
                flowing,
                negotiation,
                negotiations,
                healing,
                feedback,
                remark);
    }
}
