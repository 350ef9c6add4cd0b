package dev.sightline.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgesTest {
    private final ToldNegotiations negotiations = new ToldNegotiations();
    private final Judges judges = new Judges(negotiations, "there is no agent");

    private void negotiated(String camera) {
        negotiations.put(camera, new ToldNegotiations.Told(1, Optional.of("{}")));
        judges.tell(camera, "{}");
    }

    @Test
    void ofMoreCamerasThanAnAgentCanJudgeOnlyThoseThatItDoesNotAreUnjudged() {
        Agent agent = new Agent(new DeafPeer(), "the test", 0);
        agent.greeted("media-1", 1);
        judges.add(agent);

        negotiated("first");
        negotiated("second");

        assertThat(judges.whyUnjudged("first")).isEmpty();
        assertThat(judges.whyUnjudged("second").orElse("")).contains("more cameras than");
    }
}
