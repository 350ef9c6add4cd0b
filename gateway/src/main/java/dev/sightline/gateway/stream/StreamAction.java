package dev.sightline.gateway.stream;

import dev.sightline.gateway.stream.StreamException.Code;
import dev.sightline.probe.Verdict;

/** What {@link StreamMachine} wants to be done; {@link Stream} does it. */
sealed interface StreamAction {
    /** Ask the media server for the session of the new state. */
    record Negotiate() implements StreamAction {}

    /** Give the waiting camera its answer, show the new source to the viewers, let the old one go. */
    record Adopt(String answer) implements StreamAction {}

    /** Tell the camera, the next time it asks. */
    record Tell(CameraCommand command) implements StreamAction {}

    /** What the camera was to be told is no longer true. */
    record Withdraw() implements StreamAction {}

    /** Tell the camera that waits for an answer. */
    record RefuseCamera(StreamException reason) implements StreamAction {}

    /** Let the camera's endpoint go. */
    record ReleaseSource() implements StreamAction {}

    /** Let the pipeline and everything in it go. */
    record ReleaseAll() implements StreamAction {}

    /** Forget everything on the media server: it is gone by itself. */
    record ForgetAll() implements StreamAction {}

    record EndViewers(Code code, String reason) implements StreamAction {}

    /** The viewers must offer again. */
    record RestartViewers(String reason) implements StreamAction {}

    record AwaitCamera() implements StreamAction {}

    record AwaitViewers() implements StreamAction {}

    record AwaitBetterVerdict(Verdict verdict) implements StreamAction {}
}
