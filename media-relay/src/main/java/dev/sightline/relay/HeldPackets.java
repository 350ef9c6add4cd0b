package dev.sightline.relay;

import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The few packets in sequence that may turn out to begin another run of their source. A camera's first packets are its parameter sets:
 * without them nothing of its first picture can be decoded, and no hole in the sequence would tell a viewer so. Belongs to the camera's
 * loop.
 */
final class HeldPackets {
    private final int capacity;
    private final Deque<Held> packets = new ArrayDeque<>();

    private record Held(ByteBuf packet, long arrivalNanos) {}

    /** Takes a packet that was held, which stays the caller's. */
    interface Taker {
        void take(ByteBuf packet, long sequence, long arrivalNanos);
    }

    HeldPackets(int capacity) {
        this.capacity = capacity;
    }

    /** Keeps a copy of the packet; what it does not follow, and what is too much, is dropped. Tells how many were. */
    int hold(ByteBuf packet, long arrivalNanos) {
        int dropped = 0;
        if (!precedes(packet)) {
            dropped = discard();
        } else if (packets.size() == capacity) {
            packets.remove().packet().release();
            dropped = 1;
        }
        ByteBuf copy = ByteBufAllocator.DEFAULT.heapBuffer(packet.readableBytes());
        copy.writeBytes(packet, packet.readerIndex(), packet.readableBytes());
        packets.add(new Held(copy, arrivalNanos));
        return dropped;
    }

    /**
     * Hands over what was held if {@code packet}, which was accepted as {@code sequence}, continues it; drops it otherwise. Tells how many
     * were dropped.
     */
    int replayBefore(ByteBuf packet, long sequence, Taker taker) {
        if (packets.isEmpty()) {
            return 0;
        }
        if (!precedes(packet)) {
            return discard();
        }
        while (!packets.isEmpty()) {
            long number = sequence - packets.size();
            Held next = packets.remove();
            try {
                taker.take(next.packet(), number, next.arrivalNanos());
            } finally {
                next.packet().release();
            }
        }
        return 0;
    }

    /** Drops everything and tells how many that were. */
    int discard() {
        int dropped = packets.size();
        packets.forEach(held -> held.packet().release());
        packets.clear();
        return dropped;
    }

    private boolean precedes(ByteBuf packet) {
        Held last = packets.peekLast();
        return last != null
                && RtpPackets.payloadType(last.packet()) == RtpPackets.payloadType(packet)
                && RtpPackets.ssrc(last.packet()) == RtpPackets.ssrc(packet)
                && ((RtpPackets.sequenceNumber(last.packet()) + 1) & 0xffff) == RtpPackets.sequenceNumber(packet);
    }
}
