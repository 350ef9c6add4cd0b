package dev.sightline.probe.command;

import dev.sightline.probe.PortRange;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the values of options are written. */
public final class Converters {
    private Converters() {}

    /** An IPv4 or IPv6 literal: a name is refused, so nothing is ever asked of the DNS. */
    public static final class Address implements ITypeConverter<InetAddress> {
        /** In the part of an address that is written as IPv4. */
        private static final Pattern LIKE_OCTAL = Pattern.compile("(^|[.:])0\\d+\\.|\\.0\\d");

        private static final Pattern LEADING_ZEROS = Pattern.compile("(^|[.:])0+(?=\\d)");

        @Override
        public InetAddress convert(String text) throws UnknownHostException {
            if (text.indexOf('%') >= 0) {
                throw new TypeConversionException(
                        "'" + text + "' names an interface; expected an address alone, as fd00::1");
            }
            if (LIKE_OCTAL.matcher(text).find()) {
                throw new TypeConversionException("'" + text
                        + "' has a number with a 0 before it, which some read as octal; expected it without, as "
                        + LEADING_ZEROS.matcher(text).replaceAll("$1"));
            }
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
            if (bytes == null) {
                throw new TypeConversionException(
                        "'" + text + "' is no IP address; expected one as 10.77.0.1 or fd00::1");
            }
            return InetAddress.getByAddress(bytes);
        }
    }

    /**
     * The address of a camera: one that a host can have. A link-local one may name its link, as {@code fe80::1%eth0}, which
     * packets do not: it is left out.
     */
    public static final class Camera implements ITypeConverter<InetAddress> {
        @Override
        public InetAddress convert(String text) throws UnknownHostException {
            InetAddress address = new Address().convert(Zone.of(text).address());
            if (address.isAnyLocalAddress() || address.isMulticastAddress() || text.equals("255.255.255.255")) {
                throw new TypeConversionException(
                        "'" + text + "' is no camera's address; expected the one that its RTP comes from");
            }
            return address;
        }
    }

    /** A camera on one of this host's links: one that is named with the address is there. */
    static final class CameraHere implements ITypeConverter<InetAddress> {
        @Override
        public InetAddress convert(String text) throws UnknownHostException {
            Zone.of(text).refuseUnlessHere();
            return new Camera().convert(text);
        }
    }

    /** Where a packet may go: a link-local address with its link, as {@code fe80::1%eth0}, for each link has its own. */
    static final class Destination implements ITypeConverter<InetAddress> {
        @Override
        public InetAddress convert(String text) throws UnknownHostException {
            Zone zone = Zone.of(text);
            InetAddress address = new Address().convert(zone.address());
            return address instanceof Inet6Address && Zone.isNeededFor(address)
                    ? Inet6Address.getByAddress(null, address.getAddress(), zone.indexHere())
                    : address;
        }
    }

    /** {@code 5000-5050}, or one port. */
    public static final class Ports implements ITypeConverter<PortRange> {
        private static final Pattern SHAPE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

        @Override
        public PortRange convert(String text) {
            Matcher matcher = SHAPE.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is no range of ports; expected one as 5000-5050");
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            try {
                return new PortRange(first, last);
            } catch (IllegalArgumentException problem) {
                throw new TypeConversionException(problem.getMessage());
            }
        }
    }

    /** {@code 500ms}, {@code 15s}, {@code 2m} or {@code 1h}. */
    public static final class Time implements ITypeConverter<Duration> {
        private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

        @Override
        public Duration convert(String text) {
            Matcher matcher = SHAPE.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is no time; expected one as 500ms, 15s, 2m or 1h");
            }
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
        }
    }
}
