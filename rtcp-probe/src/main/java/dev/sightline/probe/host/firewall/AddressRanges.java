package dev.sightline.probe.host.firewall;

import dev.sightline.probe.AddressRange;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Addresses as rules name them: any number of ranges of either family, in any order. */
final class AddressRanges {
    private static final Comparator<InetAddress> IN_ORDER =
            Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned);

    private AddressRanges() {}

    /** The addresses in both, at most {@code limit} ranges; empty optional when there is none. An empty list stands for all. */
    static Optional<List<AddressRange>> common(List<AddressRange> left, List<AddressRange> right, int limit) {
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.of(left.isEmpty() ? right : left);
        }
        List<AddressRange> common = new ArrayList<>();
        for (AddressRange one : left) {
            for (AddressRange other : right) {
                if (common.size() < limit) {
                    common(one, other).ifPresent(common::add);
                }
            }
        }
        return common.isEmpty() ? Optional.empty() : Optional.of(common);
    }

    private static Optional<AddressRange> common(AddressRange one, AddressRange other) {
        return one.meets(other)
                ? Optional.of(new AddressRange(
                        one.contains(other.first()) ? other.first() : one.first(),
                        one.contains(other.last()) ? other.last() : one.last()))
                : Optional.empty();
    }

    /**
     * All addresses of one family but these; none when these are all.
     *
     * @return empty when one of these is of the other family
     */
    static Optional<List<AddressRange>> others(List<AddressRange> ranges, boolean ipv6) {
        if (ranges.stream().anyMatch(range -> range.first() instanceof Inet6Address != ipv6)) {
            return Optional.empty();
        }
        List<AddressRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparing(AddressRange::first, IN_ORDER));
        List<AddressRange> others = new ArrayList<>();
        InetAddress next = lowest(ipv6);
        for (AddressRange range : sorted) {
            if (IN_ORDER.compare(next, range.first()) < 0) {
                others.add(new AddressRange(next, beside(range.first(), -1)));
            }
            if (range.last().equals(highest(ipv6))) {
                return Optional.of(others);
            }
            if (IN_ORDER.compare(next, range.last()) <= 0) {
                next = beside(range.last(), 1);
            }
        }
        others.add(new AddressRange(next, highest(ipv6)));
        return Optional.of(others);
    }

    /** Whether there is one in both. */
    static boolean meet(List<AddressRange> left, List<AddressRange> right) {
        return left.isEmpty()
                || right.isEmpty()
                || left.stream().anyMatch(one -> right.stream().anyMatch(one::meets));
    }

    /** Whether every one of the others is among these. */
    static boolean cover(List<AddressRange> these, List<AddressRange> others) {
        return these.isEmpty()
                || (!others.isEmpty()
                        && others.stream()
                                .allMatch(other -> these.stream()
                                        .anyMatch(one -> one.contains(other.first()) && one.contains(other.last()))));
    }

    /** Whether they reach from a family's first address to its last, as those but some do. */
    static boolean areMost(List<AddressRange> ranges) {
        return ranges.stream().anyMatch(range -> range.first().equals(lowest(isIpv6(range))))
                && ranges.stream().anyMatch(range -> range.last().equals(highest(isIpv6(range))));
    }

    private static boolean isIpv6(AddressRange range) {
        return range.first() instanceof Inet6Address;
    }

    private static InetAddress lowest(boolean ipv6) {
        return address(new byte[ipv6 ? 16 : 4]);
    }

    private static InetAddress highest(boolean ipv6) {
        byte[] octets = new byte[ipv6 ? 16 : 4];
        Arrays.fill(octets, (byte) 0xff);
        return address(octets);
    }

    /** @param step 1 for the next, -1 for the one before; there has to be one */
    private static InetAddress beside(InetAddress address, int step) {
        byte[] octets = address.getAddress();
        byte overflown = (byte) (step > 0 ? 0 : 0xff);
        int octet = octets.length - 1;
        while ((octets[octet] += (byte) step) == overflown) {
            octet--;
        }
        return address(octets);
    }

    /** Of 16 octets always an IPv6 address, also where it maps one of IPv4. */
    private static InetAddress address(byte[] octets) {
        try {
            return octets.length == 16 ? Inet6Address.getByAddress(null, octets, -1) : InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException("addresses have 4 or 16 octets, not " + octets.length, impossible);
        }
    }
}
