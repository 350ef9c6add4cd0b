package dev.sightline.probe.analyze;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.file.WatchNotes.Said;
import java.util.List;
import java.util.Optional;

/**
 * What a watch said of a camera, held against what the packets in its file show. It knew the host's routes, neighbours
 * and firewall, which no packet tells: where the two differ the packets prove nothing, and what the watch said is not
 * proven by being written down.
 */
final class WatchersWord {
    private static final String CURE = "watch again on the media server's host: probe watch";

    private WatchersWord() {}

    /**
     * The verdict by the packets, with this in mind.
     *
     * @param said empty where it said nothing of the camera, as of one whose RTP is for another host
     */
    static CameraVerdict heeded(CameraVerdict camera, Optional<Said> said) {
        Finding found = camera.finding();
        boolean neverSeen = said.isEmpty() && camera.streams().isEmpty();
        if (neverSeen || said.filter(word -> word.verdict() == found.verdict()).isPresent()) {
            return camera;
        }
        String word = "the watch that wrote the file said "
                + said.map(Said::toString).orElse("nothing of it, as where RTP is for another host");
        boolean stays = found.verdict() == Verdict.UNPROVEN
                || said.filter(WatchersWord::isOfTheEnd).isPresent();
        Finding finding = stays ? remarked(found, word) : unproven(found, word);
        return new CameraVerdict(camera.camera(), finding, camera.history(), camera.evidence(), camera.streams());
    }

    private static Finding remarked(Finding found, String word) {
        return new Finding(
                found.verdict(), found.since(), found.causes(), found.reason() + "; at its end " + word, found.cure());
    }

    private static Finding unproven(Finding found, String word) {
        return new Finding(
                Verdict.UNPROVEN,
                found.since(),
                List.of(Cause.NOT_CAPTURED),
                word
                        + ", by what the host's kernel told it, which is not in the file; by its packets alone it would be "
                        + found.verdict() + ": " + found.reason(),
                Optional.of(CURE));
    }

    /** Of RTP that ended a watch tells the end, and an analysis what was reached while it flowed. */
    private static boolean isOfTheEnd(Said said) {
        return said.verdict() == Verdict.NO_MEDIA
                && (said.causes().contains(Cause.CAMERA_STOPPED)
                        || said.causes().contains(Cause.INTERFACE_DOWN));
    }
}
