package dev.sightline.probe.host;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;

/**
 * The IPsec of this host's kernel (RFC 4301). What a policy of it covers leaves encrypted: a capture sees it neither before
 * nor after, while what comes by a tunnel is captured again as it comes out of it.
 */
@FunctionalInterface
public interface Ipsec {
    /** Of which nothing is known. */
    Ipsec UNKNOWN = (from, to, by) -> Optional.empty();

    /**
     * Why UDP from one socket to another may leave encrypted, in words that follow "but"; empty where nothing shows that it
     * does. Never waits.
     *
     * @param by the interfaces by which the kernel may send it; none where that is not known
     */
    Optional<String> mayTake(InetSocketAddress from, InetSocketAddress to, Set<String> by);

    /**
     * Why there may be policies that are not known, whomever they are for, in words that follow "but"; empty where nothing
     * shows that there are. Never waits.
     */
    default Optional<String> mayBeUnknown() {
        return Optional.empty();
    }
}
