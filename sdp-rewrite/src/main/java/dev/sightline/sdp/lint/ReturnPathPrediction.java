package dev.sightline.sdp.lint;

import dev.sightline.sdp.Comedia;
import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SdpText;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Foretells the probe's verdict of a camera from its offer and the answer, as measured and read in Kurento's source. */
final class ReturnPathPrediction {
    private static final List<PredictedVerdict> WORST_FIRST = List.of(
            PredictedVerdict.TRAPPED,
            PredictedVerdict.SILENT,
            PredictedVerdict.UNPROVEN,
            PredictedVerdict.DELIVERED,
            PredictedVerdict.NO_MEDIA);

    private final Subject offer;
    private final Optional<Subject> answer;

    ReturnPathPrediction(Subject offer, Optional<Subject> answer) {
        this.offer = offer;
        this.answer = answer;
    }

    /** Where one section's RTCP goes. */
    private record Path(PredictedVerdict verdict, Optional<String> condition, SdpLine line, String reason) {
        Path(PredictedVerdict verdict, SdpLine line, String reason) {
            this(verdict, Optional.empty(), line, reason);
        }
    }

    Prediction made() {
        if (!offer.isCameraOffer()) {
            return whole(PredictedVerdict.UNPROVEN, "this is a viewer's offer: ICE decides where its RTCP goes");
        }
        List<Section> sections = offer.sections().stream()
                .filter(section -> section.isPlain() && FeedbackCheck.sends(section.media()))
                .filter(section -> !isRefusedByAnswer(section))
                .toList();
        if (sections.isEmpty()) {
            return whole(PredictedVerdict.NO_MEDIA, "no section lets the camera send");
        }
        Path path = sections.stream()
                .map(this::path)
                .min(Comparator.comparingInt((Path one) -> WORST_FIRST.indexOf(one.verdict()))
                        .thenComparing(one -> one.condition().isEmpty()))
                .orElseThrow();
        return new Prediction(
                path.verdict(),
                path.condition(),
                path.verdict() == PredictedVerdict.DELIVERED
                        && sections.stream().anyMatch(this::hasRemb),
                Side.OFFER,
                path.line().number(),
                SdpText.shown(path.line().content()),
                path.reason());
    }

    private static Prediction whole(PredictedVerdict verdict, String reason) {
        return new Prediction(verdict, Optional.empty(), false, Side.OFFER, 0, "", reason);
    }

    private Optional<Section> answerTo(Section section) {
        return answer.filter(text -> section.place() < text.sections().size())
                .map(text -> text.sections().get(section.place()));
    }

    /** Also when the answer takes nothing: {@code inactive}, or {@code sendonly}. */
    private boolean isRefusedByAnswer(Section section) {
        return answer.isPresent()
                && answerTo(section)
                        .filter(Section::isLive)
                        .filter(answered ->
                                NegotiationCheck.receives(answered.media().direction()))
                        .isEmpty();
    }

    private Path path(Section section) {
        if (!offer.isForKurento()) {
            return new Path(
                    PredictedVerdict.DELIVERED,
                    section.media().line(),
                    "the embedded relay answers to where the camera's RTP comes from, and never to its own machine");
        }
        return learns(section) ? learnt(section) : offered(section);
    }

    /** An answer that is known decides; else Kurento's habit does. */
    private boolean learns(Section section) {
        return section.isActive()
                && answerTo(section)
                        .map(answered -> answered.media()
                                .comedia()
                                .filter(Comedia.PASSIVE::equals)
                                .isPresent())
                        .orElse(true);
    }

    private Path learnt(Section section) {
        SdpLine line = section.lineOf("direction");
        String learns = "Kurento learns the address from the camera's RTP and RTCP";
        return switch (offer.context().camera().rtcp()) {
            case NEVER ->
                new Path(
                        PredictedVerdict.SILENT,
                        line,
                        "Kurento sends nothing before it has received RTCP, and this camera sends none");
            case UNKNOWN ->
                new Path(
                        PredictedVerdict.DELIVERED,
                        Optional.of("delivered only if the camera sends RTCP after its first RTP; else SILENT"),
                        line,
                        learns);
            case WITH_FIRST_RTP ->
                new Path(
                        PredictedVerdict.DELIVERED,
                        Optional.of("delivered only with the camera's second report, an interval late (5 s for most)"),
                        line,
                        learns + "; a report before or together with the first RTP is wasted");
            case SOON_AFTER_FIRST_RTP -> new Path(PredictedVerdict.DELIVERED, line, learns);
        };
    }

    private Path offered(Section section) {
        SdpLine line = section.connectionLine();
        Optional<InetAddress> address = section.address();
        if (address.isEmpty() || section.rtcpPort().isEmpty()) {
            return new Path(
                    PredictedVerdict.UNPROVEN, line, "the offer gives no address and port to which RTCP could be sent");
        }
        int port = section.rtcpPort().getAsInt();
        String target = target(address.get(), port);
        if (offer.addresses().trap(address.get())) {
            return new Path(
                    PredictedVerdict.TRAPPED,
                    line,
                    "RTCP goes to " + target + ", which the media server's machine routes to lo" + noComedia(section));
        }
        if (AddressCheck.isUnusable(address.get())) {
            return new Path(
                    PredictedVerdict.UNPROVEN, line, "RTCP goes to " + target + ", which is no camera's address");
        }
        return sent(section, address.get(), port);
    }

    private Path sent(Section section, InetAddress address, int port) {
        CameraFacts camera = offer.context().camera();
        String target = target(address, port);
        Optional<InetAddress> other = camera.address().filter(known -> !Addresses.meansSame(address, known));
        if (other.isPresent()) {
            return new Path(
                    PredictedVerdict.SILENT,
                    section.connectionLine(),
                    "RTCP is misaddressed: it goes to " + target + ", and the camera speaks from "
                            + Addresses.text(other.get()));
        }
        int expected = camera.rtcpPorts().getOrDefault(section.media().type(), port);
        if (expected != port || AddressCheck.isUnknown(section)) {
            return new Path(
                    PredictedVerdict.SILENT,
                    section.lineOf("rtcp"),
                    "RTCP is misaddressed: it goes to " + target
                            + (expected == port
                                    ? ", since port 9 or 0 means that the port is not known"
                                    : ", and the camera expects it at port " + expected));
        }
        return new Path(
                PredictedVerdict.DELIVERED,
                offer.addresses().areUnknown()
                        ? Optional.of("delivered only if " + Addresses.text(address)
                                + " is the camera's address and none of the media server's own")
                        : Optional.empty(),
                section.connectionLine(),
                "RTCP goes to " + target);
    }

    private static String target(InetAddress address, int port) {
        return Addresses.text(address) + " port " + port;
    }

    private static String noComedia(Section section) {
        return section.isActive() ? "; the answer lacks a=direction:passive, so the address is not learnt" : "";
    }

    private boolean hasRemb(Section section) {
        MediaDescription media = section.media();
        boolean asked = media.protocol().endsWith("F")
                && FeedbackCheck.rembAmiss(media, offer.context().server()).isEmpty()
                && !(offer.isForKurento() && media.ssrcs().isEmpty());
        return asked
                && answerTo(section)
                        .map(answered -> answered.media().attributes("rtcp-fb").stream()
                                .anyMatch(value -> value.endsWith(" goog-remb")))
                        .orElse(true);
    }
}
