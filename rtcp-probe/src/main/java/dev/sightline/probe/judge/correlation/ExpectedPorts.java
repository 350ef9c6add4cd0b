package dev.sightline.probe.judge.correlation;

import dev.sightline.probe.RtcpFlow.Meaning;
import dev.sightline.probe.judge.agreed.AgreedSection;
import dev.sightline.probe.judge.seen.RtcpTally;
import dev.sightline.probe.judge.seen.RtpStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a camera expects RTCP: the port from which it sends its own (RFC 4961); else the one that the offer names, while
 * the camera's RTP comes from where the offer says, for behind a NAT ports differ, and then the offer's is in doubt; else its
 * RTP port + 1 (RFC 3550, 11).
 *
 * @param certain ports on which it listens
 * @param inDoubt ports on which it may listen, though it sends its own reports from another
 * @param maybeShared its RTP port where nothing says that RTCP is apart: it counts for a media server that sends RTCP
 *     from its own RTP port (RFC 5761). What was agreed on without {@code a=rtcp-mux} says so (5.1.1)
 * @param isUntold whether nobody says where it listens: it sends no reports, and what it offered is not known
 * @param former where it listened before it started anew
 * @param beforeThePause from which port it reported before its RTP paused, where it has not reported since
 */
public record ExpectedPorts(
        Set<Integer> certain,
        Set<Integer> inDoubt,
        Optional<Integer> maybeShared,
        boolean isUntold,
        Set<InetSocketAddress> former,
        Optional<Integer> beforeThePause) {
    /** As long a report from another port does not take the place of the camera's own. */
    private static final Duration STILL_OWN = Duration.ofSeconds(30);

    /** What an offer names that knows no port (the discard service's), and the one above: no camera listens there. */
    private static final Set<Integer> NOWHERE = Set.of(9, 10);

    /**
     * @param fromCamera its own reports
     * @param reportedElsewhere the latest of those for none of the media server's usual ports
     * @param former where it listened before it started anew
     * @param beforeThePause from which port it reported before its RTP paused, where it has not reported since
     */
    static ExpectedPorts of(
            RtpStream stream,
            List<RtcpTally> fromCamera,
            Optional<RtcpTally> reportedElsewhere,
            Set<InetSocketAddress> former,
            Optional<Integer> beforeThePause,
            Optional<AgreedSection> agreed) {
        int rtp = stream.source().getPort();
        int next = (rtp + 1) & 0xffff;
        Optional<RtcpTally> latest = fromCamera.isEmpty()
                ? Optional.empty()
                : Optional.of(Collections.max(fromCamera, Comparator.comparing(RtcpTally::last)));
        Optional<Integer> own = latest.map(tally -> tally.source().getPort());
        Optional<AgreedSection> direct =
                agreed.isPresent() && agreed.get().cameraRtpPort().equals(Optional.of(rtp)) ? agreed : Optional.empty();
        Optional<Integer> declared = direct.flatMap(AgreedSection::cameraRtcpPort);
        Set<Integer> certain = new HashSet<>();
        if (latest.isPresent()) {
            RtcpTally report = latest.get();
            certain.add(report.source().getPort());
            Set<Integer> usual = new HashSet<>(List.of(rtp, next));
            declared.ifPresent(usual::add);
            addUsual(report, usual, fromCamera, certain);
        }
        if (declared.isPresent() && !(latest.isPresent() && CameraReports.speaksFor(stream, latest.get()))) {
            certain.add(declared.get());
        }
        if (certain.isEmpty()) {
            certain.add(next);
        }
        if (direct.isPresent() && direct.get().isMux()) {
            certain.add(rtp);
        }
        Set<Integer> inDoubt = new HashSet<>();
        declared.ifPresent(inDoubt::add);
        if (own.isPresent() && own.get() != rtp && own.get() != next) {
            inDoubt.add(next);
        }
        if (agreed.isPresent() && own.isPresent() && isTranslated(agreed.get(), stream, former)) {
            agreed.get().cameraRtcpPort().ifPresent(inDoubt::add);
        }
        boolean isUnheard = own.isEmpty() && agreed.isEmpty();
        boolean isUnsaid = own.isEmpty() && declared.isEmpty();
        boolean isApart = agreed.isPresent() && !agreed.get().isMux();
        if (isUnsaid && isApart) {
            inDoubt.add(rtp);
        }
        if (isUnheard && reportedElsewhere.isPresent()) {
            inDoubt.add(reportedElsewhere.get().source().getPort());
        }
        beforeThePause.ifPresent(inDoubt::add);
        inDoubt.removeAll(certain);
        return new ExpectedPorts(
                certain,
                inDoubt,
                isUnsaid && !isApart ? Optional.of(rtp) : Optional.empty(),
                isUnheard && reportedElsewhere.isEmpty(),
                former,
                beforeThePause);
    }

    /**
     * Whether its RTP comes from another port than the offer names, and always did: behind a NAT that changes ports. A camera
     * that started anew has left the port that it offered.
     */
    private static boolean isTranslated(AgreedSection section, RtpStream stream, Set<InetSocketAddress> former) {
        return section.cameraRtpPort()
                .filter(port -> port != stream.source().getPort())
                .filter(port -> Stream.of(port + 1, section.cameraRtcpPort().orElse(port + 1))
                        .noneMatch(left -> former.contains(new InetSocketAddress(stream.camera(), left & 0xffff))))
                .isPresent();
    }

    /** Anyone may send something like a report from the camera's address: its port counts besides, not instead. */
    private static void addUsual(
            RtcpTally latest, Set<Integer> usual, List<RtcpTally> fromCamera, Set<Integer> certain) {
        for (RtcpTally tally : fromCamera) {
            int port = tally.source().getPort();
            if (usual.contains(port)
                    && Duration.between(tally.last(), latest.last()).compareTo(STILL_OWN) <= 0) {
                certain.add(port);
            }
        }
    }

    /** Whether it may listen there, as far as is known. */
    public boolean mayBe(int port) {
        return certain.contains(port)
                || inDoubt.contains(port)
                || maybeShared.filter(rtp -> rtp == port).isPresent();
    }

    /** What RTCP on the right link for the camera's address is. */
    Meaning meaningOf(RtcpTally tally, int serverRtpPort) {
        int port = tally.destination().getPort();
        boolean shared = tally.source().getPort() == serverRtpPort
                && maybeShared.filter(rtp -> rtp == port).isPresent();
        if (shared || certain.contains(port)) {
            return Meaning.DELIVERED;
        }
        return inDoubt.contains(port) || mayBeUntold(tally.destination()) ? Meaning.IN_DOUBT : Meaning.WRONG_PORT;
    }

    /** Whether nobody names this socket of it, nor any other. */
    private boolean mayBeUntold(InetSocketAddress socket) {
        return isUntold && !former.contains(socket) && !NOWHERE.contains(socket.getPort());
    }
}
