package dev.sightline.relay;

import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.util.List;

/**
 * The RTP packets of one frame, or a piece of a very large one, as they came from the camera. Shared by all loops that have viewers;
 * nobody changes the packets. Each holder of a reference releases it; the last one releases the packets.
 */
final class MediaFrame extends AbstractReferenceCounted {
    private final SourceStream stream;
    private final RtpClock clock;
    private final long arrivalNanos;
    private final boolean begins;
    private final boolean keyframe;
    private final List<Packet> packets;
    private final int bytes;

    /** One packet; {@code sequence} is extended over the wraps, the payload lies in {@code buffer} at these places. */
    record Packet(ByteBuf buffer, long sequence, int payloadOffset, int payloadLength) {}

    MediaFrame(
            SourceStream stream,
            RtpClock clock,
            long arrivalNanos,
            boolean begins,
            boolean keyframe,
            List<Packet> packets) {
        this.stream = stream;
        this.clock = clock;
        this.arrivalNanos = arrivalNanos;
        this.begins = begins;
        this.keyframe = keyframe;
        this.packets = List.copyOf(packets);
        this.bytes = packets.stream()
                .mapToInt(packet -> packet.buffer().readableBytes())
                .sum();
    }

    SourceStream stream() {
        return stream;
    }

    MediaType mediaType() {
        return stream.codec().mediaType();
    }

    /** How its timestamps lie on our clock. */
    RtpClock clock() {
        return clock;
    }

    /** When its first packet arrived. */
    long arrivalNanos() {
        return arrivalNanos;
    }

    /** Whether this is a whole frame or the first piece of one; the others follow what was decided for the first. */
    boolean begins() {
        return begins;
    }

    /** Whether a decoder can start here. Always so for audio. */
    boolean keyframe() {
        return keyframe;
    }

    List<Packet> packets() {
        return packets;
    }

    /** Of all its packets. */
    int bytes() {
        return bytes;
    }

    /** The least sequence number in it; packets may have been reordered on their way. */
    long lowestSequence() {
        long lowest = Long.MAX_VALUE;
        for (Packet packet : packets) {
            lowest = Math.min(lowest, packet.sequence());
        }
        return lowest;
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        packets.forEach(packet -> packet.buffer().touch(hint));
        return this;
    }

    @Override
    protected void deallocate() {
        packets.forEach(packet -> packet.buffer().release());
    }
}
