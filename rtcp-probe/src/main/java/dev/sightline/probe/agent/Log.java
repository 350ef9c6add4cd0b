package dev.sightline.probe.agent;

/** What an agent tells the people of its host, one line at a time. */
@FunctionalInterface
public interface Log {
    void say(String line);

    /** Likewise why nothing can be captured, which the gateway is told as well. */
    default void hindered(String line) {
        say(line);
    }
}
