package dev.sightline.probe.judge;

import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.RtcpFlow.Meaning;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What goes between one stream's camera and its media server, as this host's firewall sees it.
 *
 * @param look what was seen of the stream
 * @param media the camera's RTP; twice where this host translates it: a rule for what is forwarded sees the second
 * @param reports the camera's RTCP, likewise
 * @param answers RTCP that the camera may expect
 * @param sent RTCP that leaves for it
 * @param servers the sockets from which the media server may send RTCP
 */
record StreamPackets(
        Look look,
        List<FilteredPacket> media,
        List<FilteredPacket> reports,
        List<FilteredPacket> answers,
        List<FilteredPacket> sent,
        List<InetSocketAddress> servers) {
    StreamPackets {
        media = List.copyOf(media);
        reports = List.copyOf(reports);
        answers = List.copyOf(answers);
        sent = List.copyOf(sent);
        servers = List.copyOf(servers);
    }

    /**
     * @param behind the same stream as this host translates it
     * @param leadsBy the interfaces by which the kernel sends to the camera, where that is known
     * @param uncaptured interfaces that are not captured, of which one may stand above that by which the RTP is seen
     */
    static StreamPackets of(
            RtpStream stream,
            Optional<RtpStream> behind,
            Feedback feedback,
            Optional<AgreedSection> agreed,
            Set<String> leadsBy,
            Set<String> uncaptured) {
        Set<String> comesBy = Stream.concat(stream.arrivingOn().stream(), uncaptured.stream())
                .collect(Collectors.toUnmodifiableSet());
        Look look = new Look(stream, behind, feedback, comesBy, leadsBy);
        List<RtpStream> both = Stream.concat(Stream.of(stream), behind.stream()).toList();
        Set<Integer> ports = ServerRtcpPorts.of(stream, feedback, agreed).likely();
        List<InetSocketAddress> servers = both.stream()
                .flatMap(one -> ports.stream().map(port -> at(one, port - stream.localPort())))
                .toList();
        return new StreamPackets(
                look,
                both.stream()
                        .map(one -> look.in(one.source(), one.destination()))
                        .toList(),
                feedback.fromCamera().stream()
                        .flatMap(tally -> both.stream()
                                .map(one -> look.in(
                                        tally.source(),
                                        at(one, tally.destination().getPort() - stream.localPort()))))
                        .toList(),
                cameraSockets(stream, feedback)
                        .flatMap(camera -> Stream.concat(
                                        servers.stream(), both.stream().map(RtpStream::destination))
                                .map(server -> look.out(server, camera)))
                        .toList(),
                feedback.meaning(Meaning.DELIVERED)
                        .map(tally -> look.out(tally.source(), tally.destination()))
                        .toList(),
                servers);
    }

    List<FilteredPacket> incoming() {
        return Stream.concat(media.stream(), reports.stream()).toList();
    }

    /** The media server's port that is so far above the stream's. */
    private static InetSocketAddress at(RtpStream stream, int above) {
        return new InetSocketAddress(stream.destination().getAddress(), (stream.localPort() + above) & 0xffff);
    }

    /** Where the camera may expect RTCP. */
    private static Stream<InetSocketAddress> cameraSockets(RtpStream stream, Feedback feedback) {
        Set<Integer> ports = new LinkedHashSet<>(feedback.expected().certain());
        ports.add(stream.source().getPort());
        return ports.stream().map(port -> new InetSocketAddress(stream.camera(), port));
    }

    /** What was seen of a stream, by which its packets are told to a firewall's rule. */
    record Look(
            RtpStream stream, Optional<RtpStream> behind, Feedback feedback, Set<String> comesBy, Set<String> leadsBy) {
        FilteredPacket in(InetSocketAddress from, InetSocketAddress to) {
            boolean answered = feedback.toCamera().keySet().stream()
                    .anyMatch(tally ->
                            tally.source().equals(to) && tally.destination().equals(from));
            return new FilteredPacket(
                    from,
                    to,
                    comesBy,
                    behind.map(RtpStream::interfaceNames).map(Set::copyOf).orElse(Set.of()),
                    answered);
        }

        FilteredPacket out(InetSocketAddress from, InetSocketAddress to) {
            boolean answered =
                    (stream.source().equals(to) && stream.destination().equals(from))
                            || feedback.fromCamera().stream()
                                    .anyMatch(tally -> tally.source().equals(to)
                                            && tally.destination().equals(from));
            return new FilteredPacket(from, to, Set.of(), leadsBy, answered);
        }
    }
}
