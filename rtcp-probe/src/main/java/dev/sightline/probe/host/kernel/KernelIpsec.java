package dev.sightline.probe.host.kernel;

import dev.sightline.probe.host.Ipsec;
import dev.sightline.probe.host.program.HostCommand;
import dev.sightline.probe.host.program.Refreshed;
import dev.sightline.probe.host.program.Workers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the policies of this process's network namespace through {@code ip xfrm policy}, once when it is opened and then, on
 * a thread of its own, while it is asked. That takes {@code CAP_NET_ADMIN}; without it a program that negotiates keys, by
 * its sockets, shows that there may be some. A kernel without IPsec has none. Thread-safe.
 */
final class KernelIpsec implements Ipsec, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KernelIpsec.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int MAX_OUTPUT = 8 << 20;

    /** Of IKE, and of IKE and ESP behind translations (RFC 7296, 2; RFC 3948). */
    private static final int[] IKE = {500, 4_500};

    /** @param unread why they could not be read; empty where they were */
    private record Policies(IpsecPolicies known, String unread) {
        static Policies unread(String why) {
            return new Policies(IpsecPolicies.NONE, why);
        }
    }

    private final Optional<HostCommand> ip;
    private final IntPredicate openPort;
    private final ExecutorService reading = Workers.one("probe-ipsec");
    private final Refreshed<Policies> policies =
            new Refreshed<>(Policies.unread("they are not read yet"), FRESH, reading, before -> read());

    /**
     * @param ip without it no policy can be read
     * @param openPort whether a UDP socket of this namespace has a port; never waits
     */
    KernelIpsec(Optional<HostCommand> ip, IntPredicate openPort) {
        this.ip = ip;
        this.openPort = openPort;
    }

    static KernelIpsec open(IntPredicate openPort) {
        KernelIpsec ipsec = new KernelIpsec(HostCommand.find("ip", ANSWER, MAX_OUTPUT), openPort);
        ipsec.policies.get(); // so that the first camera finds them known
        return ipsec;
    }

    @Override
    public Optional<String> mayTake(InetSocketAddress from, InetSocketAddress to, Set<String> by) {
        return policies.get()
                .known()
                .hiding(from, to, by)
                .map(policy -> "an IPsec policy of this host takes it (" + policy.text()
                        + "): it leaves encrypted, if at all, and no capture sees it before");
    }

    @Override
    public Optional<String> mayBeUnknown() {
        Policies now = policies.get();
        if (now.unread().isEmpty()) {
            return Optional.empty();
        }
        for (int port : IKE) {
            if (openPort.test(port)) {
                return Optional.of("a program of this host negotiates IPsec (a socket has UDP port " + port
                        + "), and whether a policy takes it, to let it leave encrypted, is not known: " + now.unread());
            }
        }
        return Optional.empty();
    }

    /** Reads now and waits for it. */
    void refresh() {
        policies.refresh();
    }

    private Policies read() {
        if (ip.isEmpty()) {
            return Policies.unread("there is no program ip on this host");
        }
        try {
            HostCommand.Output output = ip.get().run("xfrm", "policy");
            if (output.succeeded()) {
                return new Policies(IpsecPolicies.parse(output.text()), "");
            }
            String complaint = output.complaint().toLowerCase(Locale.ROOT);
            if (complaint.contains("not supported")) {
                return new Policies(IpsecPolicies.NONE, "");
            }
            return Policies.unread(
                    complaint.contains("not permitted")
                            ? "reading them (ip xfrm policy) takes CAP_NET_ADMIN"
                            : "ip xfrm policy ended with exit code " + output.exitCode());
        } catch (IOException e) {
            log.debug("Policies of IPsec are not known", e);
            return Policies.unread("ip xfrm policy gave no answer");
        }
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}
