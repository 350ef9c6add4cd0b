package dev.sightline.sdp.diff;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.RtcpFeedback;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The feedback messages of one section: what {@code *} says for all is kept and compared once, and not for each codec, of
 * which a hostile section has many.
 */
final class FeedbackSaid {
    private final Set<String> ofAll = new HashSet<>();
    private final Map<String, Set<String>> own = new HashMap<>();

    private FeedbackSaid() {}

    /** @param names of payload types; messages for one without a name are left out */
    static FeedbackSaid in(MediaDescription section, IntFunction<Optional<String>> names) {
        FeedbackSaid said = new FeedbackSaid();
        for (RtcpFeedback feedback : section.views(RtcpFeedback.class)) {
            if (feedback.payloadType().isEmpty()) {
                said.ofAll.add(feedback.message());
            } else {
                names.apply(feedback.payloadType().getAsInt())
                        .ifPresent(name -> said.own
                                .computeIfAbsent(name, any -> new HashSet<>())
                                .add(feedback.message()));
            }
        }
        return said;
    }

    /**
     * What this section says of common codecs and the other one does not.
     *
     * @param codecs those that both have
     */
    Facts facts(FeedbackSaid other, Set<String> codecs) {
        Facts facts = new Facts();
        allBut(other, codecs).forEach(message -> facts.add("feedback of every codec", message));
        Set<String> othersOwn = other.allBut(this, codecs);
        for (String codec : codecs) {
            Set<String> there = other.own.getOrDefault(codec, Set.of());
            String what = "feedback of " + codec;
            for (String message : own.getOrDefault(codec, Set.of())) {
                boolean said =
                        there.contains(message) || (other.ofAll.contains(message) && !othersOwn.contains(message));
                if (!said) {
                    facts.add(what, message);
                }
            }
        }
        return facts;
    }

    /** What is said of all here and of not all there, be it by {@code *} or one by one. */
    private Set<String> allBut(FeedbackSaid other, Set<String> codecs) {
        Map<String, Integer> times = new HashMap<>();
        for (String codec : codecs) {
            other.own.getOrDefault(codec, Set.of()).forEach(message -> times.merge(message, 1, Integer::sum));
        }
        Set<String> left = new HashSet<>(codecs.isEmpty() ? Set.of() : ofAll);
        left.removeIf(message -> other.ofAll.contains(message) || times.getOrDefault(message, 0) == codecs.size());
        return left;
    }
}
