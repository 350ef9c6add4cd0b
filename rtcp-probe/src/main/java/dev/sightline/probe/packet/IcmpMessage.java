package dev.sightline.probe.packet;

import dev.sightline.probe.packet.IcmpError.Kind;
import java.util.Optional;

/** What the types and codes of ICMP and ICMPv6 mean. */
final class IcmpMessage {
    /** Octets before the quoted packet. */
    static final int HEADER = 8;

    /** Of the time that is exceeded, in both versions. */
    private static final int REASSEMBLY = 1;

    /** What stands for a protocol that is not there, in IPv6. */
    private static final int UNKNOWN_NEXT_HEADER = 1;

    private static final Optional<Kind> NO_ERROR = Optional.empty();

    private IcmpMessage() {}

    /** Empty when the message is no error. */
    static Optional<Kind> kind(int protocol, int type, int code) {
        return protocol == IpHeader.ICMP ? icmp(type, code) : icmpv6(type, code);
    }

    /** RFC 792 and RFC 1812, 5.2.7.1. */
    private static Optional<Kind> icmp(int type, int code) {
        return switch (type) {
            case 3 -> Optional.of(unreachable(code));
            case 11 -> Optional.of(timeExceeded(code));
            case 4, 12 -> Optional.of(Kind.OTHER);
            default -> NO_ERROR;
        };
    }

    private static Kind unreachable(int code) {
        return switch (code) {
            case 0, 6, 11 -> Kind.NETWORK_UNREACHABLE;
            case 1, 7, 8, 12 -> Kind.HOST_UNREACHABLE;
            case 2, 3 -> Kind.PORT_UNREACHABLE;
            case 4 -> Kind.TOO_BIG;
            case 9, 10, 13 -> Kind.PROHIBITED;
            default -> Kind.OTHER;
        };
    }

    private static Kind timeExceeded(int code) {
        return code == REASSEMBLY ? Kind.FRAGMENTS_MISSING : Kind.TIME_EXCEEDED;
    }

    /** RFC 4443, 3. */
    private static Optional<Kind> icmpv6(int type, int code) {
        return switch (type) {
            case 1 -> Optional.of(unreachableV6(code));
            case 2 -> Optional.of(Kind.TOO_BIG);
            case 3 -> Optional.of(timeExceeded(code));
            case 4 -> Optional.of(code == UNKNOWN_NEXT_HEADER ? Kind.PORT_UNREACHABLE : Kind.OTHER);
            default -> NO_ERROR;
        };
    }

    private static Kind unreachableV6(int code) {
        return switch (code) {
            case 0 -> Kind.NETWORK_UNREACHABLE;
            case 1, 5, 6 -> Kind.PROHIBITED;
            case 3 -> Kind.HOST_UNREACHABLE;
            case 4 -> Kind.PORT_UNREACHABLE;
            default -> Kind.OTHER;
        };
    }
}
