package dev.sightline.gateway.observe;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Which cameras one agent was told to judge: as many as it can, and the others when there is room. */
final class ToldCameras {
    private final long most;
    private final Set<String> told = new LinkedHashSet<>();
    private final Set<String> waiting = new LinkedHashSet<>();

    /** @param most that the agent can judge */
    ToldCameras(long most) {
        this.most = most;
    }

    /** Whether the agent is to be told of this camera. */
    boolean take(String camera) {
        if (told.contains(camera) || told.size() < most) {
            waiting.remove(camera);
            told.add(camera);
            return true;
        }
        waiting.add(camera);
        return false;
    }

    boolean has(String camera) {
        return told.contains(camera);
    }

    /** A camera is no more. Answers the one that takes its place with this agent. */
    Optional<String> gone(String camera) {
        waiting.remove(camera);
        if (!told.remove(camera)) {
            return Optional.empty();
        }
        Iterator<String> next = waiting.iterator();
        if (!next.hasNext()) {
            return Optional.empty();
        }
        String taken = next.next();
        next.remove();
        told.add(taken);
        return Optional.of(taken);
    }

    Collection<String> all() {
        return told;
    }
}
