package dev.sightline.probe.host.kernel;

import dev.sightline.probe.Wording;
import dev.sightline.probe.host.program.Literals;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whereto, from which address (empty: the kernel chooses), and by which ports where they matter. */
record RouteQuestion(InetAddress address, Optional<InetAddress> source, Optional<Ports> ports) {
    private static final Logger log = LoggerFactory.getLogger(RouteQuestion.class);

    record Ports(int source, int destination) {}

    /** By hand, for it is asked for each stream: a record's own goes through method handles. */
    @Override
    public int hashCode() {
        return 31 * (31 * address.hashCode() + source.hashCode()) + ports.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RouteQuestion question
                && address.equals(question.address)
                && source.equals(question.source)
                && ports.equals(question.ports);
    }

    static RouteQuestion to(InetAddress address, Optional<InetAddress> source) {
        return new RouteQuestion(address, source, Optional.empty());
    }

    static RouteQuestion flow(InetSocketAddress destination, InetSocketAddress source) {
        return new RouteQuestion(
                destination.getAddress(),
                Optional.of(source.getAddress()),
                Optional.of(new Ports(source.getPort(), destination.getPort())));
    }

    /** A link-local address has no route of its own: the arrival interface tells. */
    boolean hasAnswer() {
        return !address.isLinkLocalAddress();
    }

    /**
     * The kernel finds no route from an address that is not its own: that of a media server behind it, or of a group.
     *
     * @param isOwn tells which are
     */
    RouteQuestion asThisHost(Predicate<InetAddress> isOwn) {
        return new RouteQuestion(address, source.filter(isOwn), ports);
    }

    /** Whether an address is one of this host's now. */
    static boolean isOwn(InetAddress address) {
        try {
            return !address.isAnyLocalAddress()
                    && !address.isLinkLocalAddress()
                    && NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            log.debug("Whether {} is this host's is not known", Wording.address(address), e);
            return false;
        }
    }

    /** A line for {@code ip -batch}. */
    String line() {
        return "route get " + Wording.address(asSent())
                + linkOf(address).map(link -> " oif " + link).orElse("")
                + source.map(from -> " from " + Wording.address(from)).orElse("")
                + ports.map(ports -> " ipproto udp sport " + ports.source() + " dport " + ports.destination())
                        .orElse("")
                + "\n";
    }

    /** The interface that a link-local address was given with. */
    static Optional<String> linkOf(InetAddress address) {
        int index = address instanceof Inet6Address scoped ? scoped.getScopeId() : 0;
        if (index == 0) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(NetworkInterface.getByIndex(index)).map(NetworkInterface::getName);
        } catch (SocketException e) {
            log.debug("The interface of {} is not known", Wording.address(address), e);
            return Optional.empty();
        }
    }

    /** The kernel sends to the loopback address what is sent to {@code ::}, but finds no route for it when asked. */
    private InetAddress asSent() {
        return address instanceof Inet6Address && address.isAnyLocalAddress()
                ? Literals.address("::1").orElse(address)
                : address;
    }
}
