package dev.sightline.probe.judge.agreed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Negotiation;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgreementsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final Agreements agreements = new Agreements(2);

    private void agree(String camera, int... ports) {
        StringBuilder answer = new StringBuilder("v=0\no=- 1 1 IN IP4 10.0.0.1\ns=-\nc=IN IP4 10.0.0.1\nt=0 0\n");
        for (int port : ports) {
            answer.append("m=video ").append(port).append(" RTP/AVP 96\n");
        }
        agreements.add(new Negotiation(camera, 1, Optional.empty(), answer.toString(), answer.toString()), NOW);
    }

    @Test
    void ofAPortThatSeveralClaimLastUntilAllAreForgotten() {
        agree("gate", 40_000, 40_000);
        agree("yard", 40_000);
        agreements.forget("gate");
        assertThat(agreements.hasPort(40_000)).isTrue();
        agreements.forget("yard");
        assertThat(agreements.hasPort(40_000)).isFalse();
    }

    @Test
    void areReplacedByTheSameCamerasNext() {
        agree("gate", 40_000, 40_002);
        agree("gate", 40_002, 40_004);
        assertThat(agreements.hasPort(40_000)).isFalse();
        assertThat(agreements.hasPort(40_002)).isTrue();
        assertThat(agreements.hasPort(40_004)).isTrue();
    }

    @Test
    void loseTheirPortsWithTheirPlace() {
        agree("gate", 40_000);
        agree("yard", 40_002);
        agree("door", 40_004);
        assertThat(agreements.all())
                .extracting(agreement -> agreement.negotiation().camera())
                .containsExactly("yard", "door");
        assertThat(agreements.hasPort(40_000)).isFalse();
    }
}
