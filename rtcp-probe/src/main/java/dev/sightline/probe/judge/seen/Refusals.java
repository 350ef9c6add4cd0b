package dev.sightline.probe.judge.seen;

import static java.util.stream.Collectors.groupingBy;

import dev.sightline.probe.Cause;
import dev.sightline.probe.RecentMap;
import dev.sightline.probe.Refusal;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkEnds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The network's answers that something could not be delivered, by what they speak of. Not for several threads. */
public final class Refusals {
    /** Answers are rationed, commonly to one in a second: after a longer pause they begin anew. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Within it an answer is the same one, seen on another link of the same interface: two of one host are alike there. */
    private static final Duration SAME_ANSWER = Duration.ofMillis(500);

    /** Where one router refuses the RTCP of many, a camera may wait so long for its turn. */
    public static final Duration IN_TURN = Duration.ofMinutes(5);

    /**
     * Answers that are alike.
     *
     * @param refusal without those before a pause of some seconds
     * @param ofThisHost whether this host gave them itself, and no other
     * @param sender the SSRC that they quote
     * @param hopLimit what was left of that of the last of them
     * @param ends between which stations of its link that came
     * @param count how many came, none of them more than {@link #IN_TURN} after the one before
     * @param first when the first of these came
     * @param times when the latest of these came
     */
    public record Answer(
            Refusal refusal,
            boolean ofThisHost,
            Optional<Long> sender,
            HopLimit hopLimit,
            LinkEnds ends,
            long count,
            Instant first,
            AnswerTimes times) {
        /** By which link address the last of them came; 0: not known. */
        public long station() {
            return ends.source();
        }

        /** Whether neither this host nor the one that could not be reached gave them, and they quote an SSRC. */
        public boolean isOfARouter() {
            return !ofThisHost && sender.isPresent() && !isInItsName();
        }

        /** Whether the one that could not be reached gave them itself, and they quote an SSRC. */
        public boolean isOfItsHost() {
            return !ofThisHost && sender.isPresent() && isInItsName();
        }

        private boolean isInItsName() {
            return refusal.reporter().equals(refusal.destination().getAddress());
        }
    }

    /** @param arrived whether it certainly came from outside, so that it is none of this host's own answers */
    private record Key(
            InetSocketAddress source,
            InetSocketAddress destination,
            Cause kind,
            boolean arrived,
            Optional<Long> sender) {}

    private final RecentMap<Key, Answer> answers;

    public Refusals(int bound) {
        answers = new RecentMap<>(bound);
    }

    public void seen(IcmpError error) {
        Optional<Cause> kind = kind(error);
        boolean arrived = error.direction() == Direction.IN;
        if (kind.isEmpty() || (arrived && isInTheSendersName(error))) {
            return;
        }
        Key key = new Key(error.source(), error.destination(), kind.get(), arrived, error.sender());
        Optional<Answer> turn =
                Optional.ofNullable(answers.get(key)).filter(answer -> isWithin(IN_TURN, answer, error));
        if (turn.filter(answer -> isOnAnotherLink(answer, error)).isPresent()) {
            return;
        }
        Optional<Refusal> before =
                turn.filter(answer -> isWithin(PAUSE, answer, error)).map(Answer::refusal);
        Refusal refusal = new Refusal(
                kind.get(),
                error.reporter(),
                error.interfaceName(),
                error.source(),
                error.destination(),
                1 + before.map(Refusal::count).orElse(0L),
                before.map(Refusal::first).orElse(error.at()),
                error.at());
        AnswerTimes times =
                turn.map(answer -> answer.times().with(error.at())).orElseGet(() -> AnswerTimes.of(error.at()));
        boolean came = arrived || (error.direction() == Direction.UNKNOWN && !isInTheSendersName(error));
        answers.put(
                key,
                new Answer(
                        refusal,
                        !came,
                        error.sender(),
                        new HopLimit(error.hopLimit()),
                        error.ends(),
                        1 + turn.map(Answer::count).orElse(0L),
                        turn.map(Answer::first).orElse(error.at()),
                        times));
    }

    private static boolean isOnAnotherLink(Answer counted, IcmpError error) {
        Refusal last = counted.refusal();
        return !counted.ends().equals(error.ends())
                && last.interfaceName().equals(error.interfaceName())
                && last.reporter().equals(error.reporter())
                && isWithin(SAME_ANSWER, counted, error);
    }

    private static boolean isWithin(Duration pause, Answer before, IcmpError next) {
        return Duration.between(before.refusal().last(), next.at()).compareTo(pause) <= 0;
    }

    /** What a host answers to itself does not arrive from outside: that is forged. */
    private static boolean isInTheSendersName(IcmpError error) {
        return error.reporter().equals(error.source().getAddress());
    }

    /** Who puts fragments together on the way does not tell what the receiver gets. */
    private static boolean isOfTheReceiver(IcmpError error) {
        return error.reporter().equals(error.destination().getAddress());
    }

    private static Optional<Cause> kind(IcmpError error) {
        return switch (error.kind()) {
            case PORT_UNREACHABLE -> Optional.of(Cause.PORT_UNREACHABLE);
            case HOST_UNREACHABLE -> Optional.of(Cause.HOST_UNREACHABLE);
            case NETWORK_UNREACHABLE -> Optional.of(Cause.NETWORK_UNREACHABLE);
            case PROHIBITED -> Optional.of(Cause.PROHIBITED);
            case TIME_EXCEEDED -> Optional.of(Cause.TIME_EXCEEDED);
            case FRAGMENTS_MISSING -> Optional.of(Cause.TIME_EXCEEDED).filter(cause -> isOfTheReceiver(error));
            case TOO_BIG, OTHER -> Optional.empty(); // says nothing of RTCP, which is small
        };
    }

    public boolean isEmpty() {
        return answers.isEmpty();
    }

    /** What neither this host nor the one that could not be reached answered, and quotes an SSRC. */
    public List<Answer> ofRouters() {
        return answers.values().stream().filter(Answer::isOfARouter).toList();
    }

    /** All but what this host answered itself. */
    public Stream<Answer> ofOthers() {
        return answers.values().stream().filter(answer -> !answer.ofThisHost());
    }

    /** By the host that could not be reached. */
    public Map<InetAddress, List<Answer>> byDestination() {
        return answers.values().stream()
                .collect(groupingBy(answer -> answer.refusal().destination().getAddress()));
    }

    /**
     * What this host itself answers the sender of a datagram that came for its own address, if it did so lately.
     *
     * @param ssrc the one that the answer quotes where it is about RTCP
     */
    public Optional<Refusal> ofThisHost(
            InetSocketAddress source, InetSocketAddress destination, long ssrc, Instant after) {
        if (answers.isEmpty()) {
            return Optional.empty();
        }
        return Stream.of(Cause.PROHIBITED, Cause.PORT_UNREACHABLE, Cause.HOST_UNREACHABLE, Cause.NETWORK_UNREACHABLE)
                .flatMap(kind -> Stream.of(Optional.<Long>empty(), Optional.of(ssrc))
                        .map(sender -> answers.get(new Key(source, destination, kind, /* arrived= */ false, sender))))
                .filter(Objects::nonNull)
                .map(Answer::refusal)
                .filter(refusal -> refusal.reporter().equals(destination.getAddress()))
                .filter(refusal -> refusal.last().isAfter(after))
                .max(Comparator.comparing(Refusal::last));
    }

    /** Whether this host answered the camera that nothing listens where a stream goes, a moment ago. */
    public boolean mediaServerIsGone(RtpStream stream, Instant now) {
        if (answers.isEmpty()) {
            return false;
        }
        Answer answer = answers.get(
                new Key(stream.source(), stream.destination(), Cause.PORT_UNREACHABLE, false, Optional.empty()));
        return answer != null && Duration.between(answer.refusal().last(), now).compareTo(Duration.ofSeconds(3)) <= 0;
    }
}
