package dev.sightline.probe.analyze;

import dev.sightline.probe.file.Frame;
import dev.sightline.probe.file.FrameSource;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.LinkType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What shows that a capture on every interface was made without a filter, though nothing but TCP crossed the loopback
 * device: three kinds of packets of which each passes only few filters, and all together none that anybody would write.
 * TCP for a loopback address passes no filter by hosts or ports of the media; ARP, none by protocol; and UDP between others,
 * of ports on which no media are, neither one by the camera's address nor one by the media ports. What leaves besides shows
 * that it was not made in one direction. Not for several threads.
 */
final class UnfilteredSigns {
    private static final int ARP = 0x0806;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int TCP = 6;
    private static final int LOOPBACK_NETWORK = 127;
    private static final int MAX_OTHERS = 64;

    /** From where, to where. */
    private record Sockets(InetSocketAddress source, InetSocketAddress destination) {
        boolean isOfOthers(Sides.Found found) {
            return Stream.of(source, destination)
                    .noneMatch(socket -> found.cameras().contains(socket.getAddress())
                            || found.feedbackPorts().contains(socket.getPort()));
        }
    }

    /** What was seen in one source. */
    private static final class Seen {
        private final Set<Sockets> others = new HashSet<>();
        private boolean arp;
        private boolean tcpOnLoopback;
        private boolean left;
    }

    private final Map<FrameSource, Seen> bySource = new HashMap<>();
    private boolean arrived;

    /** Looks at a frame's kind, of captures on every interface alone: Linux's cooked modes name it. */
    void look(Frame frame) {
        int linkType = frame.source().linkType();
        boolean second = linkType == LinkType.LINUX_SLL2;
        int header = second ? 20 : 16;
        if ((!second && linkType != LinkType.LINUX_SLL) || frame.length() < header) {
            return;
        }
        arrived = arrived || !LeavingSigns.isOutgoing(frame);
        int kind = u16(frame, second ? 0 : 14);
        if (kind == ARP) {
            seen(frame.source()).arp = true;
        } else if (!LoopbackSigns.isCookedLoopback(frame)) {
            if (LeavingSigns.isOutgoing(frame) && (kind == IPV4 || kind == IPV6)) {
                seen(frame.source()).left = true;
            }
        } else if (isTcpToLoopback(frame, header, kind)) {
            seen(frame.source()).tcpOnLoopback = true;
        }
    }

    private static boolean isTcpToLoopback(Frame frame, int ip, int kind) {
        if (kind == IPV4 && frame.length() >= ip + 20) {
            return u8(frame, ip + 9) == TCP && u8(frame, ip + 16) == LOOPBACK_NETWORK;
        }
        return kind == IPV6 && frame.length() >= ip + 40 && u8(frame, ip + 6) == TCP && isOne(frame, ip + 24);
    }

    /** Whether an IPv6 address is ::1. */
    private static boolean isOne(Frame frame, int at) {
        for (int i = 0; i < 15; i++) {
            if (u8(frame, at + i) != 0) {
                return false;
            }
        }
        return u8(frame, at + 15) == 1;
    }

    private static int u16(Frame frame, int at) {
        return u8(frame, at) << 8 | u8(frame, at + 1);
    }

    private static int u8(Frame frame, int at) {
        return frame.octets()[frame.offset() + at] & 0xff;
    }

    /** Takes UDP that is no RTP or RTCP. */
    void other(FrameSource source, Datagram datagram) {
        InetAddress destination = datagram.destination().getAddress();
        Set<Sockets> others = seen(source).others;
        if (others.size() < MAX_OTHERS && !destination.isLoopbackAddress()) {
            others.add(new Sockets(datagram.source(), datagram.destination()));
        }
    }

    private Seen seen(FrameSource source) {
        return bySource.computeIfAbsent(source, absent -> new Seen());
    }

    /** Whether something arrived, over the loopback device at least: it was not made in the other direction alone. */
    boolean showWhatArrives() {
        return arrived;
    }

    /** Whether all three kinds are in a source, and some IP that left. */
    boolean proveWhatLeaves(FrameSource source, Sides.Found found) {
        Seen seen = bySource.get(source);
        return seen != null && seen.left && prove(source, found);
    }

    /** Whether all three kinds are in a source. */
    boolean prove(FrameSource source, Sides.Found found) {
        Seen seen = bySource.get(source);
        return seen != null
                && seen.arp
                && seen.tcpOnLoopback
                && seen.others.stream().anyMatch(sockets -> sockets.isOfOthers(found));
    }
}
