package dev.sightline.probe;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why nothing can be proven at all.
 *
 * @param reason one sentence
 * @param cure the command that mends it
 */
public record Obstacle(String reason, String cure) {
    public static Obstacle noPermission() {
        return new Obstacle(
                "this process may not capture packets: it lacks the capability CAP_NET_RAW",
                "run it as root, or with that one capability: sudo setpriv --reuid \"$USER\" --regid \"$(id -gn)\" --init-groups"
                        + " --inh-caps +net_raw --ambient-caps +net_raw bin/sightline probe watch …");
    }

    public static Obstacle noLibrary(Throwable cause) {
        String firstLine =
                String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new Obstacle(
                "libpcap cannot be loaded: " + firstLine, "on Debian or Ubuntu: sudo apt-get install libpcap0.8");
    }

    public static Obstacle noInterfaces(String cause) {
        return new Obstacle("libpcap cannot list the interfaces: " + cause, "see whether ip link lists them");
    }

    public static Obstacle nothingOpened(List<WatchedInterface> interfaces) {
        String details = interfaces.stream()
                .map(watched -> watched.name() + ": " + watched.detail())
                .collect(Collectors.joining("; "));
        return new Obstacle(
                "no interface could be captured on" + (details.isEmpty() ? "" : " (" + details + ")"),
                "see whether ip link shows lo and the camera's interface as UP");
    }
}
