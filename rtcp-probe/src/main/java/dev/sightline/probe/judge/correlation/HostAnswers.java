package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.Refusal;
import dev.sightline.probe.judge.seen.Refusals;
import dev.sightline.probe.judge.seen.Refusals.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What hosts answer of all that this one sends them. A host rations its answers by whom they are for (Linux: one a second,
 * {@code net.ipv4.icmp_ratelimit}), whatever they are about and to whichever of its addresses that was sent: while it
 * answers one datagram, that it does not answer another proves nothing.
 */
public final class HostAnswers {
    /** Who answers, and which of this host's addresses. */
    private record ByAddress(InetAddress reporter, InetAddress told) {}

    /** The same by the link address from which it comes, which several of its addresses share. */
    private record ByStation(String interfaceName, long station, InetAddress told) {}

    /**
     * A host's latest answer, and the latest about another socket than that one's.
     *
     * @param beside about another one
     */
    private record Latest(Refusal last, Optional<Refusal> beside) {
        Latest with(Refusal next) {
            boolean same = next.destination().equals(last.destination());
            if (!next.last().isBefore(last.last())) {
                return new Latest(next, same ? beside : Optional.of(last));
            }
            boolean later =
                    beside.filter(known -> !known.last().isBefore(next.last())).isEmpty();
            return same || !later ? this : new Latest(last, Optional.of(next));
        }

        Optional<Refusal> besides(InetSocketAddress socket) {
            return last.destination().equals(socket) ? beside : Optional.of(last);
        }
    }

    private final Map<ByAddress, Latest> byAddress = new HashMap<>();
    private final Map<ByStation, Latest> byStation = new HashMap<>();

    public HostAnswers(Refusals refusals) {
        if (!refusals.isEmpty()) {
            refusals.ofOthers().forEach(this::add);
        }
    }

    private void add(Answer answer) {
        Refusal refusal = answer.refusal();
        add(byAddress, address(refusal), refusal);
        if (answer.station() != 0) {
            add(byStation, station(answer), refusal);
        }
    }

    private static <K> void add(Map<K, Latest> all, K who, Refusal refusal) {
        all.merge(who, new Latest(refusal, Optional.empty()), (known, next) -> known.with(next.last()));
    }

    private static ByAddress address(Refusal refusal) {
        return new ByAddress(refusal.reporter(), refusal.source().getAddress());
    }

    private static ByStation station(Answer answer) {
        Refusal refusal = answer.refusal();
        return new ByStation(
                refusal.interfaceName(), answer.station(), refusal.source().getAddress());
    }

    /**
     * The latest answer of the same host about another socket.
     *
     * @param isItsStation whether the link address is the host's own, and no router's
     */
    public Optional<Refusal> lastBeside(Answer answer, boolean isItsStation) {
        Refusal refusal = answer.refusal();
        Stream<Latest> known = Stream.concat(
                Optional.ofNullable(byAddress.get(address(refusal))).stream(),
                Optional.ofNullable(byStation.get(station(answer))).filter(there -> isItsStation).stream());
        return known.flatMap(latest -> latest.besides(refusal.destination()).stream())
                .reduce((one, other) -> one.last().isBefore(other.last()) ? other : one);
    }
}
