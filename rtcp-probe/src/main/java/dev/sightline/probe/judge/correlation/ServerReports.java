package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.probe.packet.Datagram.Direction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells which of the RTCP that leaves is the media server's feedback for a stream, wherever it goes. */
final class ServerReports {
    private final RtcpIndex rtcp;
    private final StreamIndex streams;
    private final Translations translations;
    private final BehindTranslation behindTranslation;
    private final FormerAddress former;
    private final Instant now;

    ServerReports(
            RtcpIndex rtcp,
            StreamIndex streams,
            Translations translations,
            BehindTranslation behindTranslation,
            Instant now) {
        this.rtcp = rtcp;
        this.streams = streams;
        this.translations = translations;
        this.behindTranslation = behindTranslation;
        this.former = new FormerAddress(streams, now);
        this.now = now;
    }

    /** What was sent for the stream from one of the media server's ports, after {@code since}. */
    List<RtcpTally> from(int port, RtpStream stream, Instant since) {
        List<RtcpTally> from = new ArrayList<>(rtcp.sentFrom(port, stream.camera()));
        if (!stream.isForThisHost()) {
            from.addAll(rtcp.cameFrom(new InetSocketAddress(stream.destination().getAddress(), port)));
        }
        if (!from.isEmpty()) {
            Starts starts = Starts.around(stream, streams.beside(stream));
            from.removeIf(tally -> !tally.last().isAfter(since)
                    || isOfFormerCamera(stream, tally)
                    || !isSentFor(stream, tally)
                    || starts.isOfAnother(tally));
        }
        return from;
    }

    /** A media server gives a port away again: what went to who had it before has nothing to do with who has it now. */
    private static boolean isOfFormerCamera(RtpStream stream, RtcpTally tally) {
        return tally.last().isBefore(stream.first().minus(CameraReports.REPORT_BEFORE_SAMPLE))
                && !tally.destination().getAddress().equals(stream.camera());
    }

    /** The same from where the media server really is, if this host translates its address. */
    List<RtcpTally> fromBehind(RtpStream stream, Optional<AgreedSection> agreed) {
        return translations
                .behind(stream)
                .map(inner -> behindTranslation.sentFrom(inner, agreed).stream()
                        .filter(tally -> !isForAnother(inner, tally))
                        .toList())
                .orElse(List.of());
    }

    /** What comes in is looked for from the media server behind this host alone: it is what that sends for this host itself. */
    private boolean isSentFor(RtpStream stream, RtcpTally tally) {
        InetAddress sender = tally.source().getAddress();
        InetAddress server = stream.destination().getAddress();
        boolean sent = tally.direction() != Direction.UNKNOWN || sender.equals(server);
        boolean ofAnotherServer = !sender.equals(server) && streams.hasSocket(sender, stream.localPort());
        return (ofAnotherServer ? former.isOf(stream, tally) : sent) && !isForAnother(stream, tally);
    }

    /**
     * What goes on from where the camera sent before, and does not name the stream's source since: the latest.
     *
     * @param ports the media server's
     * @param since what began earlier was of an earlier negotiation
     */
    Optional<RtcpTally> fromFormerAddress(RtpStream stream, Set<Integer> ports, Instant since) {
        return ports.stream()
                .flatMap(port -> rtcp.sentFrom(port, stream.camera()).stream())
                .filter(tally -> tally.first().isAfter(since))
                .filter(tally -> former.mayBeOf(stream, tally))
                .max(Comparator.comparing(RtcpTally::last));
    }

    /** What goes to another camera that sends to the same port is not this one's, gone astray. */
    private boolean isForAnother(RtpStream stream, RtcpTally tally) {
        InetSocketAddress to = tally.destination();
        if (stream.isPairedWith(to)) {
            return false;
        }
        Senders senders = streams.flowingTo(stream.destination(), now);
        return senders.sockets().contains(to)
                || (!to.getAddress().equals(stream.camera())
                        && senders.cameras().contains(to.getAddress()))
                || (tally.source().getPort() == stream.localPort()
                        && SharedPort.of(stream, streams).isFeedbackOfLower(stream, tally, now));
    }

    /** What was sent from other ports and speaks of its source, where no other stream has the same. */
    List<RtcpTally> elsewhere(RtpStream stream, Set<Integer> localPorts) {
        List<RtcpTally> about = streams.isTheOnlyOneOfItsSource(stream) ? rtcp.sentAbout(stream.ssrc()) : List.of();
        List<RtcpTally> elsewhere = new ArrayList<>();
        for (RtcpTally tally : about) {
            if (!localPorts.contains(tally.source().getPort()) && isSentFor(stream, tally)) {
                elsewhere.add(tally);
            }
        }
        return elsewhere;
    }
}
