package dev.sightline.gateway.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;

/** Reads IP addresses that are written as digits. A name is never looked up: what it resolves to belongs to others. */
public final class IpLiteral {
    private IpLiteral() {}

    /** The address, or nothing when {@code text} is not an IPv4 or IPv6 literal. */
    public static Optional<InetAddress> parse(String text) {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(text));
    }
}
