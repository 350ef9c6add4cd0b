package dev.sightline.probe.capture;

import dev.sightline.probe.capture.FrameSink.Way;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.probe.packet.LinkType;
import dev.sightline.probe.packet.Strangers;
import java.util.HashSet;
import java.util.Set;

/**
 * The link addresses of this host, by which an Ethernet frame tells whether it was sent or received here: a capture does
 * not mark it. A bridge sends by its ports under its own address, so those of all interfaces count. Anyone on the link may
 * write one of them as the sender: such a frame gets here only if it is for several stations, in which no host sends what
 * is for one address of IP, or for the sender's own. That one may be right, where the next station has the same address,
 * as the devices of one ipvlan have. Not for several threads.
 */
final class LinkAddresses {
    private static final int ETHERNET_ADDRESSES = 12;
    private static final int COOKED_HEADER = 16;
    private static final int TAG = 4;
    private static final int MOST_TAGS = 2;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV6_DESTINATION = 24;
    private static final int PACKET_OUTGOING = 4;

    private final Set<Long> own = new HashSet<>();

    void replace(Iterable<CaptureInterface> interfaces) {
        own.clear();
        interfaces.forEach(device -> own.addAll(device.linkAddresses()));
        own.remove(0L);
    }

    /** Which way a frame went. */
    Way way(int linkType, byte[] frame) {
        if (linkType == LinkType.LINUX_SLL && frame.length >= COOKED_HEADER) {
            return ((frame[0] << 8) | frame[1]) == PACKET_OUTGOING ? Way.OUT : Way.IN;
        }
        if (linkType != LinkType.ETHERNET || frame.length < ETHERNET_ADDRESSES) {
            return Way.UNKNOWN;
        }
        boolean toSeveral = isToSeveral(frame);
        if (own.contains(address(frame, 6))) {
            return isForged(frame) ? Way.IN : address(frame, 0) == address(frame, 6) ? Way.UNKNOWN : Way.OUT;
        }
        return toSeveral || own.contains(address(frame, 0)) ? Way.IN : Way.UNKNOWN;
    }

    /** Whether another host sent a frame; where no address is known, or the frame carries none, it does not tell. */
    boolean isStrange(int linkType, byte[] frame) {
        if (linkType != LinkType.ETHERNET || frame.length < ETHERNET_ADDRESSES || own.isEmpty()) {
            return false;
        }
        long sender = address(frame, 6);
        return sender != 0 && (!own.contains(sender) || isForged(frame));
    }

    /** Of a frame with an own address as its sender's: whether no host sends such a one. */
    private static boolean isForged(byte[] frame) {
        return isToSeveral(frame) && !isForGroup(frame);
    }

    private static boolean isToSeveral(byte[] frame) {
        return (frame[0] & 1) != 0;
    }

    /** Whether IP has it for a group, or for all (RFC 1112, 6.4; RFC 2464, 7), as far as the frame holds that. */
    private static boolean isForGroup(byte[] frame) {
        int type = ETHERNET_ADDRESSES;
        for (int tags = 0; tags < MOST_TAGS && isTag(frame, type); tags++) {
            type += TAG;
        }
        int ip = type + 2;
        if (frame.length <= ip + IPV6_DESTINATION) {
            return true;
        }
        return (frame[ip] & 0xf0) == 0x60
                ? frame[ip + IPV6_DESTINATION] == (byte) 0xff
                : (frame[ip + IPV4_DESTINATION] & 0xf0) >= 0xe0;
    }

    private static boolean isTag(byte[] frame, int at) {
        if (frame.length < at + 2) {
            return false;
        }
        return LinkEnds.isVlanTag(((frame[at] & 0xff) << 8) | (frame[at + 1] & 0xff));
    }

    /** Whether another host sent a frame to one other host: this one's kernel discards it, unless it is a bridge. */
    boolean isForAnother(int linkType, byte[] frame) {
        boolean toSeveral = frame.length > 0 && isToSeveral(frame);
        if (toSeveral || !isStrange(linkType, frame)) {
            return false;
        }
        long receiver = address(frame, 0);
        return receiver != 0 && !own.contains(receiver);
    }

    /** The same, of the frames of an interface of this link type. */
    Strangers of(int linkType) {
        return new Strangers() {
            @Override
            public boolean sent(byte[] frame) {
                return isStrange(linkType, frame);
            }

            @Override
            public boolean get(byte[] frame) {
                return isForAnother(linkType, frame);
            }
        };
    }

    /** Six octets as a number. */
    static long address(byte[] octets, int from) {
        long address = 0;
        for (int i = from; i < from + 6; i++) {
            address = (address << 8) | (octets[i] & 0xff);
        }
        return address;
    }
}
