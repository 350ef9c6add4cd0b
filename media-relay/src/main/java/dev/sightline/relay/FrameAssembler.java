package dev.sightline.relay;

import dev.sightline.rtp.H264Payload;
import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the packets of one video frame, so that other loops are woken once a frame and not once a packet. A frame ends with the marker
 * bit (RFC 6184, 5.1), or where the next timestamp begins when the packet with the marker was lost; a large one is handed on in pieces.
 * Audio packets are frames of their own. Belongs to the camera's loop.
 */
final class FrameAssembler {
    private static final int MAX_PIECE = 64;

    private final CameraClock clock;
    private final Consumer<MediaFrame> next;
    private final List<MediaFrame.Packet> packets = new ArrayList<>(MAX_PIECE);
    private @Nullable SourceStream stream;
    private @Nullable RtpClock placed;
    private long timestamp;
    private long arrivalNanos;
    private boolean begins = true;
    private boolean keyframe;

    /** {@code next} takes over the reference to each frame. */
    FrameAssembler(CameraClock clock, Consumer<MediaFrame> next) {
        this.clock = clock;
        this.next = next;
    }

    /**
     * Adds a packet. Keeps a copy of its own, so {@code buffer} stays the caller's: as a slot of a buffer that many datagrams are received
     * into at once, a few octets would hold on to all of that for as long as any viewer is behind. Receiving each datagram into a buffer
     * of its own would cost a system call per packet, which is more than to copy it.
     */
    void add(SourceStream source, ByteBuf buffer, long sequence, int payloadOffset, int payloadLength, long nowNanos) {
        long packetTimestamp = RtpPackets.timestamp(buffer);
        if (source != stream || packetTimestamp != timestamp) {
            flush();
            stream = source;
            timestamp = packetTimestamp;
            begins = true;
        }
        if (packets.isEmpty()) {
            arrivalNanos = nowNanos;
            placed = clock.of(source);
        }
        ByteBuf copy = ByteBufAllocator.DEFAULT.heapBuffer(buffer.readableBytes());
        copy.writeBytes(buffer, buffer.readerIndex(), buffer.readableBytes());
        packets.add(new MediaFrame.Packet(copy, sequence, payloadOffset - buffer.readerIndex(), payloadLength));
        boolean audio = source.codec().mediaType() == MediaType.AUDIO;
        keyframe |= audio || H264Payload.startsKeyframe(buffer, payloadOffset, payloadLength);
        boolean ends = audio || RtpPackets.marker(buffer);
        if (ends || packets.size() == MAX_PIECE) {
            flush();
            begins = ends;
        }
    }

    /** Hands on what is there. */
    void flush() {
        if (packets.isEmpty() || stream == null || placed == null) {
            return;
        }
        MediaFrame frame = new MediaFrame(stream, placed, arrivalNanos, begins, keyframe, packets);
        packets.clear();
        begins = false;
        keyframe = false;
        next.accept(frame);
    }

    /** Lets go of what was not handed on. */
    void discard() {
        packets.forEach(packet -> packet.buffer().release());
        packets.clear();
    }
}
