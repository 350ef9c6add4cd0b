package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.PortRange;
import java.time.Duration;
import java.util.Optional;

/**
 * How a plan is walked.
 *
 * @param mediaPorts the media server's ports towards cameras
 * @param look how long one look at the streams takes at most
 * @param deadMan after which silence of this process the firewall is restored without it
 * @param beforeLook a shell command that runs before each look, as one that lets a camera begin anew
 */
public record WalkOptions(PortRange mediaPorts, Duration look, Duration deadMan, Optional<String> beforeLook) {
    private static final Duration LEAST_DEAD_MAN = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofSeconds(8);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** @throws IllegalArgumentException when a time is out of bounds */
    public WalkOptions {
        if (look.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "a look of " + look.toSeconds() + " s proves nothing; expected 8s or more");
        }
        if (deadMan.compareTo(LEAST_DEAD_MAN) < 0 || deadMan.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a dead-man timer of " + deadMan.toSeconds() + " s; expected 5s to 10m");
        }
    }
}
