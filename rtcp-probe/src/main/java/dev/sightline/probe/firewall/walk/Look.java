package dev.sightline.probe.firewall.walk;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.report.WatchReport;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the probe saw of the cameras for a while.
 *
 * @param cameras each camera's state, ordered by address
 * @param obstacle why nothing can be seen; empty when it can
 * @param untraced why the firewall was not traced, so that what it drops may not be seen; empty when it was
 */
public record Look(Map<InetAddress, State> cameras, Optional<Obstacle> obstacle, Optional<String> untraced) {
    private static final Comparator<InetAddress> BY_TEXT = Comparator.comparing(InetAddress::getHostAddress);

    /**
     * What becomes of one camera's feedback.
     *
     * @param verdict the probe's verdict
     * @param droppedBy the rule or policy that was traced dropping its packets, in the firewall's words
     * @param reason the probe's sentence
     */
    public record State(Verdict verdict, Optional<String> droppedBy, String reason) {
        /** Whether it gets its feedback, and nothing of it is dropped that is needed later. */
        public boolean isWell() {
            return verdict == Verdict.DELIVERED && droppedBy.isEmpty();
        }

        /** Verdict and dropper, for people. */
        @Override
        public String toString() {
            return verdict == Verdict.DELIVERED && droppedBy.isPresent() ? "DELIVERED, with drops" : verdict.name();
        }
    }

    static Look of(WatchReport report) {
        Map<InetAddress, State> cameras = new TreeMap<>(BY_TEXT);
        report.cameras().forEach(camera -> cameras.put(camera.camera(), state(camera)));
        return new Look(cameras, report.obstacle(), report.untraced());
    }

    /** Only what was traced is taken: a counter may count other packets. */
    private static State state(CameraVerdict camera) {
        Optional<String> rule = camera.evidence()
                .returnPath()
                .drop()
                .filter(drop -> drop.source().isPresent())
                .map(FirewallDrop::rule);
        return new State(camera.verdict(), rule, camera.finding().reason());
    }

    /** The cameras that get their feedback. */
    List<InetAddress> well() {
        return cameras.entrySet().stream()
                .filter(camera -> camera.getValue().isWell())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Only these of the cameras. */
    Look of(List<InetAddress> some) {
        Map<InetAddress, State> chosen = new TreeMap<>(BY_TEXT);
        chosen.putAll(cameras);
        chosen.keySet().retainAll(some);
        some.forEach(camera ->
                chosen.putIfAbsent(camera, new State(Verdict.NO_MEDIA, Optional.empty(), "no RTP came from it")));
        return new Look(chosen, obstacle, untraced);
    }

    boolean isWell() {
        return cameras.values().stream().allMatch(State::isWell);
    }

    /** The rule that was traced dropping packets of one of them. */
    Optional<String> droppedBy() {
        return cameras.values().stream()
                .flatMap(state -> state.droppedBy().stream())
                .findFirst();
    }

    /** The verdicts and droppers alone, to be compared. */
    String summary() {
        return cameras.entrySet().stream()
                .map(camera -> camera.getKey().getHostAddress() + " "
                        + camera.getValue().verdict() + camera.getValue().droppedBy())
                .collect(Collectors.joining(" "));
    }
}
