package dev.sightline.gateway.stream;

import dev.sightline.gateway.media.Candidate;
import dev.sightline.gateway.media.ViewerEndpoint;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One viewer's candidates, and its endpoint's, each kept until the other side can take it. Used by one mailbox only. */
final class ViewerCandidates {
    private static final Logger log = LoggerFactory.getLogger(ViewerCandidates.class);

    private final String viewer;
    private final StreamSettings settings;
    private final Consumer<Candidate> told;
    private final Queue<Candidate> fromViewer = new ArrayDeque<>();
    private final Queue<Candidate> toViewer = new ArrayDeque<>();
    private int taken;
    private Optional<ViewerEndpoint> endpoint = Optional.empty();

    /** @param told tells the viewer one */
    ViewerCandidates(String viewer, StreamSettings settings, Consumer<Candidate> told) {
        this.viewer = viewer;
        this.settings = settings;
        this.told = told;
    }

    /** The endpoint is there, and the viewer has its answer. */
    void begin(ViewerEndpoint made) {
        endpoint = Optional.of(made);
        toViewer.forEach(told);
        toViewer.clear();
        fromViewer.forEach(candidate -> pass(made, candidate));
        fromViewer.clear();
    }

    /** The endpoint is gone. */
    void pause() {
        endpoint = Optional.empty();
    }

    /** Whether there was room for it. */
    boolean fromViewer(Candidate candidate) {
        if (++taken > settings.maxCandidates()) {
            return false;
        }
        endpoint.ifPresentOrElse(made -> pass(made, candidate), () -> fromViewer.add(candidate));
        return true;
    }

    /** Whether there was room for it. */
    boolean fromServer(Candidate candidate) {
        Candidate shown = settings.announced()
                .map(address -> announced(candidate, address))
                .orElse(candidate);
        if (endpoint.isPresent()) {
            told.accept(shown);
            return true;
        }
        return toViewer.size() < settings.maxCandidates() && toViewer.add(shown);
    }

    private void pass(ViewerEndpoint made, Candidate candidate) {
        made.addCandidate(candidate)
                .subscribe(
                        nothing -> {},
                        error -> log.debug("viewer {}: candidate refused: {}", viewer, error.toString()));
    }

    private static Candidate announced(Candidate candidate, InetAddress address) {
        String[] fields = candidate.candidate().split(" ", -1);
        boolean host = fields.length > 7 && fields[7].equals("host");
        boolean sameFamily =
                host && fields[4].contains(":") == address.getHostAddress().contains(":");
        if (!sameFamily) {
            return candidate;
        }
        fields[4] = address.getHostAddress();
        return new Candidate(String.join(" ", fields), candidate.sdpMid(), candidate.sdpMLineIndex());
    }
}
