package dev.sightline.cli;

import dev.sightline.rtp.NtpTime;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A camera that costs next to nothing: RTP 25 times a second, and sender reports as ffmpeg times them, the first one
 * just before the first RTP packet, then every five seconds. It counts what comes to its RTCP port. Not for several threads.
 */
final class RtpSender implements AutoCloseable {
    static final int TICKS_PER_SECOND = 25;
    private static final int REPORT_TICKS = 5 * TICKS_PER_SECOND;
    private static final int CLOCK_PER_TICK = 90_000 / TICKS_PER_SECOND;
    private static final byte[] SLICE = new byte[120];

    static {
        SLICE[0] = 0x41; // a NAL unit of an H.264 picture that is no keyframe (RFC 6184, 5.3)
    }

    private final long ssrc;
    private final DatagramChannel rtp;
    private final Optional<DatagramChannel> rtcp;
    private final Optional<DatagramChannel> reports;
    private final InetSocketAddress to;
    private final ByteBuffer heard = ByteBuffer.allocate(2_000);
    private int tick;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong feedback = new AtomicLong();

    /**
     * @param rtcp where it listens for RTCP; empty for a camera that has no such port
     * @param reports where it sends sender reports from, which may be where it listens; empty for one that sends none
     * @param to the media server's RTP port; RTCP goes to the next one
     */
    RtpSender(
            Host host,
            long ssrc,
            InetSocketAddress rtp,
            Optional<InetSocketAddress> rtcp,
            Optional<InetSocketAddress> reports,
            InetSocketAddress to) {
        this.ssrc = ssrc;
        this.to = to;
        this.rtp = host.inside(() -> bound(rtp));
        this.rtcp = rtcp.map(address -> host.inside(() -> bound(address)));
        this.reports = reports.equals(rtcp) ? this.rtcp : reports.map(address -> host.inside(() -> bound(address)));
    }

    private static DatagramChannel bound(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        return channel.bind(address);
    }

    /** What it does 25 times a second. */
    void tick() {
        try {
            if (reports.isPresent() && tick % REPORT_TICKS == 0) {
                send(reports.get(), report(), new InetSocketAddress(to.getAddress(), to.getPort() + 1));
            }
            send(rtp, media(), to);
            sent.incrementAndGet();
            tick++;
            if (rtcp.isPresent()) {
                while (rtcp.get().receive(heard.clear()) != null) {
                    feedback.incrementAndGet();
                }
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** A firewall's or a lost neighbour's refusal is told to the sender: a camera goes on all the same. */
    private static void send(DatagramChannel from, ByteBuf packet, InetSocketAddress to) {
        try {
            from.send(packet.nioBuffer(), to);
        } catch (IOException refused) {
            return;
        }
    }

    private ByteBuf media() {
        return RtpPackets.writeHeader(
                        Unpooled.buffer(),
                        true,
                        CameraOffer.PAYLOAD_TYPE,
                        tick & 0xffff,
                        (long) CLOCK_PER_TICK * tick,
                        ssrc)
                .writeBytes(SLICE);
    }

    private ByteBuf report() {
        ByteBuf out = Unpooled.buffer();
        long ntp = NtpTime.fromMillis(System.currentTimeMillis());
        long sent = tick + 1L;
        RtcpCompound.write(
                out,
                List.of(
                        new SenderReport(ssrc, ntp, (long) CLOCK_PER_TICK * tick, sent, sent * SLICE.length, List.of()),
                        SourceDescription.ofCname(ssrc, "camera-" + ssrc)));
        return out;
    }

    /** Where its RTP goes. */
    InetSocketAddress destination() {
        return to;
    }

    /** RTP packets that it has sent. */
    long sent() {
        return sent.get();
    }

    /** Datagrams that came to its RTCP port. */
    long feedback() {
        return feedback.get();
    }

    @Override
    public void close() {
        try {
            rtp.close();
            for (DatagramChannel channel :
                    Stream.concat(rtcp.stream(), reports.stream()).toList()) {
                channel.close();
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
