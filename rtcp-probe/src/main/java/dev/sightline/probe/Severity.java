package dev.sightline.probe;

/** How bad a verdict is, to choose the one that speaks for several streams or cameras. */
public final class Severity {
    private Severity() {}

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
