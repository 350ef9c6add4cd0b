package dev.sightline.gateway.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sightline.gateway.config.CameraId;
import dev.sightline.gateway.negotiations.Explained;
import dev.sightline.gateway.negotiations.Kept;
import dev.sightline.gateway.negotiations.Measured;
import dev.sightline.gateway.stream.Exchange;
import dev.sightline.gateway.stream.Exchange.Given;
import dev.sightline.gateway.stream.Exchange.Peer;
import dev.sightline.sdp.lint.Finding;
import dev.sightline.sdp.lint.Prediction;
import dev.sightline.sdp.rewrite.Change;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /api/cameras/{id}/negotiations} answers. Changes and findings have the form that {@code sightline sdp
 * explain --json} and {@code sightline sdp lint --json} give them.
 *
 * @param masked what is not shown, in one sentence
 * @param negotiations the latest first
 */
record NegotiationsView(String camera, String masked, List<NegotiationView> negotiations) {
    private static final String MASKED =
            "Each character of an ice-pwd, of an SRTP key and of a secret in JSON is shown as x;"
                    + " everything else is shown as it was said.";

    static NegotiationsView of(CameraId camera, List<Explained> negotiations) {
        return new NegotiationsView(
                camera.value(),
                MASKED,
                negotiations.stream().map(NegotiationView::of).toList());
    }

    /**
     * @param peer {@code camera} or {@code viewer}
     * @param speaksFirst {@code camera} or {@code gateway}
     * @param failure why nothing came of it; absent of one that was answered
     * @param given what the peer brought; absent when it brought nothing
     * @param offer what the media server was given, and what was changed on the way; absent when it was not asked
     * @param answer the media server's; absent when there was none
     * @param told what the peer was told, or was to be told, and what was changed on the way
     * @param findings of offer and answer
     * @param measured the verdicts that were reached, in their order
     * @param trouble why something is missing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NegotiationView(
            String at,
            String peer,
            @Nullable String speaksFirst,
            @Nullable String policy,
            @Nullable String address,
            @Nullable FailureView failure,
            @Nullable GivenView given,
            @Nullable TextView offer,
            @Nullable AnswerView answer,
            @Nullable TextView told,
            List<FindingView> findings,
            @Nullable PredictionView prediction,
            List<MeasuredView> measured,
            @Nullable String trouble) {
        static NegotiationView of(Explained explained) {
            Kept kept = explained.kept();
            Exchange what = kept.what();
            Optional<Peer.Camera> camera = Optional.of(what.peer())
                    .filter(Peer.Camera.class::isInstance)
                    .map(Peer.Camera.class::cast);
            return new NegotiationView(
                    what.at().toString(),
                    camera.isPresent() ? "camera" : "viewer",
                    camera.map(one -> word(one.speaksFirst())).orElse(null),
                    camera.flatMap(Peer.Camera::policy)
                            .map(NegotiationsView::word)
                            .orElse(null),
                    camera.flatMap(Peer.Camera::address)
                            .map(InetAddress::getHostAddress)
                            .orElse(null),
                    what.failure().map(why -> FailureView.of(why, kept)).orElse(null),
                    what.given()
                            .map(given -> GivenView.of(given, explained.givenFindings()))
                            .orElse(null),
                    what.offer()
                            .map(sdp -> new TextView(sdp, changes(explained.toServer())))
                            .orElse(null),
                    what.answer().map(AnswerView::new).orElse(null),
                    explained
                            .told()
                            .map(sdp -> new TextView(sdp, changes(explained.toPeer())))
                            .orElse(null),
                    findingsOf(explained.findings()),
                    explained.prediction().map(PredictionView::of).orElse(null),
                    kept.measured().stream().map(MeasuredView::of).toList(),
                    explained.trouble().orElse(null));
        }
    }

    /**
     * @param sdp a session description
     * @param json what a description was to be built from
     * @param findings of it alone, before anything was changed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record GivenView(@Nullable String sdp, @Nullable String json, List<FindingView> findings) {
        static GivenView of(Given given, List<Finding> findings) {
            boolean json = given.form() == Given.Form.JSON;
            return new GivenView(json ? null : given.text(), json ? given.text() : null, findingsOf(findings));
        }
    }

    /**
     * @param reached how far it came: {@code called}, {@code offered}, {@code asked}, {@code answered} or {@code told}
     * @param times how often in a row it failed alike
     * @param first when the first of those began to be kept
     */
    record FailureView(String reached, String code, String reason, int times, String first) {
        static FailureView of(Exchange.Failure why, Kept kept) {
            return new FailureView(
                    word(why.reached()),
                    why.code(),
                    why.reason(),
                    kept.times(),
                    kept.first().toString());
        }
    }

    record TextView(String sdp, List<ChangeView> changes) {}

    record AnswerView(String sdp) {}

    /** @param line counted from 1 in what the rule was given; for a new line the line that it follows */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChangeView(
            String rule,
            String reason,
            int line,
            @Nullable String before,
            @Nullable String after) {}

    /** @param side {@code offer} or {@code answer} */
    record FindingView(
            String code, String side, int line, String text, String severity, String why, String cure, String source) {}

    /** @param condition what it depends on; absent when it depends on nothing */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PredictionView(
            String verdict,
            boolean remb,
            String side,
            int line,
            String text,
            String reason,
            @Nullable String condition) {
        static PredictionView of(Prediction made) {
            return new PredictionView(
                    made.verdict().name(),
                    made.remb(),
                    word(made.side()),
                    made.line(),
                    made.text(),
                    made.reason(),
                    made.condition().orElse(null));
        }
    }

    record MeasuredView(String verdict, String since, String reason) {
        static MeasuredView of(Measured measured) {
            return new MeasuredView(measured.verdict().name(), measured.since().toString(), measured.reason());
        }
    }

    private static List<ChangeView> changes(List<Change> changes) {
        return changes.stream()
                .map(change -> new ChangeView(
                        change.rule(),
                        change.reason(),
                        change.line(),
                        change.before().orElse(null),
                        change.after().orElse(null)))
                .toList();
    }

    private static List<FindingView> findingsOf(List<Finding> findings) {
        return findings.stream()
                .map(finding -> new FindingView(
                        finding.code(),
                        word(finding.side()),
                        finding.line(),
                        finding.text(),
                        word(finding.severity()),
                        finding.why(),
                        finding.cure(),
                        finding.source()))
                .toList();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
