package dev.sightline.probe.judge;

import dev.sightline.probe.RecentMap;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.rtp.MalformedPacketException;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.List;

/** All RTCP seen, by interface and sockets. Not for several threads. */
final class RtcpTable {
    private static final int HEADER_LENGTH = 4;

    private final RecentMap<RtcpTally.Key, RtcpTally> tallies;

    RtcpTable(int bound) {
        tallies = new RecentMap<>(bound);
    }

    /** Counts a datagram that looks like RTCP; what is malformed a camera would discard too, so it is no feedback. */
    void seen(Datagram datagram) {
        List<RtcpPacket> packets;
        try {
            packets = RtcpCompound.read(datagram.truncated() ? wholePackets(datagram.payload()) : datagram.payload());
        } catch (MalformedPacketException e) {
            return;
        }
        RtcpTally.Key key = new RtcpTally.Key(datagram.interfaceName(), datagram.source(), datagram.destination());
        tallies.computeIfAbsent(key, absent -> new RtcpTally(key, datagram.direction(), datagram.at()))
                .seen(datagram.at(), packets);
    }

    /** The part before the packet that the snap length cut. */
    private static ByteBuf wholePackets(ByteBuf compound) {
        int length = 0;
        while (length + HEADER_LENGTH <= compound.readableBytes()) {
            int packet = 4 * (compound.getUnsignedShort(compound.readerIndex() + length + 2) + 1);
            if (length + packet > compound.readableBytes()) {
                break;
            }
            length += packet;
        }
        return compound.slice(compound.readerIndex(), length);
    }

    Collection<RtcpTally> tallies() {
        return List.copyOf(tallies.values());
    }
}
