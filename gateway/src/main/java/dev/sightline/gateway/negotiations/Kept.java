package dev.sightline.gateway.negotiations;

import dev.sightline.gateway.stream.Exchange;
import java.time.Instant;
import java.util.List;

/**
 * A negotiation as it is remembered: without its secrets.
 *
 * @param tooLong true when what was said was too long to be remembered, and is empty
 * @param measured the verdicts that were reached, in their order; the last one holds, or held at its end
 * @param first when the first of those was made that failed alike in a row, or this one
 * @param times how many failed alike, this one counted
 */
public record Kept(Exchange what, boolean tooLong, List<Measured> measured, Instant first, int times) {
    public Kept {
        measured = List.copyOf(measured);
    }

    static Kept of(Exchange what, boolean tooLong) {
        return new Kept(what, tooLong, List.of(), what.at(), 1);
    }

    Kept with(List<Measured> verdicts) {
        return new Kept(what, tooLong, verdicts, first, times);
    }

    Kept with(Exchange.Failure failure) {
        return new Kept(what.failed(failure), tooLong, measured, first, times);
    }

    /** The same has happened before. */
    Kept after(Kept earlier) {
        int all = earlier.times == Integer.MAX_VALUE ? earlier.times : earlier.times + 1;
        return new Kept(what, tooLong, measured, earlier.first, all);
    }

    /** Whether both failed at the same point for the same reason, where it is the same camera address that asks. */
    boolean failedLike(Kept other) {
        return what.failure().isPresent()
                && what.failure().equals(other.what.failure())
                && address().equals(other.address());
    }

    private Object address() {
        return what.peer() instanceof Exchange.Peer.Camera camera ? camera.address() : "";
    }
}
