package dev.sightline.probe.judge.scene;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Remembers the captured packets that were lost lately, per interface. Not for several threads. */
public final class CaptureLosses {
    /**
     * What was lost on an interface without a calm between.
     *
     * @param interfaceName its name
     * @param packets how many of those that the filter passed
     * @param last when that was noticed last
     */
    public record Loss(String interfaceName, long packets, Instant last) {
        /** "12 captured packets were lost on eth0". */
        public String inWords() {
            return packets + " captured packet" + (packets == 1 ? " was" : "s were") + " lost on " + interfaceName;
        }
    }

    private final Duration calm;
    private final Map<String, Loss> byInterface = new HashMap<>();

    /** @param calm how long without losses before what follows is complete again */
    public CaptureLosses(Duration calm) {
        this.calm = calm;
    }

    /** It was noticed at {@code at} that so many packets more were lost. */
    public void lost(String interfaceName, long packets, Instant at) {
        byInterface.values().removeIf(loss -> isOver(loss, at));
        byInterface.merge(
                interfaceName,
                new Loss(interfaceName, packets, at),
                (before, now) -> new Loss(interfaceName, before.packets() + packets, at));
    }

    /** The most of these that was lost on one interface, and was not over at {@code now}. */
    public Optional<Loss> at(Instant now, Predicate<Loss> which) {
        return byInterface.values().stream()
                .filter(loss -> !isOver(loss, now) && which.test(loss))
                .max(Comparator.comparingLong(Loss::packets));
    }

    /** When any was noticed last; {@link Instant#MIN} where none was. */
    public Instant last() {
        return byInterface.values().stream()
                .map(Loss::last)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private boolean isOver(Loss loss, Instant now) {
        return loss.last().isBefore(now.minus(calm));
    }
}
