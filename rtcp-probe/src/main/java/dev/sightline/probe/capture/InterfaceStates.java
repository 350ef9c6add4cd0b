package dev.sightline.probe.capture;

import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.WatchedInterface.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How capture goes on each interface, and went on those that are gone. Not for several threads. */
final class InterfaceStates {
    private static final Logger log = LoggerFactory.getLogger(InterfaceStates.class);

    private static final String DOWN = "the interface is down; it is captured on as soon as it is up";

    /** Where containers come and go, each leaves one. */
    private static final int MOST_VANISHED = 64;

    private final Map<String, WatchedInterface> states = new LinkedHashMap<>();

    boolean know(String name) {
        return states.containsKey(name);
    }

    Drops dropsOf(String name) {
        return Optional.ofNullable(states.get(name))
                .map(WatchedInterface::drops)
                .orElse(Drops.NONE);
    }

    /**
     * How many captured packets more were lost since they were counted last.
     *
     * @param byMistake those of them that a mistake of this program dropped
     */
    long lost(String name, Drops now, long byMistake) {
        return byMistake + Math.max(0, now.byKernel() - dropsOf(name).byKernel());
    }

    void opened(CaptureInterface device) {
        put(device, State.CAPTURED, "", 0, Drops.NONE);
    }

    void isDown(CaptureInterface device) {
        notOpened(device.name(), device.loopback(), DOWN);
    }

    void notOpened(String name, boolean loopback, String why) {
        WatchedInterface before = states.get(name);
        if (before != null && before.state() == State.VANISHED) {
            return; // it is still listed for a moment, and can no longer be opened
        }
        states.put(name, new WatchedInterface(name, loopback, State.NOT_OPENED, why, 0, Drops.NONE));
        if (before == null || before.state() != State.NOT_OPENED) {
            log.info("Not capturing on {}: {}", name, why);
        }
    }

    void leftOut(CaptureInterface device, String why) {
        WatchedInterface before = states.get(device.name());
        put(
                device,
                State.LEFT_OUT,
                why,
                before == null ? 0 : before.packets(),
                before == null ? Drops.NONE : before.drops());
    }

    /** Of those that were left out and no longer are, for they are down or gone, there is nothing to tell. */
    void keepLeftOut(Set<String> names) {
        states.values().removeIf(known -> known.state() == State.LEFT_OUT && !names.contains(known.name()));
    }

    void counted(CaptureInterface device, long packets, Drops drops) {
        put(device, device.up() ? State.CAPTURED : State.DOWN, device.up() ? "" : DOWN, packets, drops);
    }

    void vanished(String name, String why, long packets) {
        WatchedInterface before = states.remove(name);
        if (before == null) {
            return;
        }
        states.put(name, new WatchedInterface(name, before.loopback(), State.VANISHED, why, packets, before.drops()));
        log.info("Capture on {} ended: {}", name, why);
        List<String> vanished = namesOf(State.VANISHED);
        vanished.subList(0, Math.max(0, vanished.size() - MOST_VANISHED)).forEach(states::remove);
    }

    private void put(CaptureInterface device, State state, String why, long packets, Drops drops) {
        states.put(device.name(), new WatchedInterface(device.name(), device.loopback(), state, why, packets, drops));
    }

    Set<String> down() {
        return Set.copyOf(namesOf(State.DOWN));
    }

    /** Those whose capture ended; most of them are gone. */
    List<String> vanished() {
        return namesOf(State.VANISHED);
    }

    private List<String> namesOf(State state) {
        return states.values().stream()
                .filter(known -> known.state() == state)
                .map(WatchedInterface::name)
                .collect(Collectors.toList());
    }

    boolean haveLoopbackAmong(Set<String> names) {
        return names.stream().map(states::get).anyMatch(known -> known != null && known.loopback());
    }

    List<WatchedInterface> all() {
        return List.copyOf(states.values());
    }
}
