package dev.sightline.probe.judge.proof;

import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
        Set<Long> spoken = spoken(the);
        if (isAboutAnother(the, spoken)) {
            return Optional.of("; it speaks of " + hex(spoken) + ", but the camera sends " + sent(the));
        }
        if (the.agreed().isEmpty()) {
            return Optional.empty();
        }
        Set<Long> offered = the.agreed().get().ssrcsUnlike(the.stream());
        Set<Long> both = offered.stream().filter(spoken::contains).collect(Collectors.toSet());
        if (!both.isEmpty()) {
            return Optional.of(
                    "; it speaks of " + hex(both) + ", too, as was offered, but the camera sends " + sent(the));
        }
        return offered.isEmpty() || !Blame.lacksRemb(the, since)
                ? Optional.empty()
                : Optional.of("; " + hex(offered) + " was offered, but the camera sends " + sent(the));
    }

    private static String sent(StreamCase the) {
        return Wording.ssrc(the.stream().ssrc());
    }

    private static boolean isAboutAnother(StreamCase the, Set<Long> spoken) {
        return !spoken.isEmpty()
                && !isAboutIts(the, spoken)
                && reaching(the).stream().noneMatch(flow -> flow.spoken().areTooMany());
    }

    private static boolean isAboutIts(StreamCase the, Set<Long> spoken) {
        for (long ssrc : spoken) {
            if (the.stream().sendsNow(ssrc)) {
                return true;
            }
        }
        return false;
    }

    /** Two links of a bond share datagrams out, and a media server may report on each source from a socket of its own. */
    private static Set<Long> spoken(StreamCase the) {
        List<RtcpTally> reaching = reaching(the);
        if (reaching.size() == 1) {
            return reaching.get(0).spoken().lately();
        }
        return reaching.stream()
                .flatMap(tally -> tally.spoken().lately().stream())
                .collect(Collectors.toSet());
    }

    private static List<RtcpTally> reaching(StreamCase the) {
        return the.feedback().meaning(Meaning.DELIVERED).filter(the::isFresh).toList();
    }

    private static String hex(Set<Long> ssrcs) {
        return ssrcs.stream().limit(ENOUGH).sorted().map(Wording::ssrc).collect(Collectors.joining(", "));
    }
}
