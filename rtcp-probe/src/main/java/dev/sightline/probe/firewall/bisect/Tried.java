package dev.sightline.probe.firewall.bisect;

import dev.sightline.probe.PortRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The server's ports at which one stream is tried: RTP at even ones, RTCP at odd ones (RFC 3550 §11).
 *
 * @param ports which, ascending
 * @param of how many there are in the range
 * @param cut whether the rules name more ports than are tried
 */
public record Tried(List<Integer> ports, int of, boolean cut) {
    /** Of a range with no more than these each is tried: so many sockets are open at once. */
    static final int MOST = 256;

    public Tried {
        ports = List.copyOf(ports);
    }

    static Tried only(int port) {
        return new Tried(List.of(port), 1, false);
    }

    static Tried even(PortRange range, NavigableSet<Integer> named) {
        return of(range, named, 0);
    }

    static Tried odd(PortRange range, NavigableSet<Integer> named) {
        return of(range, named, 1);
    }

    /** Between two ports that the rules name they treat all alike: it takes the ones beside each. */
    private static Tried of(PortRange range, NavigableSet<Integer> named, int parity) {
        List<Integer> all = IntStream.rangeClosed(range.first(), range.last())
                .filter(port -> (port & 1) == parity)
                .boxed()
                .toList();
        if (all.size() <= MOST) {
            return new Tried(all, all.size(), false);
        }
        NavigableSet<Integer> some =
                new TreeSet<>(List.of(all.get(0), all.get(all.size() / 2), all.get(all.size() - 1)));
        for (int port : named.subSet(range.first() - 2, true, range.last() + 2, true)) {
            List<Integer> beside = IntStream.rangeClosed(port - 2, port + 2)
                    .filter(each -> range.contains(each) && (each & 1) == parity)
                    .boxed()
                    .toList();
            if (some.size() + beside.size() > MOST) {
                return new Tried(List.copyOf(some), all.size(), true);
            }
            some.addAll(beside);
        }
        return new Tried(List.copyOf(some), all.size(), false);
    }

    /** Whether no port of the range is left out. */
    public boolean isEvery() {
        return ports.size() == of;
    }

    /** Ports of one parity in few words: {@code 5000-5010} are the even ones from here to there. */
    public static String words(Collection<Integer> ports) {
        List<int[]> runs = new ArrayList<>();
        for (int port : ports) {
            int[] last = runs.isEmpty() ? new int[] {0, -2} : runs.get(runs.size() - 1);
            if (port == last[1] + 2) {
                last[1] = port;
            } else {
                runs.add(new int[] {port, port});
            }
        }
        return runs.stream()
                .map(run -> run[0] == run[1] ? "" + run[0] : run[0] + "-" + run[1])
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        String kind = (ports.get(0) & 1) == 0 ? "even" : "odd";
        if (isEvery()) {
            return "each " + kind + " port, " + words(ports);
        }
        return ports.size() + " of " + of + " " + kind
                + " ports: the first, the middle, the last, and those beside each" + " port in the rules"
                + (cut ? ", which name more than can be tried" : "") + ": " + words(ports);
    }
}
