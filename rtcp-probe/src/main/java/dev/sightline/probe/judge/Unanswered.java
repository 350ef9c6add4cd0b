package dev.sightline.probe.judge;

import static dev.sightline.probe.Wording.seconds;

import dev.sightline.probe.judge.correlation.Feedback;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.judge.seen.WatchRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The RTP of a camera that flowed since the last feedback for any of it. Where each burst comes from another port or source,
 * or long after the one before, the wait for feedback begins anew with each, and none of them proves anything; nor is what was
 * delivered long ago proof of what came since.
 */
final class Unanswered {
    private final Function<RtpStream, Feedback> feedback;
    private final WatchRules rules;

    Unanswered(Function<RtpStream, Feedback> feedback, WatchRules rules) {
        this.feedback = feedback;
        this.rules = rules;
    }

    /** Says for how long it flowed, where feedback would have been missed in as much of one stream. */
    Optional<String> inWords(List<RtpStream> streams) {
        Duration flowed = flowed(streams);
        return flowed.compareTo(rules.lostFeedback()) < 0
                ? Optional.empty()
                : Optional.of("; it came in parts, each too short to tell, and they flowed for " + seconds(flowed)
                        + " s together since feedback was seen last");
    }

    private Duration flowed(List<RtpStream> streams) {
        List<RtpStream> one = new ArrayList<>();
        Instant earliest = Instant.MAX;
        Duration flowed = Duration.ZERO;
        for (RtpStream stream : latestFirst(streams)) {
            if (stream.first().equals(stream.last())) {
                continue; // a packet alone
            }
            if (!stream.last().isAfter(earliest)) { // what flows beside another is no other time
                one.add(stream);
                earliest = stream.first();
                flowed = flowed.plus(stream.flowed(Instant.MIN));
            }
            Optional<Instant> served = served(stream);
            if (served.isPresent()) {
                return one.stream().map(other -> other.flowed(served.get())).reduce(Duration.ZERO, Duration::plus);
            }
            if (flowed.compareTo(rules.lostFeedback().plus(rules.firstFeedback())) >= 0) {
                return flowed; // feedback for one that ended before leaves as much
            }
        }
        return flowed;
    }

    private static List<RtpStream> latestFirst(List<RtpStream> streams) {
        return streams.size() == 1
                ? streams
                : streams.stream()
                        .sorted(Comparator.comparing(RtpStream::last).reversed())
                        .toList();
    }

    /** When feedback for it was seen last; what goes on long after its end is for nobody. */
    private Optional<Instant> served(RtpStream stream) {
        Instant most = stream.last().plus(rules.firstFeedback());
        return feedback.apply(stream)
                .latestFeedback()
                .map(tally -> tally.lastFeedback().isBefore(most) ? tally.lastFeedback() : most);
    }
}
