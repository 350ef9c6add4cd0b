package dev.sightline.probe.judge.scene;

import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.correlation.Feedback;
import dev.sightline.probe.judge.correlation.ServerRtcpPorts;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What goes between one stream's camera and its media server, as this host's firewall sees it. It is put together when it is
 * asked for, for most firewalls drop nothing.
 *
 * @param look what was seen of the stream
 * @param agreed the media section that agreed on it, when it is known
 */
public record StreamPackets(Look look, Optional<AgreedSection> agreed) {

    /** The camera's RTP; twice where this host translates it: a rule for what is forwarded sees the second. */
    public List<FilteredPacket> media() {
        return look.both().map(one -> look.in(one.source(), one.destination())).toList();
    }

    /** The camera's RTCP, likewise. */
    public List<FilteredPacket> reports() {
        return look.feedback().fromCamera().stream()
                .flatMap(tally -> look.both()
                        .map(one -> look.in(
                                tally.source(), at(one, tally.destination().getPort()))))
                .toList();
    }

    /** RTCP that the camera may expect. */
    public List<FilteredPacket> answers() {
        List<InetSocketAddress> servers = servers();
        return cameraSockets()
                .flatMap(camera -> Stream.concat(servers.stream(), look.both().map(RtpStream::destination))
                        .map(server -> look.out(server, camera)))
                .toList();
    }

    /** RTCP that leaves for it. */
    List<FilteredPacket> sent() {
        return look.feedback()
                .meaning(Meaning.DELIVERED)
                .map(tally -> look.out(tally.source(), tally.destination()))
                .toList();
    }

    /** RTCP that reaches this host on its way to the camera, and is not seen leaving it. */
    public List<FilteredPacket> through() {
        Set<String> leavesBy = Set.copyOf(look.stream().arrivingOn());
        return look.feedback().toCamera().keySet().stream()
                .filter(look::isInside)
                .map(tally -> new FilteredPacket(
                        tally.source(),
                        tally.destination(),
                        Look.with(look.uncaptured(), tally.interfaces()),
                        Look.with(look.uncaptured(), leavesBy),
                        look.sendsFrom(tally.destination())))
                .toList();
    }

    /**
     * The camera's RTP as this host would hand it on to where its feedback comes from: by the port that is as far from the
     * feedback's, or by its own, for a translation may change it.
     *
     * @param inside the feedback as it reaches this host
     * @param outside the same as it leaves
     */
    public List<FilteredPacket> forwarded(RtcpTally inside, RtcpTally outside) {
        RtpStream stream = look.stream();
        int shift = inside.source().getPort() - outside.source().getPort();
        boolean answered = look.feedback().toCamera().keySet().stream()
                .anyMatch(tally -> tally.destination().equals(stream.source()));
        return Stream.of(stream.localPort(), (stream.localPort() + shift) & 0xffff)
                .distinct()
                .map(port -> new FilteredPacket(
                        stream.source(),
                        new InetSocketAddress(inside.source().getAddress(), port),
                        Look.with(look.uncaptured(), stream.arrivingOn()),
                        Look.with(look.uncaptured(), inside.interfaces()),
                        answered))
                .toList();
    }

    /** The sockets from which the media server may send RTCP. */
    List<InetSocketAddress> servers() {
        Set<Integer> ports =
                ServerRtcpPorts.of(look.stream(), look.feedback(), agreed).likely();
        return look.both()
                .flatMap(one -> ports.stream().map(port -> at(one, port)))
                .toList();
    }

    List<FilteredPacket> incoming() {
        return Stream.concat(media().stream(), reports().stream()).toList();
    }

    /** The media server's port that is as far above this one's as {@code port} is above the stream's own. */
    private InetSocketAddress at(RtpStream one, int port) {
        int above = port - look.stream().localPort();
        return new InetSocketAddress(one.destination().getAddress(), (one.localPort() + above) & 0xffff);
    }

    /** Where the camera may expect RTCP. */
    private Stream<InetSocketAddress> cameraSockets() {
        Set<Integer> ports = new LinkedHashSet<>(look.feedback().expected().certain());
        ports.add(look.stream().source().getPort());
        return ports.stream().map(port -> new InetSocketAddress(look.stream().camera(), port));
    }

    /**
     * What was seen of a stream, by which its packets are told to a firewall's rule.
     *
     * @param behind the same stream as this host translates it
     * @param leadsBy the interfaces by which the kernel sends to the camera, where that is known
     * @param uncaptured interfaces that are not captured, of which one may stand above that by which the RTP is seen
     */
    public record Look(
            RtpStream stream,
            Optional<RtpStream> behind,
            Feedback feedback,
            Set<String> leadsBy,
            Set<String> uncaptured) {
        Stream<RtpStream> both() {
            return Stream.concat(Stream.of(stream), behind.stream());
        }

        public FilteredPacket in(InetSocketAddress from, InetSocketAddress to) {
            boolean answered = feedback.toCamera().keySet().stream()
                    .anyMatch(tally ->
                            tally.source().equals(to) && tally.destination().equals(from));
            return new FilteredPacket(
                    from,
                    to,
                    with(uncaptured, stream.arrivingOn()),
                    behind.map(RtpStream::interfaceNames).map(Set::copyOf).orElse(Set.of()),
                    answered);
        }

        public FilteredPacket out(InetSocketAddress from, InetSocketAddress to) {
            return new FilteredPacket(from, to, Set.of(), leadsBy, isAnswered(from, to));
        }

        /** Whether the camera sends between the same sockets. */
        private boolean isAnswered(InetSocketAddress from, InetSocketAddress to) {
            return (stream.source().equals(to) && stream.destination().equals(from))
                    || feedback.fromCamera().stream()
                            .anyMatch(tally -> tally.source().equals(to)
                                    && tally.destination().equals(from));
        }

        /** Whether the camera sends from this socket: by which of them it is answered, a translation hides. */
        private boolean sendsFrom(InetSocketAddress socket) {
            return stream.source().equals(socket)
                    || feedback.fromCamera().stream()
                            .anyMatch(tally -> tally.source().equals(socket));
        }

        /** Whether it was seen on its way from a media server behind this host, and not where it leaves. */
        boolean isInside(RtcpTally tally) {
            return feedback.toCamera().get(tally) == Meaning.NOT_FORWARDED
                    || behind.filter(inner -> inner.destination()
                                    .getAddress()
                                    .equals(tally.source().getAddress()))
                            .isPresent();
        }

        private static Set<String> with(Set<String> names, Collection<String> others) {
            return Stream.concat(names.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
        }
    }
}
