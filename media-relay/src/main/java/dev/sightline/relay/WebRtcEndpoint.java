package dev.sightline.relay;

import dev.sightline.sdp.SessionDescription;
import dev.sightline.webrtc.IceCandidate;
import dev.sightline.webrtc.WebRtcPort;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** The end that a browser receives from: ICE, DTLS-SRTP, one bundled transport. */
public final class WebRtcEndpoint implements Endpoint {
    /** Candidates that wait for the offer; a browser has a handful. */
    private static final int MAX_EARLY_CANDIDATES = 64;

    private final EndpointCore core;
    private final EngineLimits limits;
    private final WebRtcPort port;
    private final String fingerprint;
    private final List<IceCandidate> early = new ArrayList<>();
    private Optional<RtpEndpoint> source = Optional.empty();
    /** Of the source; in the order in which they are told. */
    private final Set<MediaType> playing = EnumSet.noneOf(MediaType.class);

    private Optional<Negotiated> negotiated = Optional.empty();

    /** What stands after the answer. */
    private record Negotiated(ViewerOffer offer, Viewer viewer) {}

    WebRtcEndpoint(MediaPipeline pipeline, MediaEngine engine) {
        this.core = new EndpointCore(pipeline, engine.nextLoop());
        this.limits = engine.config().limits();
        this.port = engine.webRtcPort();
        this.fingerprint = engine.fingerprint();
    }

    @Override
    public String id() {
        return core.id();
    }

    @Override
    public MediaPipeline pipeline() {
        return core.pipeline();
    }

    @Override
    public CompletableFuture<String> processOffer(String offer) {
        return core.call(() -> {
            SessionDescription description = Offers.read(offer, limits);
            if (negotiated.isPresent()) {
                throw new EngineException(
                        EngineError.ALREADY_NEGOTIATED,
                        "endpoint " + id() + " has answered an offer already: create another endpoint for this one");
            }
            return answer(ViewerOffer.of(
                    description, source.flatMap(from -> from.camera().description())));
        });
    }

    private String answer(ViewerOffer offer) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<ViewerStream> streams = offer.sections().stream()
                .filter(section -> section.mediaType().isPresent())
                .map(section -> new ViewerStream(
                        section.mediaType().orElseThrow(), random.nextLong(1, 1L << 32), section.payloadTypes()))
                .toList();
        String cname = Long.toHexString(random.nextLong()); // RFC 7022: random, for this session only
        Viewer viewer = await(offer, streams, cname);
        negotiated = Optional.of(new Negotiated(offer, viewer));
        early.forEach(viewer::addRemoteCandidate);
        early.clear();
        viewer.play(source.map(RtpEndpoint::camera), Set.copyOf(playing));
        WebRtcAnswer.Transport transport = new WebRtcAnswer.Transport(
                viewer.peer().localUfrag(), viewer.peer().localPwd(), fingerprint, cname, id());
        return WebRtcAnswer.to(offer, transport, streams);
    }

    private Viewer await(ViewerOffer offer, List<ViewerStream> streams, String cname) {
        try {
            Viewer viewer = Viewer.await(
                    port, offer.remote(), new ViewerEvents(), new ViewerStreams(streams, cname), core.home());
            offer.sections().stream()
                    .flatMap(section -> section.description().candidates().stream())
                    .flatMap(candidate -> IceCandidate.parse(candidate).stream())
                    .limit(MAX_EARLY_CANDIDATES)
                    .forEach(viewer::addRemoteCandidate);
            return viewer;
        } catch (IllegalStateException e) {
            throw new EngineException(
                    EngineError.NOT_ENOUGH_RESOURCES, "no room for another viewer: " + e.getMessage());
        }
    }

    @Override
    public CompletableFuture<Void> connect(Endpoint sink, Set<MediaType> types) {
        return CompletableFuture.failedFuture(new EngineException(
                EngineError.NOT_CONNECTABLE,
                "endpoint " + id() + " cannot feed " + sink.id()
                        + ": a viewer sends no media; connect an RtpEndpoint to it"));
    }

    @Override
    public CompletableFuture<Void> disconnect(Endpoint sink, Set<MediaType> types) {
        return core.call(() -> null); // it is connected to nothing
    }

    @Override
    public CompletableFuture<Void> requestKeyframe() {
        return core.call(() -> {
            if (negotiated.isEmpty() || source.isEmpty()) {
                throw new EngineException(
                        EngineError.KEYFRAME_NOT_POSSIBLE,
                        "endpoint " + id()
                                + " plays nothing: connect a source and negotiate before asking for a keyframe");
            }
            negotiated.get().viewer().requestKeyframe();
            return null;
        });
    }

    @Override
    public CompletableFuture<List<StreamStats>> stats() {
        return core.call(() -> negotiated)
                .thenCompose(known -> known.isPresent()
                        ? known.get().viewer().stats()
                        : CompletableFuture.completedFuture(List.of()));
    }

    @Override
    public void events(Consumer<? super EndpointEvent> listener) {
        core.listener(listener);
    }

    @Override
    public CompletableFuture<Void> setMinVideoRecvBandwidth(int kilobitsPerSecond) {
        return core.bandwidth(old -> old.withMinReceive(kilobitsPerSecond));
    }

    @Override
    public CompletableFuture<Void> setMaxVideoRecvBandwidth(int kilobitsPerSecond) {
        return core.bandwidth(old -> old.withMaxReceive(kilobitsPerSecond));
    }

    @Override
    public CompletableFuture<Void> setMinVideoSendBandwidth(int kilobitsPerSecond) {
        return core.bandwidth(old -> old.withMinSend(kilobitsPerSecond));
    }

    @Override
    public CompletableFuture<Void> setMaxVideoSendBandwidth(int kilobitsPerSecond) {
        return core.bandwidth(old -> old.withMaxSend(kilobitsPerSecond));
    }

    @Override
    public VideoBandwidth videoBandwidth() {
        return core.bandwidth();
    }

    @Override
    public CompletableFuture<Void> release() {
        return core.release(() -> {
            negotiated.ifPresent(known -> known.viewer().close());
            leaveSource();
            core.pipeline().forget(this);
        });
    }

    /** Tells all local candidates as events, then {@link EndpointEvent.IceGatheringDone}; needs a negotiated endpoint. */
    public CompletableFuture<Void> gatherCandidates() {
        return core.call(() -> {
            Negotiated known = negotiated.orElseThrow(() -> new EngineException(
                    EngineError.NOT_NEGOTIATED,
                    "endpoint " + id() + " has not answered an offer: process one before gathering candidates"));
            core.tell(new EndpointEvent.IceComponentStateChanged(EndpointEvent.IceComponentState.GATHERING, 1, 1));
            for (IceCandidate candidate : port.candidates()) {
                tellForEachSection(candidate, known.offer().sections());
            }
            core.tell(new EndpointEvent.IceGatheringDone());
            return null;
        });
    }

    private void tellForEachSection(IceCandidate candidate, List<ViewerOffer.Section> sections) {
        for (int line = 0; line < sections.size(); line++) {
            ViewerOffer.Section section = sections.get(line);
            if (section.mediaType().isPresent()) {
                String mid = section.description().mid().orElse("");
                core.tell(new EndpointEvent.IceCandidateFound(candidate.toString(), mid, line));
            }
        }
    }

    /** Takes a candidate of the browser, also before the offer; one that cannot be read or used is ignored. */
    public CompletableFuture<Void> addIceCandidate(String candidate, String sdpMid, int sdpMLineIndex) {
        return core.call(() -> {
            IceCandidate.parse(candidate).ifPresent(known -> {
                if (negotiated.isPresent()) {
                    negotiated.get().viewer().addRemoteCandidate(known);
                } else if (early.size() < MAX_EARLY_CANDIDATES) {
                    early.add(known);
                }
            });
            return null;
        });
    }

    /** Plays {@code types} of {@code next} from now on; what was played before is told that it is no longer connected. */
    CompletableFuture<Void> play(RtpEndpoint next, Set<MediaType> types) {
        return core.call(() -> {
            Set<MediaType> added = EnumSet.noneOf(MediaType.class);
            added.addAll(types);
            if (source.filter(next::equals).isPresent()) {
                added.removeAll(playing);
            } else {
                refuseMixture(next, types);
                leaveSource();
            }
            if (added.isEmpty()) {
                return null;
            }
            if (!next.attach(this, added)) {
                throw new EngineException(
                        EngineError.RELEASED, "endpoint " + next.id() + " has been released: connect another one");
            }
            source = Optional.of(next);
            playing.addAll(added);
            feed();
            return null;
        });
    }

    /** Plays {@code types} of {@code previous} no longer, if they are what is played. */
    CompletableFuture<Void> stopPlaying(RtpEndpoint previous, Set<MediaType> types) {
        return core.call(() -> {
            Set<MediaType> removed = EnumSet.noneOf(MediaType.class);
            removed.addAll(playing);
            removed.retainAll(types);
            if (source.filter(previous::equals).isEmpty() || removed.isEmpty()) {
                return null;
            }
            playing.removeAll(removed);
            previous.detach(this, removed, playing.isEmpty());
            if (playing.isEmpty()) {
                source = Optional.empty();
            }
            feed();
            return null;
        });
    }

    private void refuseMixture(RtpEndpoint next, Set<MediaType> types) {
        if (source.isPresent() && !types.containsAll(playing)) {
            throw new EngineException(
                    EngineError.NOT_CONNECTABLE,
                    "endpoint " + id() + " plays " + playing + " of "
                            + source.get().id() + ": to play " + types + " of " + next.id()
                            + " disconnect the other first, or connect all media");
        }
    }

    private void leaveSource() {
        source.ifPresent(from -> from.detach(this, playing, true));
        source = Optional.empty();
        playing.clear();
    }

    private void feed() {
        negotiated.ifPresent(known -> known.viewer().play(source.map(RtpEndpoint::camera), Set.copyOf(playing)));
    }

    /** What the viewer's media has to tell, on its loop. */
    private final class ViewerEvents implements Viewer.Events {
        @Override
        public void tell(EndpointEvent event) {
            core.tell(event);
        }

        @Override
        public void passes(MediaType type) {
            var unused = core.call(() -> {
                source.ifPresent(from -> from.passesThrough(type));
                return null;
            });
        }
    }
}
