package dev.sightline.gateway.config;

import dev.sightline.gateway.config.LimitsConfig.WebRtcLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads the section {@code limits}. */
final class LimitsConfigReader {
    private LimitsConfigReader() {}

    static LimitsConfig read(Section section) {
        return new LimitsConfig(
                section.integer("maxConnections", 10_000, 10, 1_000_000),
                section.integer("maxConnectionsPerAddress", 64, 1, 1_000_000),
                section.integer("maxCamerasPerAddress", 64, 1, 100_000),
                section.seconds("firstBytesSeconds", seconds(5), Duration.ofMillis(100), seconds(60)),
                section.seconds("handshakeSeconds", seconds(10), seconds(1), seconds(60)),
                section.seconds("requestReadSeconds", seconds(10), seconds(1), seconds(60)),
                section.seconds("idleSeconds", seconds(90), seconds(5), seconds(3600)),
                section.integer("maxBodyBytes", 65_536, 1024, 1 << 20),
                section.integer("maxHeaderBytes", 8192, 1024, 65_536),
                section.seconds("longestPollSeconds", seconds(60), seconds(1), seconds(60)),
                section.seconds("cameraAnswerSeconds", seconds(10), seconds(1), seconds(120)),
                section.seconds("viewerGraceSeconds", seconds(10), Duration.ZERO, seconds(3600)),
                section.integer("maxViewers", 1000, 1, 1_000_000),
                section.integer("maxViewersPerCamera", 200, 1, 1_000_000),
                section.integer("maxEventsQueued", 1000, 10, 100_000),
                section.integer("maxCandidates", 64, 1, 1000),
                section.integer("maxMessageBytes", 65_536, 4096, 1 << 20),
                section.integer("maxStrangerMessageBytes", 16_384, 4096, 1 << 20),
                section.integer("maxUnfinishedBytes", 32 << 20, 1 << 20, 1 << 30),
                rates(section.section("rates")),
                section.integer("maxRemembered", 20_000, 100, 1_000_000),
                shared(section.sections("sharedAddresses")),
                webRtc(section.section("webRtc")));
    }

    private static Map<RateRule, RateLimit> rates(Section section) {
        Map<RateRule, RateLimit> rates = new EnumMap<>(RateRule.class);
        for (RateRule rule : RateRule.values()) {
            Section rate = section.section(rule.key());
            RateLimit usual = rule.usual();
            rates.put(
                    rule,
                    new RateLimit(
                            rate.integer("count", usual.count(), 1, 100_000),
                            rate.seconds(
                                    "seconds",
                                    usual.period(), // The library counts no more than one a nanosecond.
                                    Duration.ofMillis(100),
                                    seconds(86_400))));
        }
        return Map.copyOf(rates);
    }

    private static WebRtcLimits webRtc(Section section) {
        return new WebRtcLimits(
                section.integer("handshakes", 64, 1, 10_000),
                section.integer("handshakesPerAddress", 8, 1, 10_000),
                section.integer("waitingHandshakes", 1000, 1, 100_000),
                section.integer("waitingHandshakesPerAddress", 100, 1, 100_000),
                section.integer("stunPerSecond", 1000, 20, 1_000_000));
    }

    private static List<SharedNetwork> shared(List<Section> sections) {
        List<SharedNetwork> networks = new ArrayList<>();
        for (Section section : sections) {
            if (!section.has("network")) {
                section.problem("network", "is missing; expected a network such as 203.0.113.0/24");
            }
            int hosts = section.integer("hosts", 100, 2, 1000);
            section.value("network", "a network such as 203.0.113.0/24, or an address", SharedNetwork::parse)
                    .ifPresent(network -> networks.add(network.withHosts(hosts)));
        }
        return List.copyOf(networks);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
