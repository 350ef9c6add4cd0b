package dev.sightline.probe.report;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Finding;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What of captures could not be read, or is not in them: where it may have been RTP, that none was seen proves nothing.
 *
 * @param causes why not
 * @param reason in words
 */
record Unread(List<Cause> causes, String reason) {
    private static final int MOST_NAMED = 3;

    /** Copies the list. */
    Unread {
        causes = List.copyOf(causes);
    }

    /** Empty where all was read, and they say of nothing that it is missing. */
    static Optional<Unread> of(List<AnalyzedFile> files, Optional<String> mediaDoubt) {
        List<Cause> causes = new ArrayList<>();
        if (said(files, AnalyzedFile::cut).findAny().isPresent()) {
            causes.add(Cause.CAPTURE_CUT);
        }
        if (Stream.of(
                        said(files, AnalyzedFile::unread),
                        said(files, AnalyzedFile::uncaptured),
                        said(files, AnalyzedFile::damage),
                        mediaDoubt.stream())
                .flatMap(each -> each)
                .findAny()
                .isPresent()) {
            causes.add(Cause.NOT_CAPTURED);
        }
        List<String> reasons = Stream.of(
                        said(files, AnalyzedFile::cut),
                        said(files, AnalyzedFile::unread),
                        said(files, AnalyzedFile::uncaptured),
                        said(files, AnalyzedFile::damage),
                        mediaDoubt.stream())
                .flatMap(each -> each)
                .distinct()
                .limit(MOST_NAMED)
                .toList();
        return causes.isEmpty() ? Optional.empty() : Optional.of(new Unread(causes, String.join("; ", reasons)));
    }

    private static Stream<String> said(List<AnalyzedFile> files, Function<AnalyzedFile, Optional<String>> what) {
        return files.stream().flatMap(file -> what.apply(file).stream());
    }

    /** The verdict on a camera, with this in mind. */
    CameraVerdict heededIn(CameraVerdict camera) {
        boolean saysMore = camera.verdict() != Verdict.NO_MEDIA && camera.verdict() != Verdict.UNPROVEN;
        boolean isLeftOut = camera.finding().causes().contains(Cause.WEBRTC_TRANSPORT);
        if (saysMore || isLeftOut || !camera.streams().isEmpty()) {
            return camera;
        }
        Finding finding = new Finding(
                Verdict.UNPROVEN,
                camera.finding().since(),
                causes,
                "no RTP from " + Wording.address(camera.camera())
                        + " is in what could be read of the capture, which perhaps does not hold all: " + reason,
                Optional.of(NoCamera.CAPTURE_AGAIN));
        return new CameraVerdict(camera.camera(), finding, camera.history(), camera.evidence(), camera.streams());
    }
}
