package dev.sightline.gateway.observe;

import dev.sightline.gateway.security.limits.LogPace;
import dev.sightline.probe.NewlyUnopened;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.agent.message.Printable;
import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells people how probe agents come and go, and of which cameras nothing is proven since. Safe for any thread. */
final class AgentLines {
    private static final Logger events = LoggerFactory.getLogger("dev.sightline.events");
    /** An agent may be started, and end, as often as it likes. */
    private static final int LINES_A_MINUTE = 20;
    /** The most cameras that one line names. */
    private static final int NAMED = 10;

    /** Characters of what an agent says of its interfaces. */
    private static final int SHOWN = 500;

    private final LogPace pace;

    /** @param connected how many agents there are */
    AgentLines(IntSupplier connected) {
        this.pace = new LogPace(
                LINES_A_MINUTE,
                left -> events.info(
                        "{} more lines on probe agents within a minute were left out; agents connected now: {}",
                        left,
                        connected.getAsInt()));
    }

    void came(Agent agent, String version) {
        say(Level.INFO, agent.name() + " has connected, version " + Printable.of(version));
    }

    /** @param reason names it too */
    void went(Agent agent, String reason) {
        say(agent.hasSaidGoodbye() ? Level.INFO : Level.WARN, reason);
    }

    void cannotCapture(Agent agent, Obstacle obstacle) {
        say(
                Level.WARN,
                agent.name() + " cannot capture: " + Printable.of(obstacle.reason()) + ". Mend it: "
                        + Printable.of(obstacle.cure()));
    }

    /** Feedback that leaves there is not seen: its cameras are not healed, and perhaps the name is only mistyped. */
    void doesNotCaptureOn(Agent agent, List<WatchedInterface> unopened) {
        if (!unopened.isEmpty()) {
            say(
                    Level.WARN,
                    agent.name() + " does not capture on " + Printable.of(NewlyUnopened.words(unopened), SHOWN));
        }
    }

    void capturesAgain(Agent agent) {
        say(Level.INFO, agent.name() + " captures again");
    }

    /** Two hosts' clocks differ: nothing is wrong, but whoever holds times against each other should know. */
    void hasAnotherTime(Agent agent, long ahead) {
        String differs = ahead == 0
                ? " agrees with this host's again"
                : " is " + Math.abs(ahead) + " s " + (ahead > 0 ? "ahead of" : "behind") + " this host's";
        say(Level.INFO, agent.name() + ": its clock" + differs + "; the times that it tells are by its own clock");
    }

    /** All in one line: an agent may judge thousands. */
    void unproven(Collection<String> cameras, String reason) {
        if (!cameras.isEmpty()) {
            say(Level.INFO, which(cameras) + ": verdict UNPROVEN: " + reason);
        }
    }

    /** Tells now, and not when the minute is over, how many lines were left out. */
    void tellRest() {
        pace.sayRest();
    }

    private static String which(Collection<String> cameras) {
        if (cameras.size() <= NAMED) {
            return (cameras.size() > 1 ? "cameras " : "camera ") + String.join(", ", cameras);
        }
        return cameras.size() + " cameras ("
                + cameras.stream().limit(NAMED).collect(Collectors.joining(", ", "", ", …)"));
    }

    private void say(Level level, String line) {
        pace.say(others -> events.atLevel(level).log("{}{}", line, others));
    }
}
