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
    private final Supplier<List<Unused>> idle;

    private volatile @Nullable List<Change> changes;
    private volatile @Nullable List<Unused> unused;

    Rewriting(SessionDescription result, Supplier<List<Change>> account) {
        this(result, account, List::of);
    }

    Rewriting(SessionDescription result, Supplier<List<Change>> account, Supplier<List<Unused>> idle) {
        this.result = result;
        this.account = account;
        this.idle = idle;
    }

    /** For a rule that keeps its own account. */
    public static Rewriting of(SessionDescription result, List<Change> changes) {
        List<Change> kept = List.copyOf(changes);
        return new Rewriting(result, () -> kept);
    }

    /** The description as the rules leave it; the very one that was given when nothing changed. */
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

    /** The rules of a {@link Rewriter} that found nothing to change, in their order, each with what it looked for. */
    public List<Unused> unused() {
        List<Unused> known = unused;
        if (known == null) {
            known = List.copyOf(idle.get());
            unused = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return changes().toString();
    }
}
