package dev.sightline.probe.agent;

import java.time.Duration;

/**
 * How long an agent waits for what.
 *
 * @param greeting for the gateway's first message
 * @param alive between two signs of life
 * @param repeat no more than this is between two times that a verdict is told which did not change
 * @param capture between two tries to capture
 * @param firstPause between two tries to reach the gateway, at first
 * @param longestPause what that pause grows to
 */
record AgentTimes(
        Duration greeting,
        Duration alive,
        Duration repeat,
        Duration capture,
        Duration firstPause,
        Duration longestPause) {
    /** What is promised is every two seconds. */
    static final AgentTimes DEFAULT = new AgentTimes(
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMillis(1_900),
            Duration.ofSeconds(30),
            Duration.ofMillis(250),
            Duration.ofSeconds(5));
}
