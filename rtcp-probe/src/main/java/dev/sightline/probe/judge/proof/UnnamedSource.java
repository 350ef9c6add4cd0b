package dev.sightline.probe.judge.proof;

import static dev.sightline.probe.Wording.seconds;
import static dev.sightline.probe.Wording.socket;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.scene.StreamCase;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.SentSource;
import dev.sightline.probe.judge.seen.SpokenSources.Named;
import dev.sightline.probe.judge.seen.WatchRules;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of several sources between the same sockets (audio and video in a bundle, RFC 8843) that no RTCP names for longer than
 * feedback may take, while another one is named. It may be media without feedback, or somebody else's in the camera's name.
 */
final class UnnamedSource {
    /** Packets a second: what has about one, or fewer, is no media that needs feedback, as metadata. */
    private static final double LEAST_OF_MEDIA = 1.5;

    /** What repairs other media sends so many times fewer packets than that. */
    private static final int REPAIRS_FEWER = 4;

    private static final String ASKED_AGAIN = "NACK";

    private final StreamCase the;
    private final List<SentSource> sources;

    /** What reaches the camera, and copies of it on other interfaces: one of them holds what all of them say. */
    private final List<RtcpTally> telling;

    private UnnamedSource(StreamCase the, List<SentSource> sources) {
        this.the = the;
        this.sources = sources;
        Set<InetSocketAddress> reached = the.feedback()
                .meaning(Meaning.DELIVERED)
                .map(RtcpTally::destination)
                .collect(Collectors.toSet());
        this.telling = the.feedback().toCamera().keySet().stream()
                .filter(tally -> reached.contains(tally.destination()))
                .toList();
    }

    /** {@link Verdict#UNPROVEN} where there is one; nothing where nobody is named, or not all that is said was captured. */
    static Optional<Finding> of(StreamCase the) {
        List<SentSource> sources = the.stream().severalSources();
        return sources.isEmpty()
                ? Optional.empty()
                : the.delivered().flatMap(tally -> new UnnamedSource(the, sources).beside(tally));
    }

    private Optional<Finding> beside(RtcpTally delivered) {
        if (telling.stream().anyMatch(tally -> tally.isCut() || tally.spoken().areTooMany())) {
            return Optional.empty();
        }
        return sources.stream()
                .filter(source -> isMedia(source, namedBeside(source)))
                .min(Comparator.comparing(this::unnamedSince))
                .map(source -> found(source, namedBeside(source), delivered));
    }

    private Finding found(SentSource source, List<SentSource> others, RtcpTally delivered) {
        Instant since = unnamedSince(source);
        String ssrc = Wording.ssrc(source.ssrc());
        String named = others.stream().map(other -> Wording.ssrc(other.ssrc())).collect(Collectors.joining(", "));
        return the.finding(
                Verdict.UNPROVEN,
                since,
                List.of(Cause.STREAM_IN_DOUBT),
                "RTP with SSRC " + ssrc + " (payload type " + source.payloadType() + ", " + Math.round(source.rate())
                        + " packets/s) came beside that of " + named + " from "
                        + socket(the.stream().source()) + " to "
                        + socket(the.stream().destination()) + ", and in "
                        + seconds(Duration.between(since, source.last())) + " s of it no RTCP that left for "
                        + socket(delivered.destination()) + " named it, while " + named
                        + (others.size() == 1 ? " was" : " were")
                        + " named" + astray(source, since)
                        + ": nothing shows whether it is media of this camera without feedback, or needs none",
                Cures.unnamedSource(the.stream(), ssrc));
    }

    private String astray(SentSource source, Instant since) {
        return the.feedback().toCamera().keySet().stream()
                .filter(tally -> !telling.contains(tally))
                .filter(tally -> tally.spoken()
                        .named(source.ssrc())
                        .filter(named -> named.at().isAfter(since))
                        .isPresent())
                .findFirst()
                .map(tally -> " (what named it went by " + tally.key().interfaceName() + " for "
                        + socket(tally.destination()) + ")")
                .orElse("");
    }

    /** When a source was named last; its own beginning, or that of what is known of the stream, where that was later. */
    private Instant unnamedSince(SentSource source) {
        Instant begun =
                later(later(source.since(), the.since()), the.scene().losses().last());
        return later(begun, named(source).map(Named::at).orElse(begun));
    }

    private Optional<Named> named(SentSource source) {
        return telling.stream()
                .flatMap(tally -> tally.spoken().named(source.ssrc()).stream())
                .max(Comparator.comparing(Named::at));
    }

    /** The sources that were named while another, unnamed, flowed with them for longer than reports may take. */
    private List<SentSource> namedBeside(SentSource source) {
        Instant since = unnamedSince(source);
        Duration patience = patience(source);
        return sources.stream()
                .filter(other -> other.ssrc() != source.ssrc())
                .filter(other -> Duration.between(later(since, other.since()), earlier(source.last(), other.last()))
                                .compareTo(patience)
                        >= 0)
                .filter(other -> isNamedAgain(other, later(since, other.since())))
                .toList();
    }

    /** In a session that goes on the first report on a source comes no sooner than any other. */
    private Duration patience(SentSource source) {
        WatchRules rules = the.scene().rules();
        Duration some = named(source).map(Named::gap).orElse(Duration.ZERO).multipliedBy(3);
        Duration most = some.compareTo(rules.longestGap()) < 0 ? some : rules.longestGap();
        return most.compareTo(rules.lostFeedback()) > 0 ? most : rules.lostFeedback();
    }

    /** Twice: what reports seldom reports on each source as seldom. */
    private boolean isNamedAgain(SentSource other, Instant since) {
        return named(other)
                .filter(named -> !named.gap().isZero())
                .filter(named -> named.at().minus(named.gap()).isAfter(since))
                .isPresent();
    }

    /**
     * Whether feedback should be there for a source. In a capture that is over what gave up counts as well, unless another
     * source took its place.
     */
    private boolean isMedia(SentSource source, List<SentSource> named) {
        boolean gaveUp = the.scene().retrospective()
                && sources.stream().noneMatch(other -> other.since().isAfter(source.last()));
        return !named.isEmpty()
                && source.rate() > LEAST_OF_MEDIA
                && (source.sends() || gaveUp)
                && !mayRepair(source, named);
    }

    /** Where offer and answer are known they tell; else what is sent again is less than what was lost, and asked for. */
    private boolean mayRepair(SentSource source, List<SentSource> named) {
        return the.agreed()
                .map(section -> !section.isMedia(source.payloadType()))
                .orElseGet(() -> named.stream().anyMatch(main -> isFewerThan(main, source)) && isAskedAgain());
    }

    private static boolean isFewerThan(SentSource main, SentSource source) {
        return main.payloadType() != source.payloadType() && REPAIRS_FEWER * source.rate() <= main.rate();
    }

    private boolean isAskedAgain() {
        return telling.stream()
                .flatMap(tally -> Stream.of(tally.types(), tally.copiedTypes()))
                .anyMatch(types -> types.containsKey(ASKED_AGAIN));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
