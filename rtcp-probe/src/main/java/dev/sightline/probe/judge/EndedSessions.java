package dev.sightline.probe.judge;

import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.agreed.Agreement;
import dev.sightline.probe.judge.agreed.Agreements;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells what was seen of sessions that are over. That is what has been silent for {@link #MEMORY}, and was so already when
 * everything began that is still of interest at its port of the media server: what was agreed on, and what was seen since
 * then. The same goes for what names the source of a stream.
 */
final class EndedSessions {
    /** Twice as long as anything that is silent still tells of what goes on: longest of all what a router answered. */
    static final Duration MEMORY = Refusals.IN_TURN.multipliedBy(2);

    private final Instant silent;
    /** RTP that came since then to a port may belong to what is present there. */
    private final Map<Integer, Instant> streamsAt = new HashMap<>();
    /** The same of RTCP. */
    private final Map<Integer, Instant> flowsAt = new HashMap<>();
    /** The same by SSRC; that of several streams proves nothing. */
    private final Map<Long, Instant> ofSource = new HashMap<>();

    EndedSessions(Instant now, Agreements agreements, Collection<RtpStream> streams, Collection<RtcpTally> rtcp) {
        silent = now.minus(MEMORY);
        agreements.all().forEach(this::holds);
        rtcp.stream().filter(tally -> !isSilent(tally.last())).forEach(this::goesOn);
        streams.stream().filter(stream -> !contain(stream)).toList().forEach(stream -> goesOn(stream, agreements));
    }

    private void holds(Agreement agreement) {
        Instant since = agreement.since();
        agreement.ports().forEach(port -> goesOn(port, since));
        agreement.sections().forEach(section -> began(flowsAt, section.serverRtcpPort(), since));
    }

    private void goesOn(RtpStream stream, Agreements agreements) {
        goesOn(stream.localPort(), stream.first());
        agreements
                .of(stream)
                .map(AgreedSection::serverRtcpPort)
                .ifPresent(port -> began(flowsAt, port, stream.first()));
        ofSource.merge(stream.ssrc(), stream.first().minus(MEMORY), (one, other) -> Instant.MAX);
    }

    /**
     * RTP at a port has its RTCP there or, as a rule, at the one above; whose that is is told by the RTP at the ports beside
     * it. RTCP of those is none of it, or what stays for long would keep all that its neighbours ever were.
     */
    private void goesOn(int port, Instant since) {
        IntStream.rangeClosed(port - 1, port + 1).forEach(beside -> began(streamsAt, beside, since));
        IntStream.rangeClosed(port, port + 1).forEach(own -> began(flowsAt, own, since));
    }

    private void goesOn(RtcpTally tally) {
        ports(tally).forEach(port -> {
            began(streamsAt, port - 1, tally.first());
            began(streamsAt, port, tally.first());
            began(flowsAt, port, tally.first());
        });
    }

    private static void began(Map<Integer, Instant> at, int port, Instant then) {
        at.merge(port, then.minus(MEMORY), (one, other) -> one.isBefore(other) ? one : other);
    }

    /** Of what neither comes in nor leaves either end may be the media server's. */
    private static IntStream ports(RtcpTally tally) {
        int from = tally.source().getPort();
        int to = tally.destination().getPort();
        return switch (tally.direction()) {
            case IN -> IntStream.of(to);
            case OUT, LOCAL -> IntStream.of(from);
            case UNKNOWN -> IntStream.of(from, to);
        };
    }

    private boolean isSilent(Instant last) {
        return last.isBefore(silent);
    }

    /** Whether a stream is one of theirs. */
    boolean contain(RtpStream stream) {
        Instant last = stream.heard();
        return isSilent(last)
                && !isSince(streamsAt.get(stream.localPort()), last)
                && !isSince(ofSource.get(stream.ssrc()), last);
    }

    /** Whether a flow of RTCP is one of theirs. */
    boolean contain(RtcpTally tally) {
        Instant last = tally.last();
        return isSilent(last)
                && ports(tally).noneMatch(port -> isSince(flowsAt.get(port), last))
                && Stream.concat(tally.mediaSsrcs().stream(), tally.senderSsrcs().stream())
                        .noneMatch(ssrc -> isSince(ofSource.get(ssrc), last));
    }

    private static boolean isSince(@Nullable Instant then, Instant last) {
        return then != null && !last.isBefore(then);
    }
}
