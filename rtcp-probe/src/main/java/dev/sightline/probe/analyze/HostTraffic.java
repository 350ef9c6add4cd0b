package dev.sightline.probe.analyze;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How much RTP goes from host to host. Behind one address (NAT) there may be many viewers, so how much a host sends is told
 * by its largest flow alone: one that passes media on sends each viewer about as much as it got. Not for several threads.
 */
final class HostTraffic {
    /** From whom, to whom. */
    private record Hosts(InetAddress source, InetAddress destination) {
        Hosts reversed() {
            return new Hosts(/* source= */ destination, /* destination= */ source);
        }
    }

    /** In octets. */
    private static final class Amount {
        private static final Amount NONE = new Amount();

        private long webRtc;
        private long plain;
        private long largestPlainFlow;

        /** What goes over WebRTC tells only where nothing else goes: it may be for a viewer with a camera's address. */
        boolean outweighs(Amount back) {
            return plain == back.plain ? webRtc > back.webRtc : plain > back.plain;
        }
    }

    private final Map<Hosts, Amount> amounts = new HashMap<>();
    private final Set<InetAddress> named;

    /** @param named addresses that are cameras whatever they do */
    HostTraffic(Set<InetAddress> named) {
        this.named = named;
    }

    /** Takes the octets that one socket sent to another. */
    void add(InetAddress source, InetAddress destination, long octets, boolean webRtc) {
        Amount amount = amounts.computeIfAbsent(new Hosts(source, destination), absent -> new Amount());
        if (webRtc) {
            amount.webRtc += octets;
        } else {
            amount.plain += octets;
            amount.largestPlainFlow = Math.max(amount.largestPlainFlow, octets);
        }
    }

    /**
     * Those from whom media come: much more goes from them to somebody than comes to them from others. Whom a named camera
     * sends RTP is none, unless it is named itself.
     */
    Set<InetAddress> cameras() {
        Map<InetAddress, Long> sent = new HashMap<>();
        Map<InetAddress, Long> received = new HashMap<>();
        amounts.forEach((hosts, amount) -> {
            if (outweighsWhatComesBack(hosts)) {
                sent.merge(hosts.source(), amount.largestPlainFlow, Math::max);
                received.merge(hosts.destination(), amount.plain + amount.webRtc, Long::sum);
            }
        });
        Set<InetAddress> cameras = new HashSet<>();
        sent.forEach((host, largest) -> {
            long got = received.getOrDefault(host, 0L);
            if (got == 0 || 2 * got < largest) { // a camera may speak ICE, and gets nothing
                cameras.add(host);
            }
        });
        amounts.keySet().stream()
                .filter(hosts -> named.contains(hosts.source()))
                .forEach(hosts -> cameras.remove(hosts.destination()));
        cameras.addAll(named);
        return cameras;
    }

    /** Those to whom media go. */
    Set<InetAddress> receivers() {
        Set<InetAddress> receivers = new HashSet<>();
        amounts.keySet().stream()
                .filter(hosts -> named.contains(hosts.source()) || outweighsWhatComesBack(hosts))
                .forEach(hosts -> receivers.add(hosts.destination()));
        return receivers;
    }

    private boolean outweighsWhatComesBack(Hosts hosts) {
        return amounts.getOrDefault(hosts, Amount.NONE).outweighs(amounts.getOrDefault(hosts.reversed(), Amount.NONE));
    }
}
