package dev.sightline.probe.report;

/** A number of things. */
final class Counted {
    private Counted() {}

    /** "1 packet", "2 packets". */
    static String of(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** How many datagrams looked like RTCP and were none; empty when none did. */
    static String malformed(long datagrams) {
        return datagrams == 0
                ? ""
                : "malformed: " + of(datagrams, "datagram")
                        + " looked like RTCP and could not be read; a camera discards such, so they are no feedback\n";
    }
}
