package dev.sightline.probe.agent;

/** What an agent tells the people of its host, one line at a time. */
@FunctionalInterface
public interface Log {
    void say(String line);
}
