package dev.sightline.gateway.observe;

import dev.sightline.probe.Obstacle;
import dev.sightline.probe.WatchedInterface;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One connected agent, as far as {@link RtcpWatch} knows it; guarded by the watch's lock. */
final class Agent {
    private final AgentPeer peer;
    private final String from;
    private final Map<String, Long> droppedByInterface = new HashMap<>();
    private String host = "";
    private Optional<Obstacle> obstacle = Optional.empty();
    private long heardAt;
    private long second;
    private int messagesInSecond;

    /**
     * @param from where it connected from, for people
     * @param now by {@link System#nanoTime}
     */
    Agent(AgentPeer peer, String from, long now) {
        this.peer = peer;
        this.from = from;
        this.heardAt = now;
        this.second = now;
    }

    AgentPeer peer() {
        return peer;
    }

    void greeted(String name) {
        host = name.replaceAll("[^A-Za-z0-9._-]", "?");
    }

    /** Takes in why it cannot capture; answers whether that is news. */
    boolean isHindered(Optional<Obstacle> found) {
        boolean news = found.isPresent() && !found.equals(obstacle);
        obstacle = found;
        return news;
    }

    /** What people call it: "the probe agent on media-1 (192.0.2.7)". */
    String name() {
        return "the probe agent" + (host.isEmpty() ? "" : " on " + host) + " (" + from + ")";
    }

    /** It said something; answers whether that is more than {@code mostInSecond} allows. */
    boolean floods(long now, int mostInSecond) {
        heardAt = now;
        if (now - second >= 1_000_000_000L) {
            second = now;
            messagesInSecond = 0;
        }
        return ++messagesInSecond > mostInSecond;
    }

    boolean isSilent(long now, long nanos) {
        return now - heardAt >= nanos;
    }

    /** Takes in how its capture goes; answers how many packets it lost since it said so last. */
    long losses(List<WatchedInterface> interfaces) {
        long lost = 0;
        Map<String, Long> now = new HashMap<>();
        for (WatchedInterface watched : interfaces) {
            long dropped = Math.max(0, watched.drops().byKernel());
            long before = droppedByInterface.getOrDefault(watched.name(), 0L);
            lost += dropped >= before ? dropped - before : dropped;
            now.put(watched.name(), dropped);
        }
        droppedByInterface.clear();
        droppedByInterface.putAll(now);
        return lost;
    }
}
