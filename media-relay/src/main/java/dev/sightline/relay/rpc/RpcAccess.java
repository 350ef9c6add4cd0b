package dev.sightline.relay.rpc;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may control the media.
 *
 * @param hostNames names in lower case, without port, that {@code Host} may have beside {@code localhost} and address literals
 * @param token what clients must show, in letters that need no quoting in a URI (RFC 3986 section 2.3)
 * @param tls a server's; without it the protocol is in the clear
 */
public record RpcAccess(Set<String> hostNames, Optional<String> token, Optional<SslContext> tls) {
    /** Whoever reaches it, by an address or {@code localhost}: for loopback only. */
    public static final RpcAccess OPEN = new RpcAccess(Set.of(), Optional.empty(), Optional.empty());

    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]+");

    /** @throws IllegalArgumentException when the token has other letters, or none */
    public RpcAccess {
        hostNames = Set.copyOf(hostNames);
        if (token.isPresent() && !UNRESERVED.matcher(token.get()).matches()) {
            throw new IllegalArgumentException("the token has letters that a URI cannot hold as they are; expected"
                    + " letters of English, digits, and - . _ ~ only");
        }
    }

    public RpcAccess withHostNames(Set<String> names) {
        return new RpcAccess(names, token, tls);
    }

    public RpcAccess withToken(String secret) {
        return new RpcAccess(hostNames, Optional.of(secret), tls);
    }

    public RpcAccess withTls(SslContext context) {
        return new RpcAccess(hostNames, token, Optional.of(context));
    }

    /** Whether other hosts may reach it. */
    boolean isGuarded() {
        return token.isPresent() && tls.isPresent();
    }

    String webSocketScheme() {
        return tls.isPresent() ? "wss" : "ws";
    }

    /** What a media client's {@code Origin} begins with. */
    String originScheme() {
        return tls.isPresent() ? "https" : "http";
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "RpcAccess[hostNames=" + hostNames + ", token=" + token.isPresent() + ", tls=" + tls.isPresent() + "]";
    }
}
