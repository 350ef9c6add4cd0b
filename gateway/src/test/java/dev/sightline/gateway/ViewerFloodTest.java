package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Offers in which nothing is wrong, as many as one address can send: each would make the media server build an endpoint. They
 * are held to the rate of their viewer and of their address, and whoever else comes is served.
 */
class ViewerFloodTest {
    private static final String ATTACKER = "127.0.0.9";
    private static final int SOCKETS = 8;
    private static final int OFFERS_EACH = 60;
    private static final int OF_A_VIEWER = 10;
    private static final int OF_AN_ADDRESS = 30;

    private RunningGateway gateway;
    private String offer;

    @BeforeEach
    void start() throws Exception {
        offer = TestViewer.resource("/sdp/chrome_offer.sdp");
        gateway = RunningGateway.with(RunningGateway.LOOPBACK_RELAY + """
                cameras: {list: [{id: cam, addresses: [127.0.0.1]}]}
                limits:
                  maxConnections: 500
                  rates:
                    viewerOffers: {count: %d, seconds: 86400}
                    offers: {count: %d, seconds: 86400}
                """.formatted(OF_A_VIEWER, OF_AN_ADDRESS));
        assertThat(gateway.post(
                                "/cameras/cam/session",
                                "application/json",
                                "{\"video\": {\"port\": 5006, \"codec\": \"H264\", \"payloadType\": 103}}")
                        .statusCode())
                .isEqualTo(201);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void validOffersAreHeldToTheirRateAndAnotherViewerIsAnswered() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SOCKETS);
        AtomicInteger refused = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        List<Future<?>> attackers = new ArrayList<>();
        List<RawViewer> sockets = new ArrayList<>();
        try (TestViewer honest = new TestViewer(gateway.gateway().signalingPort())) {
            for (int i = 0; i < SOCKETS; i++) {
                RawViewer socket = new RawViewer(gateway.gateway().signalingPort(), ATTACKER);
                sockets.add(socket);
                attackers.add(threads.submit(attack(socket, refused, over)));
            }
            honest.watch("cam");
            assertThat(honest.next().path("type").asText())
                    .as("the honest viewer's answer, while offers flood in")
                    .isEqualTo("viewerResponse");
            for (Future<?> attacker : attackers) {
                attacker.get();
            }
            assertThat(refused).hasValue(SOCKETS * OFFERS_EACH - OF_AN_ADDRESS);
            assertThat(created()).as("endpoints that were made").isLessThanOrEqualTo(OF_AN_ADDRESS + 1);

            honest.watch("cam");
            assertThat(honest.next().path("type").asText()).isEqualTo("viewerResponse");
        } finally {
            over.set(true);
            threads.shutdownNow();
            for (RawViewer socket : sockets) {
                socket.close();
            }
        }
    }

    /** Sends all offers without waiting for an answer, each of which takes the last one's place. */
    private Callable<Void> attack(RawViewer socket, AtomicInteger refused, AtomicBoolean over) {
        return () -> {
            for (int i = 0; i < OFFERS_EACH && !over.get(); i++) {
                socket.watch("cam", offer);
            }
            socket.say("{\"type\":\"dance\"}");
            for (JsonNode heard = socket.hears();
                    !heard.path("code").asText().equals("unknown-type");
                    heard = socket.hears()) {
                refused.addAndGet(heard.path("code").asText().equals("rate-limited") ? 1 : 0);
            }
            return null;
        };
    }

    /** How many viewers' offers the gateway has begun to answer. */
    private double created() throws Exception {
        return gateway.management("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("sightline_signaling_answer_seconds_count"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
