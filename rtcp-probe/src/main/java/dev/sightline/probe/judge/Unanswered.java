package dev.sightline.probe.judge;

import static dev.sightline.probe.Wording.seconds;

import dev.sightline.probe.judge.correlation.Feedback;
import dev.sightline.probe.judge.seen.FlowTime;
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

    /** Says for how long it flowed at least, where feedback would have been missed in as much of one stream. */
    Optional<String> inWords(List<RtpStream> streams) {
        Duration flowed = flowed(streams);
        return flowed.compareTo(rules.lostFeedback()) < 0
                ? Optional.empty()
                : Optional.of("; it came in parts, each too short to tell, and they flowed for at least "
                        + seconds(flowed) + " s together since feedback was seen last");
    }

    private Duration flowed(List<RtpStream> streams) {
        List<RtpStream> lately = new ArrayList<>();
        Instant served = Instant.MIN;
        int look = 1;
        for (RtpStream stream : latestFirst(streams)) {
            Instant most = servedAtMost(stream);
            if (!most.isAfter(served)) {
                break; // nor was any that ended before served later
            }
            if (lately.size() == look) { // and not with each: there may be thousands
                look *= 2;
                Duration leastFlowed = flowed(lately, most);
                if (leastFlowed.compareTo(rules.lostFeedback()) >= 0) {
                    return leastFlowed; // feedback for one that ended before leaves as much
                }
            }
            if (!stream.first().equals(stream.last())) { // no packet alone
                lately.add(stream);
                Instant last = served(stream, most);
                served = last.isAfter(served) ? last : served;
            }
        }
        return flowed(lately, served);
    }

    /** What flows beside another is no other time. */
    private static Duration flowed(List<RtpStream> streams, Instant since) {
        return FlowTime.together(
                streams.stream().flatMap(stream -> stream.times(since).stream()).toList());
    }

    private static List<RtpStream> latestFirst(List<RtpStream> streams) {
        return streams.size() == 1
                ? streams
                : streams.stream()
                        .sorted(Comparator.comparing(RtpStream::last).reversed())
                        .toList();
    }

    /** What goes on long after its end is for nobody. */
    private Instant servedAtMost(RtpStream stream) {
        return stream.last().plus(rules.firstFeedback());
    }

    /** When feedback for it was seen last; {@link Instant#MIN} where none was. */
    private Instant served(RtpStream stream, Instant most) {
        return feedback.apply(stream)
                .latestFeedback()
                .map(tally -> tally.lastFeedback().isBefore(most) ? tally.lastFeedback() : most)
                .orElse(Instant.MIN);
    }
}
