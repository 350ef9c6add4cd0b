package dev.sightline.probe.judge.seen;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A time in which RTP flowed without a pause. */
public record FlowTime(Instant from, Instant to) {
    /** When the first of them begins; empty where there is none that lasts. */
    public static Optional<Instant> begin(Collection<FlowTime> times) {
        return times.stream()
                .filter(time -> time.to.isAfter(time.from))
                .map(FlowTime::from)
                .min(Comparator.naturalOrder());
    }

    /** How long they are together; what several have in common counts once. */
    public static Duration together(Collection<FlowTime> times) {
        List<FlowTime> inOrder =
                times.stream().sorted(Comparator.comparing(FlowTime::from)).toList();
        Duration whole = Duration.ZERO;
        Instant until = Instant.MIN;
        for (FlowTime time : inOrder) {
            Instant from = time.from.isAfter(until) ? time.from : until;
            if (time.to.isAfter(from)) {
                whole = whole.plus(Duration.between(from, time.to));
                until = time.to;
            }
        }
        return whole;
    }
}
