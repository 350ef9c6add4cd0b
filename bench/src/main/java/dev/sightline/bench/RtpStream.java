package dev.sightline.bench;

import dev.sightline.bench.CameraAnswer.Destination;
import dev.sightline.bench.CameraMeter.Count;
import dev.sightline.rtp.Bye;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One RTP stream of a camera: numbers, packs and sends. It keeps its SSRC, sequence numbers and clock when the
 * destination changes. Belongs to the camera's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // void promises: a failed datagram is a lost one
final class RtpStream {
    private static final long MASK_32 = 0xffff_ffffL;

    private final MediaSockets sockets;
    private final int clockRate;
    private final long ssrc;
    private final String cname;
    private final CameraClock clock;
    private final CameraMeter meter;
    private final long firstTimestamp;

    private int sequenceNumber;
    private long packets;
    private long octets;
    private Optional<Destination> destination = Optional.empty();

    RtpStream(MediaSockets sockets, int clockRate, long ssrc, String cname, CameraClock clock, CameraMeter meter) {
        this.sockets = sockets;
        this.clockRate = clockRate;
        this.ssrc = ssrc;
        this.cname = cname;
        this.clock = clock;
        this.meter = meter;
        // Random beginnings, as RFC 3550, 5.1 asks; not for secrecy.
        RandomGenerator random = RandomGenerator.getDefault();
        this.firstTimestamp = random.nextLong() & MASK_32;
        this.sequenceNumber = random.nextInt(1 << 15);
    }

    MediaSockets sockets() {
        return sockets;
    }

    long ssrc() {
        return ssrc;
    }

    void sendTo(Optional<Destination> now) {
        destination = now;
    }

    boolean isWanted() {
        return destination.isPresent();
    }

    /** False while the socket has more queued than it should: the datagram queue has no bound of its own. */
    boolean isWritable() {
        return sockets.rtp().isWritable();
    }

    /**
     * Sends the packets of one frame; the last one has the marker where {@code marked}.
     *
     * @param mediaNanos of the {@link CameraClock}: when the frame was taken
     */
    void send(List<byte[]> payloads, boolean marked, long mediaNanos) {
        if (destination.isEmpty()) {
            return;
        }
        Destination to = destination.get();
        DatagramChannel channel = sockets.rtp();
        long timestamp = timestamp(mediaNanos);
        for (int i = 0; i < payloads.size(); i++) {
            byte[] payload = payloads.get(i);
            boolean marker = marked && i == payloads.size() - 1;
            ByteBuf packet = channel.alloc().directBuffer(RtpPackets.FIXED_HEADER_LENGTH + payload.length);
            RtpPackets.writeHeader(packet, marker, to.payloadType(), sequenceNumber, timestamp, ssrc)
                    .writeBytes(payload);
            sequenceNumber = (sequenceNumber + 1) & 0xffff;
            packets++;
            octets += payload.length;
            meter.increment(Count.RTP_PACKETS);
            meter.add(Count.RTP_OCTETS, packet.readableBytes());
            channel.write(new DatagramPacket(packet, to.rtp()), channel.voidPromise());
        }
        channel.flush();
    }

    /** Sends what it has sent so far and what time it is, with its CNAME (RFC 3550, 6.1). */
    void sendReport() {
        if (destination.isEmpty()) {
            return;
        }
        long now = clock.nanos();
        sendRtcp(List.of(
                new SenderReport(ssrc, clock.ntp(now), timestamp(now), packets & MASK_32, octets & MASK_32, List.of()),
                SourceDescription.ofCname(ssrc, cname)));
        meter.increment(Count.SENDER_REPORTS_SENT);
    }

    /** Says that the stream ends (RFC 3550, 6.6). */
    void sendBye() {
        sendRtcp(List.of(
                new ReceiverReport(ssrc, List.of()),
                SourceDescription.ofCname(ssrc, cname),
                new Bye(List.of(ssrc), Optional.empty())));
    }

    private void sendRtcp(List<RtcpPacket> compound) {
        if (destination.isEmpty()) {
            return;
        }
        DatagramChannel channel = sockets.rtcp();
        ByteBuf out = channel.alloc().directBuffer();
        RtcpCompound.write(out, compound);
        channel.writeAndFlush(new DatagramPacket(out, destination.get().rtcp()), channel.voidPromise());
    }

    private long timestamp(long mediaNanos) {
        return (firstTimestamp + CameraClock.ticks(mediaNanos, clockRate)) & MASK_32;
    }
}
