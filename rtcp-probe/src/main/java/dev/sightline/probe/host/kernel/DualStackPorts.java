package dev.sightline.probe.host.kernel;

import dev.sightline.probe.host.firewall.Truth;
import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the IPv6 sockets of any address take IPv4, too, by port. {@code /proc} does not tell; the kernel tells it to
 * {@code ss}, which needs no right.
 */
final class DualStackPorts {
    static final DualStackPorts UNKNOWN = new DualStackPorts(Set.of(), Set.of());

    private static final Logger log = LoggerFactory.getLogger(DualStackPorts.class);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int MAX_OUTPUT = 16 << 20;
    private static final Pattern OF_ANY_ADDRESS =
            Pattern.compile("\\S+ +\\d+ +\\d+ +(?:\\*|\\[::]|::)(?:%\\S+)?:(\\d{1,5}) .*? v6only:([01])\\b.*");

    private final Set<Integer> dual;
    private final Set<Integer> ipv6Alone;

    private DualStackPorts(Set<Integer> dual, Set<Integer> ipv6Alone) {
        this.dual = dual;
        this.ipv6Alone = ipv6Alone;
    }

    /** Looks for {@code ss} where it is usually installed. */
    static Optional<HostCommand> command() {
        return HostCommand.find("ss", ANSWER, MAX_OUTPUT);
    }

    /** Asks and waits; unknown where the kernel or its tools do not say. */
    static DualStackPorts ask(Optional<HostCommand> ss) {
        if (ss.isEmpty()) {
            return UNKNOWN;
        }
        try {
            HostCommand.Output output = ss.get().run("-H6uane");
            return output.succeeded() ? parse(output.text()) : UNKNOWN;
        } catch (IOException e) {
            log.debug("Which sockets take IPv4, too, is not known", e);
            return UNKNOWN;
        }
    }

    /** @param text one socket a line, with its {@code v6only} where the kernel tells it */
    static DualStackPorts parse(String text) {
        Set<Integer> dual = new HashSet<>();
        Set<Integer> ipv6Alone = new HashSet<>();
        text.lines().forEach(line -> {
            Matcher socket = OF_ANY_ADDRESS.matcher(line);
            if (socket.matches()) {
                (socket.group(2).equals("0") ? dual : ipv6Alone).add(Integer.parseInt(socket.group(1)));
            }
        });
        return new DualStackPorts(Set.copyOf(dual), Set.copyOf(ipv6Alone));
    }

    /** Whether one of the sockets takes what comes for that port by IPv4. */
    Truth takeIpv4(int port) {
        if (dual.contains(port)) {
            return Truth.YES;
        }
        return ipv6Alone.contains(port) ? Truth.NO : Truth.MAYBE;
    }
}
