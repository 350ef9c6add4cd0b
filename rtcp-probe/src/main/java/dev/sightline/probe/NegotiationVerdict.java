package dev.sightline.probe;

import java.time.Duration;
import java.util.List;

/**
 * The verdict on one negotiated camera.
 *
 * @param camera the name in its {@link Negotiation}
 * @param negotiation the number of the {@link Negotiation} that it speaks of
 * @param finding the verdict with what it rests on
 * @param age how long the verdict holds by the clock of the one who gives it: two hosts' clocks differ, their seconds do not
 * @param evidence what was captured of all its streams together
 * @param streams the same for each stream
 */
public record NegotiationVerdict(
        String camera,
        long negotiation,
        Finding finding,
        Duration age,
        Evidence evidence,
        List<StreamVerdict> streams) {
    /** Copies the list. */
    public NegotiationVerdict {
        streams = List.copyOf(streams);
    }
}
