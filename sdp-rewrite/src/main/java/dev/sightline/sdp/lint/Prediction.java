package dev.sightline.sdp.lint;

import java.util.Optional;

/**
 * What the probe will see on the wire, as far as the descriptions tell.
 *
 * @param verdict of the section that fares worst
 * @param condition what it depends on, such as "delivered only if the camera sends RTCP after its first RTP"
 * @param remb true when bandwidth estimates are among the feedback
 * @param side in which description the deciding line stands
 * @param line the deciding line, counted from 1; 0 when no line decides
 * @param text that line, made safe to show
 * @param reason one sentence
 */
public record Prediction(
        PredictedVerdict verdict,
        Optional<String> condition,
        boolean remb,
        Side side,
        int line,
        String text,
        String reason) {}
