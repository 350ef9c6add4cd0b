package dev.sightline.gateway.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sightline.gateway.config.CamerasConfig.CameraConfig;
import dev.sightline.gateway.stream.CameraSession;
import dev.sightline.gateway.stream.Healing;
import dev.sightline.gateway.stream.HealingStep;
import dev.sightline.gateway.stream.PastStep;
import dev.sightline.gateway.stream.PastVerdict;
import dev.sightline.gateway.stream.StreamState;
import dev.sightline.gateway.stream.StreamState.Phase;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One camera as the page sees it. Fields that do not apply are absent.
 *
 * @param state where its stream is: a {@link Phase}, or {@code PLAYING} once media flows
 * @param address where the camera is
 * @param policy how its feedback is meant to find it: {@code camera-address}
 * @param verdict whether it does
 * @param evidence why that is the verdict
 * @param reason what went otherwise than wished
 * @param feedback the same in full
 * @param returnPath how far the mending of its return path has come
 * @param history what was done to mend it, oldest first
 * @param verdicts how the verdict went on, oldest first; the last one holds, or held at the session's end
 * @param viewers how many watch, or wait to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CameraView(
        String id,
        String name,
        String state,
        @Nullable String address,
        @Nullable String policy,
        @Nullable String verdict,
        @Nullable String evidence,
        @Nullable String reason,
        @Nullable FeedbackView feedback,
        @Nullable ReturnPathView returnPath,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<StepView> history,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<VerdictView> verdicts,
        int viewers) {
    private static final String PLAYING = "PLAYING";

    static CameraView of(CameraConfig camera, StreamState state, List<PastStep> past, List<PastVerdict> verdicts) {
        CameraSession session = state.session().orElse(null);
        return new CameraView(
                camera.id().value(),
                camera.name(),
                state.phase() == Phase.ESTABLISHED && state.flowing()
                        ? PLAYING
                        : state.phase().name(),
                session == null
                        ? null
                        : session.address().map(InetAddress::getHostAddress).orElse(null),
                session == null ? null : word(session.policy()),
                session == null ? null : state.feedback().verdict().name(),
                session == null ? null : state.feedback().finding().reason(),
                state.remark().isEmpty() ? null : state.remark(),
                session == null ? null : FeedbackView.of(state.feedback()),
                returnPath(session, state.healing()),
                past.stream().map(CameraView::step).toList(),
                verdicts.stream().map(VerdictView::of).toList(),
                state.viewers());
    }

    /**
     * @param policy the present one
     * @param next the one that the camera is asked to offer for
     * @param tried what was found wanting in this session's life, in its order
     * @param winner what was proven for this camera, also in an earlier life of the gateway
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReturnPathView(
            @Nullable String policy,
            @Nullable String next,
            List<String> tried,
            @Nullable String winner) {}

    private static @Nullable ReturnPathView returnPath(@Nullable CameraSession session, Healing healing) {
        if (session == null && healing.winner().isEmpty()) {
            return null;
        }
        return new ReturnPathView(
                session == null ? null : word(session.policy()),
                healing.next().map(CameraView::word).orElse(null),
                healing.tried().stream().map(CameraView::word).toList(),
                healing.winner().map(CameraView::word).orElse(null));
    }

    /**
     * @param at ISO 8601
     * @param step what kind of step
     * @param from the policy that was found wanting
     * @param to the one that takes its place
     * @param why what was seen on the wire, or went wrong
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StepView(
            String at, String step, String from, @Nullable String to, String why) {}

    /**
     * @param since ISO 8601
     * @param causes stable words, the most telling first
     * @param policy how feedback was meant to find the camera
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record VerdictView(
            String since,
            String verdict,
            String reason,
            List<String> causes,
            @Nullable String policy) {
        static VerdictView of(PastVerdict past) {
            return new VerdictView(
                    past.finding().since().toString(),
                    past.finding().verdict().name(),
                    past.finding().reason(),
                    past.finding().causes().stream().map(CameraView::word).toList(),
                    past.policy().map(CameraView::word).orElse(null));
        }
    }

    private static StepView step(PastStep past) {
        HealingStep step = past.step();
        return new StepView(
                past.at().toString(),
                word(step.kind()),
                word(step.from()),
                step.to().map(CameraView::word).orElse(null),
                step.why());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
