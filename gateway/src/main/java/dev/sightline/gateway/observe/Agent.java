package dev.sightline.gateway.observe;

import dev.sightline.probe.NewlyUnopened;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.WatchedInterface;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One connected agent, as far as {@link RtcpWatch} knows it; guarded by the watch's lock. */
final class Agent {
    private static final int LONGEST_HOST = 253; // of a name in the DNS (RFC 1035, 2.3.4)

    private static final long OTHER_TIME = 10;

    private static final long SECOND = 1_000_000_000L;

    /** So long it may have been unread, because this process stood still, and its words have waited. */
    private static final long MOST_SECONDS_UNREAD = 5;

    private final AgentPeer peer;
    private final String from;
    private final Map<String, Long> droppedByInterface = new HashMap<>();
    private final NewlyUnopened unopened = new NewlyUnopened();
    private String host = "";
    private Optional<Obstacle> obstacle = Optional.empty();
    private long heardAt;
    private final long joinedAt;
    private Optional<ToldCameras> cameras = Optional.empty();
    private boolean saidGoodbye;
    private long second;
    private long secondsToRead = 1;
    private int messagesInSecond;
    private long octetsInSecond;
    private long secondsAhead;

    /**
     * @param from where it connected from, for people
     * @param now by {@link System#nanoTime}
     */
    Agent(AgentPeer peer, String from, long now) {
        this.peer = peer;
        this.from = from;
        this.joinedAt = now;
        this.heardAt = now;
        this.second = now;
    }

    AgentPeer peer() {
        return peer;
    }

    /** It introduced itself; answers whether for the first time. */
    boolean greeted(String name, long maxCameras) {
        host = name.substring(0, Math.min(LONGEST_HOST, name.length())).replaceAll("[^A-Za-z0-9._-]", "?");
        boolean first = cameras.isEmpty();
        if (first) {
            cameras = Optional.of(new ToldCameras(maxCameras));
        }
        return first;
    }

    /** What it was told to judge; empty before it has introduced itself. */
    Optional<ToldCameras> cameras() {
        return cameras;
    }

    void saidGoodbye() {
        saidGoodbye = true;
    }

    boolean hasSaidGoodbye() {
        return saidGoodbye;
    }

    /** Takes in why it cannot capture, or that it can; answers whether that is news. */
    boolean isOtherwise(Optional<Obstacle> found) {
        boolean news = !found.equals(obstacle);
        obstacle = found;
        return news;
    }

    /** Takes in how its capture goes; answers the interfaces that it has begun not to capture on, though it should. */
    List<WatchedInterface> newlyUnopened(List<WatchedInterface> interfaces) {
        return unopened.of(interfaces);
    }

    /**
     * Takes in by how many seconds its clock is ahead of this host's; answers whether that is news. What is said waits for a
     * moment, so a few seconds are none.
     */
    boolean isOfAnotherTime(long ahead) {
        boolean news = Math.abs(ahead - secondsAhead) >= OTHER_TIME;
        secondsAhead = news ? ahead : secondsAhead;
        return news;
    }

    /** What people call it: "the probe agent on media-1 (192.0.2.7)". */
    String name() {
        return "the probe agent" + (host.isEmpty() ? "" : " on " + host) + " (" + from + ")";
    }

    /** A line came from it; answers whether that is more than it may say in the time since the last second that was counted. */
    boolean floods(long now, int octets, Allowance allowance) {
        long passed = now - second;
        if (passed >= SECOND) {
            secondsToRead = Math.min(MOST_SECONDS_UNREAD, passed / SECOND);
            second = now;
            messagesInSecond = 0;
            octetsInSecond = 0;
        }
        messagesInSecond++;
        octetsInSecond += octets;
        return messagesInSecond > secondsToRead * allowance.messages()
                || octetsInSecond > secondsToRead * allowance.octets();
    }

    /** It said something that was understood. */
    void heard(long now) {
        heardAt = now;
    }

    boolean isSilent(long now, long nanos) {
        return now - heardAt >= nanos;
    }

    /** Whether it has been here for so long without a word of who it is. */
    boolean isStranger(long now, long nanos) {
        return cameras.isEmpty() && now - joinedAt >= nanos;
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
