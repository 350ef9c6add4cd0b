package dev.sightline.probe.judge.agreed;

import dev.sightline.probe.SdpFault;
import dev.sightline.probe.SdpFault.Where;
import dev.sightline.probe.Wording;
import dev.sightline.probe.judge.seen.RtpStream;
import dev.sightline.sdp.Comedia;
import dev.sightline.sdp.Connection;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One media section of an offer and of its answer: which ports it agrees on, and which of its lines lead RTCP astray.
 * The media server's ways are those of Kurento's {@code RtpEndpoint}.
 */
public final class AgreedSection {
    private static final int DISCARD = 9;
    private static final int MAX_SSRCS = 64;

    private final SessionDescription offer;
    private final NumberedLines session;
    private final NumberedLines lines;
    private final NumberedLines answerLines;
    private final MediaDescription media;
    private final MediaDescription answered;
    private final Set<Integer> mediaFormats;

    private AgreedSection(
            SessionDescription offer,
            NumberedLines lines,
            NumberedLines answerLines,
            MediaDescription media,
            MediaDescription answered,
            Set<Integer> mediaFormats) {
        this.offer = offer;
        this.session = NumberedLines.ofSession(offer);
        this.lines = lines;
        this.answerLines = answerLines;
        this.media = media;
        this.answered = answered;
        this.mediaFormats = mediaFormats;
    }

    /** The sections that both sides accept, as far as they can be read. */
    static List<AgreedSection> of(SessionDescription offer, SessionDescription answer) {
        List<AgreedSection> sections = new ArrayList<>();
        for (int i = 0; i < Math.min(offer.media().size(), answer.media().size()); i++) {
            Optional<NumberedLines> lines = NumberedLines.ofSection(offer, i);
            Optional<NumberedLines> answerLines = NumberedLines.ofSection(answer, i);
            MediaDescription media = offer.media().get(i);
            MediaDescription answered = answer.media().get(i);
            if (lines.isPresent() && answerLines.isPresent() && hasPorts(media) && hasPorts(answered)) {
                sections.add(new AgreedSection(
                        offer, lines.get(), answerLines.get(), media, answered, MediaFormats.at(answered, answer)));
            }
        }
        return sections;
    }

    private static boolean hasPorts(MediaDescription media) {
        try {
            return media.port() != 0 && media.rtcpPort() != 0;
        } catch (SdpException e) {
            return false;
        }
    }

    /** Where the media server receives RTP. */
    int serverRtpPort() {
        return answered.port();
    }

    /** From where it sends RTCP. */
    public int serverRtcpPort() {
        return answered.rtcpPort();
    }

    /** The port from which the camera sends RTP; empty when the offer does not know it. */
    public Optional<Integer> cameraRtpPort() {
        return Optional.of(media.port()).filter(port -> port != DISCARD);
    }

    /** Where the camera listens for RTCP; empty when the offer does not know it. */
    public Optional<Integer> cameraRtcpPort() {
        return isRtcpPortExplicit()
                ? Optional.of(media.rtcpPort())
                : cameraRtpPort().map(port -> media.rtcpPort());
    }

    public boolean isRtcpPortExplicit() {
        return media.attribute("rtcp").isPresent();
    }

    public boolean isMux() {
        return media.rtcpMux() && answered.rtcpMux();
    }

    /** Whether the media server is asked to learn the camera's address from what arrives. */
    public boolean asksForComedia() {
        return media.comedia().filter(Comedia.ACTIVE::equals).isPresent();
    }

    /** Whether it does. */
    boolean doesComedia() {
        return asksForComedia()
                && answered.comedia().filter(Comedia.PASSIVE::equals).isPresent();
    }

    /** The {@code c=} line that counts, when RTCP goes where no camera is; one that names the camera is none. */
    public List<SdpFault> addressFaults(InetAddress camera, InetSocketAddress wentTo, boolean looped) {
        Optional<InetAddress> address = offer.connectionOf(media).flatMap(Connection::inetAddress);
        List<SdpFault> faults = new ArrayList<>();
        if (!doesComedia() && address.filter(camera::equals).isEmpty()) {
            lines.first(SdpLine::isConnection)
                    .or(() -> session.first(SdpLine::isConnection))
                    .map(line -> offered(line, addressFault(address, wentTo, looped)))
                    .ifPresent(faults::add);
            if (media.port() == DISCARD) {
                mediaLine("port 9 is no port of the camera: RTCP goes to the next one, " + wentTo.getPort())
                        .ifPresent(faults::add);
            }
        }
        faults.addAll(comediaFaults());
        return faults;
    }

    private static String addressFault(Optional<InetAddress> address, InetSocketAddress wentTo, boolean looped) {
        if (address.filter(InetAddress::isAnyLocalAddress).isPresent()) {
            return "names no address, so RTCP goes to the media server's own host";
        }
        if (address.filter(InetAddress::isLoopbackAddress).isPresent()) {
            return "names the loopback, so RTCP goes to the media server's own host";
        }
        return (looped ? "names the media server's own host" : "names another host than the camera")
                + ", so RTCP goes to " + Wording.socket(wentTo);
    }

    /** The line that names the port, when RTCP goes to one on which the camera does not listen. */
    public List<SdpFault> portFaults(int port) {
        String fault = "RTCP goes to port " + port + ", on which the camera is not known to listen";
        return lines
                .first(line -> line.isAttribute("rtcp"))
                .map(line -> offered(line, fault))
                .or(() -> mediaLine(fault + "; no a=rtcp: line says otherwise"))
                .stream()
                .toList();
    }

    /** What keeps the media server from learning the camera's address (draft-ietf-mmusic-sdp-comedia-05). */
    public List<SdpFault> comediaFaults() {
        List<SdpFault> faults = new ArrayList<>();
        if (!asksForComedia()) {
            session.first(line -> line.isAttribute("direction"))
                    .map(line -> offered(line, "counts only in the m= section, so the media server does not learn"))
                    .ifPresent(faults::add);
            lines.first(line -> line.isAttribute("direction"))
                    .map(line -> offered(line, "only a=direction:active makes the media server learn"))
                    .ifPresent(faults::add);
        } else if (!doesComedia()) {
            answerLines
                    .first(SdpLine::isMedia)
                    .map(
                            line -> new SdpFault(
                                    Where.ANSWER,
                                    line.number(),
                                    line.line().content(),
                                    "its section lacks a=direction:passive: this media server does not learn the camera's address"))
                    .ifPresent(faults::add);
        }
        return faults;
    }

    /** Why there is no REMB: it needs AVPF and {@code goog-remb} for the first payload type, by its number. */
    public List<SdpFault> rembFaults() {
        List<SdpFault> faults = new ArrayList<>();
        if (!media.protocol().toUpperCase(Locale.ROOT).contains("AVPF")) {
            mediaLine("profile " + media.protocol() + " has no feedback messages; RTP/AVPF was expected")
                    .ifPresent(faults::add);
        }
        String wanted = media.formats().stream().findFirst().orElse("") + " goog-remb";
        if (media.attributes("rtcp-fb").stream().noneMatch(wanted::equals)) {
            lines.first(line ->
                            line.isAttribute("rtcp-fb") && line.attributeValue().endsWith("goog-remb"))
                    .map(line -> offered(
                            line, "is not heeded: a=rtcp-fb:" + wanted + " was expected, for the first payload type"))
                    .or(() -> mediaLine("its section lacks a=rtcp-fb:" + wanted))
                    .ifPresent(faults::add);
        }
        return faults;
    }

    /** The sources that the offer names (RFC 5576, 4.1), where the camera sends none of them in the stream. */
    public Set<Long> ssrcsUnlike(RtpStream stream) {
        Set<Long> named = new TreeSet<>();
        media.attributes("ssrc").stream()
                .limit(MAX_SSRCS)
                .forEach(value -> ssrc(value).ifPresent(named::add));
        return isVideo() && named.stream().noneMatch(stream::sendsNow) ? named : Set.of();
    }

    /** The line that names a source, where the camera sends another. */
    public List<SdpFault> ssrcFaults(RtpStream stream) {
        return ssrcsUnlike(stream).isEmpty()
                ? List.of()
                : lines
                        .first(line -> line.isAttribute("ssrc"))
                        .map(line -> offered(
                                line,
                                "the camera sends " + Wording.ssrc(stream.ssrc()) + " ("
                                        + Long.toUnsignedString(stream.ssrc())
                                        + "), and heeds nothing that is said of another source"))
                        .stream()
                        .toList();
    }

    private static Optional<Long> ssrc(String value) {
        String number = value.strip().split(" ", 2)[0];
        return number.matches("\\d{1,10}") ? Optional.of(Long.valueOf(number)) : Optional.empty();
    }

    /** Whether that payload type was agreed on for media that comes to its port, and not for what repairs other media. */
    public boolean isMedia(int payloadType) {
        return mediaFormats.contains(payloadType);
    }

    /** What it carries, in the word of its {@code m=} line: {@code audio}, {@code video}. */
    public String medium() {
        return media.type();
    }

    public boolean isVideo() {
        return medium().equals("video");
    }

    private Optional<SdpFault> mediaLine(String fault) {
        return lines.first(SdpLine::isMedia).map(line -> offered(line, fault));
    }

    private static SdpFault offered(NumberedLines.Numbered line, String fault) {
        return new SdpFault(Where.OFFER, line.number(), line.line().content(), fault);
    }
}
