package dev.sightline.probe.capture;

import dev.sightline.probe.Coverage;
import dev.sightline.probe.LeftOut;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.packet.PacketListener;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One capture per interface. An interface that appears is taken in, one that vanishes is reported; neither disturbs
 * the others. Not for several threads.
 */
public final class CaptureSet implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CaptureSet.class);
    private static final int MOST_NAMED = 16;

    /** Of two interfaces one may have been read just before its block was full, and the other just after. */
    private static final int BLOCKS_APART = 2;

    private final PortRange mediaPorts;
    private final List<String> wantedNames;
    private final CaptureLimits limits;
    private final LossListener losses;
    private final Map<String, InterfaceCapture> captures = new LinkedHashMap<>();
    private final InterfaceStates states = new InterfaceStates();
    private final Set<String> below = new HashSet<>();
    private final Set<InetAddress> localAddresses = new HashSet<>();
    private final LinkAddresses linkAddresses = new LinkAddresses();
    private final Set<String> missing = new HashSet<>();
    private final Set<String> removed = new HashSet<>();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private Duration longestBlock = Duration.ZERO;
    private boolean permissionMissing;

    /**
     * @param mediaPorts the media server's ports towards cameras
     * @param interfaces the interfaces to capture on besides {@code lo}, by name, with those below them; empty: every
     *     one that is up, or of more than {@link CaptureLimits#maxInterfaces()} those that matter most
     * @param losses told each time captured packets were lost on an interface
     */
    public CaptureSet(PortRange mediaPorts, List<String> interfaces, CaptureLimits limits, LossListener losses) {
        this.mediaPorts = mediaPorts;
        this.wantedNames = List.copyOf(interfaces);
        this.limits = limits;
        this.losses = losses;
    }

    /**
     * Opens the interfaces that came, and looks at the drop counters of the others.
     *
     * @throws CaptureException when the interfaces of this host cannot be listed
     */
    public void refresh(Instant now) throws CaptureException {
        Map<String, CaptureInterface> present = new LinkedHashMap<>();
        CaptureInterface.all().forEach(device -> present.put(device.name(), device));
        localAddresses.clear();
        present.values().forEach(device -> localAddresses.addAll(device.addresses()));
        linkAddresses.replace(present.values());
        below.clear();
        below.addAll(StackedInterfaces.below(wantedNames));
        for (String name : List.copyOf(captures.keySet())) {
            CaptureInterface device = present.get(name);
            if (device == null) {
                vanished(name, "the interface was removed");
            } else {
                count(device, now);
            }
        }
        captureOn(present.values().stream().filter(this::isWanted).toList());
        missing.clear();
        present.values().stream()
                .filter(CaptureInterface::up)
                .map(CaptureInterface::name)
                .forEach(missing::add);
        removed.clear();
        states.vanished().stream().filter(name -> !present.containsKey(name)).forEach(removed::add);
        wantedNames.stream().filter(name -> !states.know(name)).forEach(name -> {
            CaptureInterface device = present.get(name);
            if (device == null) {
                states.notOpened(name, false, noSuchInterface(present.keySet()));
            } else if (!device.up()) {
                states.isDown(device);
            }
        });
    }

    private static String noSuchInterface(Set<String> present) {
        return "there is no interface of this name (there are: "
                + present.stream().sorted().limit(MOST_NAMED).collect(Collectors.joining(", "))
                + (present.size() > MOST_NAMED ? " …" : "") + "); it is captured on as soon as there is one";
    }

    /** {@code lo} always: it is where feedback gets trapped; and what is on a bridge has not left by a port of it yet. */
    private boolean isWanted(CaptureInterface device) {
        String name = device.name();
        boolean chosen =
                device.loopback() || wantedNames.isEmpty() || wantedNames.contains(name) || below.contains(name);
        return captures.containsKey(name) || (device.up() && chosen);
    }

    /** As many as may be; who came late and matters more takes the place of another. */
    private void captureOn(List<CaptureInterface> wanted) {
        Set<String> before = Set.copyOf(captures.keySet());
        int places = limits.maxInterfaces();
        leftOut.clear();
        for (CaptureInterface device : inOrder(wanted)) {
            if (places == 0) {
                leaveOut(device);
            } else if (captures.containsKey(device.name()) || open(device, wanted.size())) {
                places--;
            }
        }
        states.keepLeftOut(leftOut);
        longestBlock = Collections.max(List.of(longestBlock, limits.block(wanted.size())));
        for (String name : List.copyOf(captures.keySet())) {
            if (!before.contains(name)) {
                begin(name);
            }
        }
    }

    private List<CaptureInterface> inOrder(List<CaptureInterface> wanted) {
        if (wanted.size() <= limits.maxInterfaces()) {
            return wanted.stream()
                    .sorted(Comparator.comparing(device -> !device.loopback()))
                    .toList();
        }
        Set<String> carrying = captures.entrySet().stream()
                .filter(capture -> capture.getValue().carriesMedia())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new CaptureOrder(Set.copyOf(wantedNames), captures.keySet(), carrying, KernelLinks.OF_THIS_HOST)
                .of(wanted);
    }

    private boolean open(CaptureInterface device, int interfaces) {
        try {
            captures.put(
                    device.name(),
                    InterfaceCapture.open(device, mediaPorts, limits, interfaces, this::isLocal, linkAddresses));
            states.opened(device);
            return true;
        } catch (CaptureException e) {
            permissionMissing |= e.isPermission();
            states.notOpened(device.name(), device.loopback(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void begin(String name) {
        InterfaceCapture capture = captures.get(name);
        try {
            if (capture != null) {
                capture.begin();
            }
        } catch (CaptureException e) {
            vanished(name, String.valueOf(e.getMessage()));
        }
    }

    private void leaveOut(CaptureInterface device) {
        InterfaceCapture capture = captures.remove(device.name());
        if (capture != null) {
            capture.close();
            log.info("Capture on {} ended: its place is taken by another interface", device.name());
        }
        leftOut.add(device.name());
        states.leftOut(
                device, "more interfaces are up than the " + limits.maxInterfaces() + " that are captured on at once");
    }

    private boolean isLocal(InetAddress address) {
        return address.isLoopbackAddress() || localAddresses.contains(address);
    }

    private void count(CaptureInterface device, Instant now) {
        InterfaceCapture capture = captures.get(device.name());
        if (capture == null) {
            return;
        }
        try {
            Drops drops = capture.drops();
            long lost = states.lost(device.name(), drops, capture.droppedByMistake());
            if (lost > 0) {
                losses.lost(device.name(), lost, now);
            }
            states.counted(device, capture.packets(), drops);
        } catch (CaptureException e) {
            vanished(device.name(), String.valueOf(e.getMessage()));
        }
    }

    private void vanished(String name, String why) {
        InterfaceCapture capture = captures.remove(name);
        if (capture != null) {
            states.vanished(name, why, capture.packets());
            capture.close();
            missing.remove(name); // it is gone, or the next look finds it up
        }
    }

    /**
     * Reads a burst from every interface.
     *
     * @param packets takes what the frames hold
     * @param frames takes the frames themselves
     * @return whether one may hold more
     */
    public boolean read(PacketListener packets, FrameSink frames) {
        boolean more = false;
        for (Map.Entry<String, InterfaceCapture> entry : new ArrayList<>(captures.entrySet())) {
            try {
                more |= entry.getValue().read(limits.burst(), packets, frames, linkAddresses) >= limits.burst();
            } catch (CaptureException e) {
                vanished(entry.getKey(), String.valueOf(e.getMessage()));
            }
        }
        return more;
    }

    /** How long to wait before they are read again, when none holds more. */
    public Duration pause() {
        return limits.pause(captures.size());
    }

    /** How long the kernel may keep what it captured before it hands it over. */
    public Duration longestBlock() {
        return longestBlock;
    }

    /** Where the capture sees now. */
    public Coverage coverage() {
        Set<String> sampled = captures.entrySet().stream()
                .filter(capture -> capture.getValue().isSampling())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Set<String> uncaptured = new HashSet<>(missing);
        uncaptured.removeAll(captures.keySet());
        return new Coverage(captures.keySet(), states.haveLoopbackAmong(captures.keySet()), /* everything= */ false)
                .sampling(sampled)
                .missing(uncaptured)
                .leavingOut(new LeftOut(captures.size(), List.copyOf(leftOut)))
                .without(states.down())
                .readWithin(longestBlock.plus(pause()).multipliedBy(BLOCKS_APART))
                .afterLosing(removed);
    }

    /** Every interface that was tried or left out, and the last ones that vanished. */
    public List<WatchedInterface> interfaces() {
        return states.all();
    }

    /**
     * Why nothing is captured at all; empty while something is.
     *
     * @param command of the probe that was given, as {@code watch}, for the cure
     */
    public Optional<Obstacle> obstacle(String command) {
        if (!captures.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(permissionMissing ? Obstacle.noPermission(command) : Obstacle.nothingOpened(interfaces()));
    }

    @Override
    public void close() {
        captures.values().forEach(InterfaceCapture::close);
        captures.clear();
    }
}
