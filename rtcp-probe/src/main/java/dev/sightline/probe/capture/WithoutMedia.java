package dev.sightline.probe.capture;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.PacketListener;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Leaves out of a frame what its RTP carries: whoever is sent a file for its headers is not to see pictures. A packet of
 * RTP is cut behind its header; where the host joined several, their payloads are overwritten, for each header is
 * needed where it stands. All else stays whole. Not for several threads.
 */
final class WithoutMedia implements PacketListener {
    private final byte[] frame;
    private final PacketListener next;
    private byte[] blanked;
    private int packets;
    private int firstPayload;
    private int firstEnd;

    /** @param next gets what the frame holds */
    WithoutMedia(byte[] frame, PacketListener next) {
        this.frame = frame;
        this.next = next;
        this.blanked = frame;
    }

    /** The frame as it may be kept; its own octets stay as they are. */
    byte[] frame() {
        return packets == 1 ? Arrays.copyOf(frame, firstPayload) : blanked;
    }

    @Override
    public void datagram(Datagram datagram) {
        ByteBuf packet = datagram.payload();
        if (RtpPackets.isRtp(packet) && packet.hasArray() && packet.array() == frame) {
            int header = RtpPackets.headerLength(packet);
            int begin = packet.arrayOffset() + packet.readerIndex();
            leaveOut(begin + (header < 0 ? RtpPackets.FIXED_HEADER_LENGTH : header), begin + packet.readableBytes());
        }
        next.datagram(datagram);
    }

    private void leaveOut(int from, int to) {
        packets++;
        if (packets == 1) {
            firstPayload = from;
            firstEnd = to;
            return;
        }
        if (packets == 2) {
            blanked = frame.clone();
            Arrays.fill(blanked, firstPayload, firstEnd, (byte) 0);
        }
        Arrays.fill(blanked, from, to, (byte) 0);
    }

    @Override
    public void icmpError(IcmpError error) {
        next.icmpError(error);
    }
}
