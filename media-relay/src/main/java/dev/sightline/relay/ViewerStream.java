package dev.sightline.relay;

import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import dev.sightline.webrtc.Peer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One stream to one viewer, and the whole way of a frame out of the engine: {@link #forward}. Belongs to the viewer's loop.
 */
final class ViewerStream {
    private static final double FRACTION = 256.0;
    private static final double SHORT_UNITS = 65_536.0;

    private final MediaType mediaType;
    private final long ssrc;
    /** What the viewer calls each codec. */
    private final Map<Codec, Integer> payloadTypes;

    private final RtpRewriter rewriter = new RtpRewriter(
            ThreadLocalRandom.current().nextInt(1 << 15),
            ThreadLocalRandom.current().nextLong(1L << 32));

    /** Whether frames pass; video waits for a keyframe first, and after anything was left out. */
    private boolean passing;
    /** Whether the frame that began last was sent, so that its other pieces are too. */
    private boolean sending;

    private boolean seam;
    /** What was forwarded last; another one shares nothing with it that a decoder could build upon. */
    private @Nullable SourceStream source;

    private @Nullable RtpClock clock;
    private long clockOffset;
    private long packets;
    private long octets;
    private long bytes;
    private long framesDropped;

    private long reportedLost;
    private double reportedFraction;
    private double roundTripSeconds;
    private long firs;
    private long plis;
    private long nacks;
    private long remb;

    ViewerStream(MediaType mediaType, long ssrc, Map<Codec, Integer> payloadTypes) {
        this.mediaType = mediaType;
        this.ssrc = ssrc;
        this.payloadTypes = Map.copyOf(payloadTypes);
        this.passing = mediaType == MediaType.AUDIO;
    }

    /** What became of a frame. */
    enum Outcome {
        SENT,
        /** The viewer did not agree on this codec, or a keyframe is awaited. */
        SKIPPED,
        /** The socket is full: what follows cannot be decoded before the next keyframe. */
        CONGESTED,
        /** The camera started over in the middle of its picture: nothing can be decoded before the next keyframe. */
        INTERRUPTED
    }

    /** A frame of the source that is played: decided as a whole, then rewritten packet by packet. */
    Outcome forward(MediaFrame frame, Peer peer) {
        Integer payloadType = payloadTypes.get(frame.stream().codec());
        if (payloadType == null) {
            return Outcome.SKIPPED;
        }
        boolean changed = frame.stream() != source;
        if (changed) {
            source = frame.stream();
            interrupted();
        }
        if (frame.begins()) {
            sending = false;
            if (!passing && !frame.keyframe()) {
                return drop(changed ? Outcome.INTERRUPTED : Outcome.SKIPPED);
            }
            if (!peer.isWritable()) {
                passing = mediaType == MediaType.AUDIO;
                return drop(Outcome.CONGESTED);
            }
            passing = true;
            sending = true;
        } else if (!sending) {
            return Outcome.SKIPPED;
        }
        long timestamp = RtpPackets.timestamp(frame.packets().get(0).buffer());
        rewriter.begin(frame, timestamp, seam);
        seam = false;
        clock = frame.clock();
        clockOffset = rewriter.timestamp(timestamp) - timestamp;
        for (MediaFrame.Packet packet : frame.packets()) {
            int sequence = rewriter.sequence(packet.sequence());
            if (sequence != RtpRewriter.TOO_LATE) {
                peer.send(rewritten(packet, payloadType, sequence));
            }
        }
        return Outcome.SENT;
    }

    /** Another source feeds this stream, or frames of this one were lost: video waits for a keyframe. */
    void interrupted() {
        passing = mediaType == MediaType.AUDIO;
        sending = false;
        seam = true;
    }

    private Outcome drop(Outcome outcome) {
        seam = true;
        framesDropped++;
        return outcome;
    }

    /** The packet as this viewer knows it. Contributing sources, extensions and padding were not agreed on and stay behind. */
    private ByteBuf rewritten(MediaFrame.Packet packet, int payloadType, int sequence) {
        ByteBuf in = packet.buffer();
        ByteBuf out = ByteBufAllocator.DEFAULT.heapBuffer(RtpPackets.FIXED_HEADER_LENGTH + packet.payloadLength());
        long timestamp = rewriter.timestamp(RtpPackets.timestamp(in));
        RtpPackets.writeHeader(out, RtpPackets.marker(in), payloadType, sequence, timestamp, ssrc);
        out.writeBytes(in, packet.payloadOffset(), packet.payloadLength());
        packets++;
        octets += packet.payloadLength();
        bytes += out.readableBytes();
        return out;
    }

    /** The report about what was sent; empty before the first packet. Its time stamps are those of {@code nowNanos}. */
    Optional<SenderReport> senderReport(long nowNanos) {
        RtpClock known = clock;
        if (known == null) {
            return Optional.empty();
        }
        long timestamp = (known.timestampAt(nowNanos) + clockOffset) & 0xffff_ffffL;
        return Optional.of(new SenderReport(
                ssrc, MediaTime.ntp(nowNanos), timestamp, packets & 0xffff_ffffL, octets & 0xffff_ffffL, List.of()));
    }

    /** What the viewer reports about this stream. */
    void reported(ReportBlock block, long nowNtpMiddle) {
        reportedLost = block.cumulativeLost();
        reportedFraction = block.fractionLost() / FRACTION;
        if (block.lastSr() != 0) {
            // Modulo 2^32, as the three terms are (RFC 3550, 6.4.1); one that comes out negative is a clock's rounding.
            int roundTrip = (int) (nowNtpMiddle - block.lastSr() - block.delaySinceLastSr());
            roundTripSeconds = Math.max(0, roundTrip) / SHORT_UNITS;
        }
    }

    void pliReceived() {
        plis++;
    }

    void firReceived() {
        firs++;
    }

    void nackReceived() {
        nacks++;
    }

    void rembReceived(long bitsPerSecond) {
        remb = bitsPerSecond;
    }

    long ssrc() {
        return ssrc;
    }

    MediaType mediaType() {
        return mediaType;
    }

    boolean hasSent() {
        return packets > 0;
    }

    StreamStats.Outbound stats() {
        return new StreamStats.Outbound(
                ssrc,
                mediaType,
                packets,
                bytes,
                reportedLost,
                reportedFraction,
                roundTripSeconds,
                firs,
                plis,
                nacks,
                remb,
                framesDropped);
    }
}
