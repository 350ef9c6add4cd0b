package dev.sightline.probe.host.firewall;

import dev.sightline.probe.PortRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Ports as rules name them: any number of ranges, in any order. */
final class PortRanges {
    /** A port that a camera's RTCP is sent to is one of a few; a wider range may be another program's. */
    private static final int FEW = 64;

    /** A range of more ports than this is no knowledge of the media server's: other programs' are among them. */
    private static final int MOST = 32_768;

    private static final int HIGHEST = 65_535;

    private PortRanges() {}

    /** The ports in both, at most {@code limit} ranges; empty optional when there is none. An empty list stands for all. */
    static Optional<List<PortRange>> common(List<PortRange> left, List<PortRange> right, int limit) {
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.of(left.isEmpty() ? right : left);
        }
        List<PortRange> common = new ArrayList<>();
        for (PortRange one : left) {
            for (PortRange other : right) {
                int first = Math.max(one.first(), other.first());
                int last = Math.min(one.last(), other.last());
                if (first <= last && common.size() < limit) {
                    common.add(new PortRange(first, last));
                }
            }
        }
        return common.isEmpty() ? Optional.empty() : Optional.of(common);
    }

    /** All ports but these; none when these are all. */
    static List<PortRange> others(List<PortRange> ranges) {
        List<PortRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingInt(PortRange::first));
        List<PortRange> others = new ArrayList<>();
        int next = 1;
        for (PortRange range : sorted) {
            if (range.first() > next) {
                others.add(new PortRange(next, range.first() - 1));
            }
            next = Math.max(next, range.last() + 1);
        }
        if (next <= HIGHEST) {
            others.add(new PortRange(next, HIGHEST));
        }
        return others;
    }

    /** Whether there is one in both. */
    static boolean meet(List<PortRange> left, List<PortRange> right) {
        return left.isEmpty()
                || right.isEmpty()
                || left.stream()
                        .anyMatch(one -> right.stream()
                                .anyMatch(other -> one.first() <= other.last() && other.first() <= one.last()));
    }

    /** Whether every one of the others is among these. */
    static boolean cover(List<PortRange> these, List<PortRange> others) {
        return these.isEmpty()
                || (!others.isEmpty()
                        && others.stream()
                                .allMatch(other -> these.stream()
                                        .anyMatch(one -> one.contains(other.first()) && one.contains(other.last()))));
    }

    /** Whether they are some of the media server's, and these tell anything. */
    static boolean areWithin(List<PortRange> ports, PortRange media) {
        return !ports.isEmpty()
                && (media.last() - media.first() < MOST || areFew(ports))
                && ports.stream().allMatch(range -> media.contains(range.first()) && media.contains(range.last()));
    }

    static boolean areFew(List<PortRange> ports) {
        return !ports.isEmpty() && count(ports) <= FEW;
    }

    /** Whether they are more than half of all, as those but one are. */
    static boolean areMost(List<PortRange> ports) {
        return count(ports) > MOST;
    }

    private static int count(List<PortRange> ports) {
        return ports.stream()
                .mapToInt(range -> range.last() - range.first() + 1)
                .sum();
    }
}
