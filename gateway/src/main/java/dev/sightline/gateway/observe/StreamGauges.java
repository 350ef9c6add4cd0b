package dev.sightline.gateway.observe;

import dev.sightline.gateway.media.MediaServer;
import dev.sightline.gateway.stream.Stream;
import dev.sightline.gateway.stream.StreamRegistry;
import dev.sightline.gateway.stream.StreamState.Phase;
import dev.sightline.probe.Verdict;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** What can be read at any time: how many cameras are in which phase, how many viewers there are, whether the media server is up. */
public final class StreamGauges {
    private StreamGauges() {}

    public static void register(MeterRegistry registry, StreamRegistry streams, MediaServer server) {
        for (Phase phase : Phase.values()) {
            Gauge.builder("sightline.cameras", streams, all -> count(all, phase))
                    .description("Cameras by the phase of their stream")
                    .tag("phase", phase.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        for (Verdict verdict : Verdict.values()) {
            Gauge.builder("sightline.feedback", streams, all -> count(all, verdict))
                    .description("Streaming cameras by the verdict on their feedback")
                    .tag("verdict", verdict.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("sightline.viewers", streams, StreamGauges::viewers)
                .description("Viewers that watch or wait")
                .register(registry);
        Gauge.builder("sightline.media.server.up", server, media -> media.isUp() ? 1 : 0)
                .description("Whether the media server can be used")
                .register(registry);
    }

    private static double count(StreamRegistry streams, Phase phase) {
        return streams.all().stream()
                .filter(stream -> stream.state().phase() == phase)
                .count();
    }

    private static double count(StreamRegistry streams, Verdict verdict) {
        return streams.all().stream()
                .map(Stream::state)
                .filter(state -> state.session().isPresent() && state.feedback().verdict() == verdict)
                .count();
    }

    private static double viewers(StreamRegistry streams) {
        return streams.all().stream()
                .mapToInt(stream -> stream.state().viewers())
                .sum();
    }
}
