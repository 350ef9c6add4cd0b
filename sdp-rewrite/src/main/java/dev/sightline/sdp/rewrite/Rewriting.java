package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.SessionDescription;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What became of a session description. Immutable and safe to share between threads. The changes are put into words when
 * somebody asks for them: most callers want the result only.
 */
public final class Rewriting {
    private final SessionDescription result;
    private final Supplier<List<Change>> account;

    private volatile @Nullable List<Change> changes;

    Rewriting(SessionDescription result, Supplier<List<Change>> account) {
        this.result = result;
        this.account = account;
    }

    /** For a rule that keeps its own account. */
    public static Rewriting of(SessionDescription result, List<Change> changes) {
        List<Change> kept = List.copyOf(changes);
        return new Rewriting(result, () -> kept);
    }

    public SessionDescription result() {
        return result;
    }

    /** Rule by rule, each in the order of the lines; empty when {@link #result()} is what was given. */
    public List<Change> changes() {
        List<Change> known = changes;
        if (known == null) {
            known = List.copyOf(account.get());
            changes = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return changes().toString();
    }
}
