package dev.sightline.relay;

import dev.sightline.rtp.RtpPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** Makes frames as a camera's section does, without a camera. */
final class Frames {
    private static final RtpClock CLOCK = new RtpClock(0, 0, 90_000);

    private Frames() {}

    /** A whole frame of {@code packets} packets; each payload says its extended sequence number. */
    static MediaFrame frame(
            SourceStream stream, boolean keyframe, long sequence, int packets, long timestamp, long arrivalMillis) {
        return piece(stream, true, keyframe, sequence, packets, timestamp, arrivalMillis);
    }

    static MediaFrame piece(
            SourceStream stream,
            boolean begins,
            boolean keyframe,
            long sequence,
            int packets,
            long timestamp,
            long arrivalMillis) {
        List<MediaFrame.Packet> list = new ArrayList<>();
        for (int i = 0; i < packets; i++) {
            ByteBuf buffer = RtpPackets.writeHeader(
                    Unpooled.buffer(64), i == packets - 1, 103, (int) (sequence + i), timestamp, stream.ssrc());
            buffer.writeLong(sequence + i);
            list.add(new MediaFrame.Packet(buffer, sequence + i, RtpPackets.FIXED_HEADER_LENGTH, 8));
        }
        return new MediaFrame(stream, CLOCK, arrivalMillis * 1_000_000, begins, keyframe, list);
    }
}
