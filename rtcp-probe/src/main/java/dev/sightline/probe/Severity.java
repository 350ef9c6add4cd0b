package dev.sightline.probe;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** How bad a verdict is, to choose the one that speaks for several streams or cameras. */
public final class Severity {
    private Severity() {}

    /** The worst of several; empty where there is none. */
    public static Optional<Verdict> worst(Stream<Verdict> verdicts) {
        return verdicts.max(Comparator.comparingInt(Severity::of));
    }

    /** Greater is worse. What is not known outranks what is well: a verdict is never better than its weakest part. */
    public static int of(Verdict verdict) {
        return switch (verdict) {
            case DELIVERED -> 0;
            case UNPROVEN -> 1;
            case NO_MEDIA -> 2;
            case SILENT -> 3;
            case UNREACHABLE -> 4;
            case TRAPPED -> 5;
            case BLOCKED -> 6;
        };
    }
}
