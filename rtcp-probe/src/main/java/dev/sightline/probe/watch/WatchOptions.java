package dev.sightline.probe.watch;

import dev.sightline.probe.PortRange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * What to watch, and for how long.
 *
 * @param mediaPorts the media server's ports towards cameras; the one above the last is watched, too
 * @param duration how long to watch; positive, at most a day
 * @param interfaces the interfaces to capture on besides {@code lo}, by name; empty: every interface that is up
 * @param cameras addresses that must appear in the report even if nothing is seen of them; others are added as their RTP
 *     is seen
 * @param traceFirewall whether a table of its own may be added to this host's firewall, to trace what that drops
 */
public record WatchOptions(
        PortRange mediaPorts,
        Duration duration,
        List<String> interfaces,
        List<InetAddress> cameras,
        boolean traceFirewall) {
    /** The longest watch. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** @throws IllegalArgumentException when {@code duration} is out of bounds */
    public WatchOptions {
        interfaces = List.copyOf(interfaces);
        cameras = List.copyOf(cameras);
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "duration " + duration + ": expected more than nothing and at most " + LONGEST);
        }
    }

    /** Changes nothing on this host. */
    public WatchOptions(PortRange mediaPorts, Duration duration, List<String> interfaces, List<InetAddress> cameras) {
        this(mediaPorts, duration, interfaces, cameras, false);
    }

    /** Watches every interface that is up, and takes the cameras as they come. */
    public static WatchOptions of(PortRange mediaPorts, Duration duration) {
        return new WatchOptions(mediaPorts, duration, List.of(), List.of());
    }
}
