package dev.sightline.probe.capture;

import dev.sightline.probe.Coverage;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.WatchedInterface.State;
import dev.sightline.probe.packet.PacketListener;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.pcap4j.core.PcapStat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One capture per interface. An interface that appears is taken in, one that vanishes is reported; neither disturbs
 * the others. Not for several threads.
 */
public final class CaptureSet implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CaptureSet.class);

    private static final String DOWN = "the interface is down; it is captured on as soon as it is up";

    private final PortRange mediaPorts;
    private final List<String> wantedNames;
    private final CaptureLimits limits;
    private final BiConsumer<String, Instant> losses;
    private final Map<String, InterfaceCapture> captures = new LinkedHashMap<>();
    private final Map<String, WatchedInterface> watched = new LinkedHashMap<>();
    private final Set<String> below = new HashSet<>();
    private final Set<InetAddress> localAddresses = new HashSet<>();
    private final LinkAddresses linkAddresses = new LinkAddresses();
    private final Set<String> missing = new TreeSet<>();
    private boolean permissionMissing;

    /**
     * @param mediaPorts the media server's ports towards cameras
     * @param interfaces the interfaces to capture on besides {@code lo}, by name, with those below them; empty: every
     *     one that is up
     * @param losses told an interface, and when, each time the kernel dropped captured packets on it
     */
    public CaptureSet(
            PortRange mediaPorts, List<String> interfaces, CaptureLimits limits, BiConsumer<String, Instant> losses) {
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
        List<CaptureInterface> present = CaptureInterface.all();
        localAddresses.clear();
        present.forEach(device -> localAddresses.addAll(device.addresses()));
        linkAddresses.replace(present);
        below.clear();
        below.addAll(LowerInterfaces.of(wantedNames));
        Set<String> names = present.stream().map(CaptureInterface::name).collect(Collectors.toSet());
        Set<String> up = present.stream()
                .filter(CaptureInterface::up)
                .map(CaptureInterface::name)
                .collect(Collectors.toSet());
        for (String name : List.copyOf(captures.keySet())) {
            if (names.contains(name)) {
                count(name, up.contains(name), now);
            } else {
                vanished(name, "the interface was removed");
            }
        }
        List<CaptureInterface> wanted = present.stream().filter(this::isWanted).toList();
        int bufferBytes = limits.bufferBytes(wanted.size());
        wanted.stream()
                .filter(device -> !captures.containsKey(device.name()))
                .sorted(Comparator.comparing(device -> !device.loopback()))
                .forEach(device -> open(device, bufferBytes));
        missing.clear();
        missing.addAll(up);
        wantedNames.stream()
                .filter(name -> !names.contains(name) && !watched.containsKey(name))
                .forEach(name -> failed(name, false, "there is no interface of this name; see: ip link"));
        present.stream()
                .filter(device -> !device.up() && wantedNames.contains(device.name()))
                .filter(device -> !watched.containsKey(device.name()))
                .forEach(device -> failed(device.name(), device.loopback(), DOWN));
    }

    /** {@code lo} always: it is where feedback gets trapped; and what is on a bridge has not left by a port of it yet. */
    private boolean isWanted(CaptureInterface device) {
        return device.up()
                && (device.loopback()
                        || wantedNames.isEmpty()
                        || wantedNames.contains(device.name())
                        || below.contains(device.name()));
    }

    private void open(CaptureInterface device, int bufferBytes) {
        String name = device.name();
        if (captures.size() >= limits.maxInterfaces()) {
            failed(name, device.loopback(), "the limit of " + limits.maxInterfaces() + " interfaces is reached");
            return;
        }
        try {
            captures.put(
                    name, InterfaceCapture.open(device, mediaPorts, limits, bufferBytes, this::isLocal, linkAddresses));
            watched.put(name, new WatchedInterface(name, device.loopback(), State.CAPTURED, "", 0, Drops.NONE));
        } catch (CaptureException e) {
            permissionMissing |= e.isPermission();
            failed(name, device.loopback(), String.valueOf(e.getMessage()));
        }
    }

    private void failed(String name, boolean loopback, String detail) {
        WatchedInterface known = watched.get(name);
        if (known != null && known.state() == State.VANISHED) {
            return; // it is still listed for a moment, and can no longer be opened
        }
        WatchedInterface before =
                watched.put(name, new WatchedInterface(name, loopback, State.NOT_OPENED, detail, 0, Drops.NONE));
        if (before == null || before.state() != State.NOT_OPENED) {
            log.info("Not capturing on {}: {}", name, detail);
        }
    }

    private boolean isLocal(InetAddress address) {
        return address.isLoopbackAddress() || localAddresses.contains(address);
    }

    private void count(String name, boolean up, Instant now) {
        InterfaceCapture capture = captures.get(name);
        WatchedInterface before = watched.get(name);
        if (capture == null || before == null) {
            return;
        }
        try {
            PcapStat counters = capture.counters();
            Drops drops = new Drops(
                    counters.getNumPacketsReceived(),
                    counters.getNumPacketsDropped(),
                    counters.getNumPacketsDroppedByIf());
            if (drops.byKernel() > before.drops().byKernel()) {
                losses.accept(name, now);
            }
            watched.put(
                    name,
                    new WatchedInterface(
                            name,
                            before.loopback(),
                            up ? State.CAPTURED : State.DOWN,
                            up ? "" : DOWN,
                            capture.packets(),
                            drops));
        } catch (CaptureException e) {
            vanished(name, String.valueOf(e.getMessage()));
        }
    }

    private void vanished(String name, String why) {
        InterfaceCapture capture = captures.remove(name);
        WatchedInterface before = watched.get(name);
        if (capture == null || before == null) {
            return;
        }
        watched.put(
                name,
                new WatchedInterface(name, before.loopback(), State.VANISHED, why, capture.packets(), before.drops()));
        capture.close();
        log.info("Capture on {} ended: {}", name, why);
    }

    /**
     * Reads a burst from every interface.
     *
     * @param packets takes what the frames hold
     * @param frames takes the frames themselves
     * @return how many frames were read
     */
    public int read(PacketListener packets, FrameSink frames) {
        int read = 0;
        for (Map.Entry<String, InterfaceCapture> entry : new ArrayList<>(captures.entrySet())) {
            try {
                read += entry.getValue().read(limits.burst(), packets, frames, linkAddresses);
            } catch (CaptureException e) {
                vanished(entry.getKey(), String.valueOf(e.getMessage()));
            }
        }
        return read;
    }

    /** Where the capture sees now. */
    public Coverage coverage() {
        boolean loopback = captures.keySet().stream()
                .map(watched::get)
                .anyMatch(interfaceNow -> interfaceNow != null && interfaceNow.loopback());
        Set<String> sampled = captures.entrySet().stream()
                .filter(capture -> capture.getValue().isSampling())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Set<String> down = watched.values().stream()
                .filter(known -> known.state() == State.DOWN)
                .map(WatchedInterface::name)
                .collect(Collectors.toSet());
        Set<String> uncaptured = new HashSet<>(missing);
        uncaptured.removeAll(captures.keySet());
        return new Coverage(captures.keySet(), loopback, /* everything= */ false)
                .sampling(sampled)
                .missing(uncaptured)
                .without(down);
    }

    /** Every interface that was ever tried. */
    public List<WatchedInterface> interfaces() {
        return List.copyOf(watched.values());
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
