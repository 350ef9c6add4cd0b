package dev.sightline.probe.host.firewall;

/** Whether something holds, as far as it can be told; ordered from the least to the most. */
public enum Truth {
    NO,
    MAYBE,
    YES;

    Truth and(Truth other) {
        return compareTo(other) <= 0 ? this : other;
    }

    Truth not() {
        return switch (this) {
            case NO -> YES;
            case MAYBE -> MAYBE;
            case YES -> NO;
        };
    }

    static Truth of(boolean holds) {
        return holds ? YES : NO;
    }
}
