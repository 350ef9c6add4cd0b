package dev.sightline.gateway.observe;

import dev.sightline.probe.agent.message.AgentCodec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The agents that are connected, and who of them judges which cameras. Guarded by the watch's lock. */
final class Judges {
    static final String TOO_LONG = "the camera's offer and answer are too long for a probe agent to be told, over "
            + AgentCodec.MAX_LINE + " octets, so nobody can judge its feedback";
    private static final String TOO_MANY =
            "there are more cameras than the connected probe agents can judge at once; those that are negotiated first"
                    + " are judged";

    private final ToldNegotiations negotiations;
    private final Set<Agent> agents = new LinkedHashSet<>();
    private String nobody;

    /** @param nobody why there is no agent yet */
    Judges(ToldNegotiations negotiations, String nobody) {
        this.negotiations = negotiations;
        this.nobody = nobody;
    }

    void add(Agent agent) {
        agents.add(agent);
    }

    boolean has(Agent agent) {
        return agents.contains(agent);
    }

    int count() {
        return agents.size();
    }

    List<Agent> all() {
        return List.copyOf(agents);
    }

    /** Tells every agent that has room what is negotiated now. */
    void tell(String camera, String line) {
        for (Agent agent : agents) {
            if (agent.cameras().filter(cameras -> cameras.take(camera)).isPresent()) {
                agent.peer().send(List.of(line));
            }
        }
    }

    /** Tells every agent that knew the camera that it is gone; it has room for another one then. */
    void end(String camera, String line) {
        for (Agent agent : agents) {
            agent.cameras().ifPresent(cameras -> {
                boolean was = cameras.has(camera);
                Optional<String> next = cameras.gone(camera).flatMap(negotiations::line);
                if (was) {
                    agent.peer()
                            .send(Stream.concat(Stream.of(line), next.stream()).toList());
                }
            });
        }
    }

    /** Tells an agent that has just introduced itself all that it can judge; answers of how many cameras. */
    int tellAll(Agent agent) {
        ToldCameras cameras = agent.cameras().orElseThrow();
        List<String> lines = new ArrayList<>();
        for (String camera : negotiations.cameras()) {
            negotiations.line(camera).filter(line -> cameras.take(camera)).ifPresent(lines::add);
        }
        agent.peer().send(lines);
        return lines.size();
    }

    /** Why no agent is going to judge a camera; empty when one is, or has yet to introduce itself. */
    Optional<String> whyUnjudged(String camera) {
        if (negotiations.line(camera).isEmpty()) {
            return Optional.of(TOO_LONG);
        }
        if (agents.isEmpty()) {
            return Optional.of(nobody);
        }
        boolean full = agents.stream()
                .allMatch(agent ->
                        agent.cameras().filter(cameras -> !cameras.has(camera)).isPresent());
        return full ? Optional.of(TOO_MANY) : Optional.empty();
    }

    /**
     * An agent is no more.
     *
     * @param reason why, which holds for everything when it was the last one
     * @return the cameras of which less is known now
     */
    Set<String> without(Agent agent, String reason) {
        agents.remove(agent);
        Set<String> left = new LinkedHashSet<>();
        if (agents.isEmpty()) {
            nobody = reason;
            left.addAll(negotiations.cameras());
        } else {
            agent.cameras().ifPresent(cameras -> left.addAll(cameras.all()));
        }
        return left;
    }

    /** All at once; answers who they were. */
    List<Agent> dismiss() {
        List<Agent> all = all();
        agents.clear();
        return all;
    }
}
