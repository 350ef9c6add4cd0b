package dev.sightline.probe.capture;

import dev.sightline.probe.capture.FrameSink.Way;
import dev.sightline.probe.packet.LinkType;
import dev.sightline.probe.packet.Strangers;
import java.util.HashSet;
import java.util.Set;

/**
 * The link addresses of this host, by which an Ethernet frame tells whether it was sent or received here: a capture does
 * not mark it. A bridge sends by its ports under its own address, so those of all interfaces count. Not for several threads.
 */
final class LinkAddresses {
    private static final int ETHERNET_ADDRESSES = 12;
    private static final int COOKED_HEADER = 16;
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
        if (own.contains(address(frame, 6))) {
            return Way.OUT;
        }
        boolean toSeveral = (frame[0] & 1) != 0;
        return toSeveral || own.contains(address(frame, 0)) ? Way.IN : Way.UNKNOWN;
    }

    /** Whether another host sent a frame; where no address is known, or the frame carries none, it does not tell. */
    boolean isStrange(int linkType, byte[] frame) {
        if (linkType != LinkType.ETHERNET || frame.length < ETHERNET_ADDRESSES || own.isEmpty()) {
            return false;
        }
        long sender = address(frame, 6);
        return sender != 0 && !own.contains(sender);
    }

    /** Whether another host sent a frame to one other host: this one's kernel discards it, unless it is a bridge. */
    boolean isForAnother(int linkType, byte[] frame) {
        boolean toSeveral = frame.length > 0 && (frame[0] & 1) != 0;
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
