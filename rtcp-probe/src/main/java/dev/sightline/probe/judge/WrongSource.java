package dev.sightline.probe.judge;

import dev.sightline.probe.RtcpFlow.Meaning;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Feedback that arrives and that the camera does not heed, for it is about a source that the camera does not send. A media
 * server that was offered an SSRC asks that one for keyframes and bitrates, though it reports on what it really gets.
 */
final class WrongSource {
    private static final int ENOUGH = 3;

    private WrongSource() {}

    /**
     * What is wrong of the sources, going on with a sentence; empty where nothing is.
     *
     * @param since since when feedback is delivered
     */
    static Optional<String> words(StreamCase the, RtcpTally tally, Instant since) {
        if (tally.unique() < ENOUGH) {
            return Optional.empty();
        }
        String sent = RtcpWords.hex(the.stream().ssrc());
        Set<Long> spoken = spoken(the);
        if (isAboutAnother(the, spoken)) {
            return Optional.of("; it speaks of " + hex(spoken) + ", but the camera sends " + sent);
        }
        Set<Long> offered =
                the.agreed().map(section -> section.ssrcsUnlike(the.stream())).orElse(Set.of());
        Set<Long> both = offered.stream().filter(spoken::contains).collect(Collectors.toSet());
        if (!both.isEmpty()) {
            return Optional.of("; it speaks of " + hex(both) + ", too, as was offered, but the camera sends " + sent);
        }
        return offered.isEmpty() || !Blame.lacksRemb(the, since)
                ? Optional.empty()
                : Optional.of("; " + hex(offered) + " was offered, but the camera sends " + sent);
    }

    private static boolean isAboutAnother(StreamCase the, Set<Long> spoken) {
        return !spoken.isEmpty()
                && spoken.stream().noneMatch(the.stream()::hasSent)
                && reaching(the).noneMatch(flow -> flow.spoken().areTooMany());
    }

    /** Two links of a bond share datagrams out, and a media server may report on each source from a socket of its own. */
    private static Set<Long> spoken(StreamCase the) {
        return reaching(the).flatMap(tally -> tally.spoken().lately().stream()).collect(Collectors.toSet());
    }

    private static Stream<RtcpTally> reaching(StreamCase the) {
        return the.feedback().meaning(Meaning.DELIVERED).filter(the::isFresh);
    }

    private static String hex(Set<Long> ssrcs) {
        return ssrcs.stream().limit(ENOUGH).sorted().map(RtcpWords::hex).collect(Collectors.joining(", "));
    }
}
