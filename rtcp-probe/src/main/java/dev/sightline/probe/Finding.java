package dev.sightline.probe;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A verdict with what it rests on.
 *
 * @param verdict the verdict
 * @param since since when it holds
 * @param causes why, the most telling first; some are remarks on a verdict that is well
 * @param reason one sentence that names what was seen, and where
 * @param cure what a person can do about it; empty when nothing needs to be done
 */
public record Finding(Verdict verdict, Instant since, List<Cause> causes, String reason, Optional<String> cure) {
    /** Copies the list. */
    public Finding {
        causes = List.copyOf(causes);
    }

    /** A finding of whose cause nothing is known. */
    public Finding(Verdict verdict, Instant since, String reason, Optional<String> cure) {
        this(verdict, since, List.of(), reason, cure);
    }

    /** The same, held since then. */
    public Finding heldSince(Instant then) {
        return new Finding(verdict, then, causes, reason, cure);
    }

    /** The same, with more to say at the end of its reason. */
    public Finding withRemark(String more) {
        return new Finding(verdict, since, causes, reason + more, cure);
    }
}
