package dev.sightline.bench.wire;

import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import dev.sightline.rtp.SourceDescription;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends one side of a {@link LoadPlan}, many packets with one system call ({@code sendmmsg}, so Linux only). Nothing is
 * ever read: what arrives for its sockets fills their small buffers, and the kernel drops the rest.
 */
public final class LoadSender implements AutoCloseable {
    /** Which side of the link. */
    public enum Side {
        /** RTP, and a sender report every second. */
        CAMERAS,
        /** Twice a second a receiver report and a REMB, as Kurento sends them. */
        SERVER
    }

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int FRAMES_PER_SECOND = 25;
    private static final int PAYLOAD_TYPE = 96;
    private static final int CLOCK_RATE = 90_000;
    private static final int SMALLEST_BUFFER = 2_048;
    private static final long SERVER_SSRC = 0x5e12_e12eL;
    private static final long BITRATE = 2_500_000;

    private final LoadPlan plan;
    private final Side side;
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("load", true), EpollIoHandler.newFactory());
    private final Failures failures = new Failures();
    private final List<Channel> rtp = new ArrayList<>();
    private final List<Channel> rtcp = new ArrayList<>();

    /** Only on the event loop, as {@link #rtcpFailed}. */
    private long rtcpSent;

    private long rtcpFailed;

    /** Counts the RTP that the kernel refused. Only on the event loop. */
    @Sharable
    private static final class Failures extends ChannelInboundHandlerAdapter {
        private long count;

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            count++;
        }
    }

    private LoadSender(LoadPlan plan, Side side) {
        this.plan = plan;
        this.side = side;
    }

    /**
     * Binds the sockets of one side.
     *
     * @throws IOException naming the socket that cannot be bound
     */
    public static LoadSender open(LoadPlan plan, Side side) throws IOException {
        LoadSender sender = new LoadSender(plan, side);
        try {
            for (int n = 0; n < plan.cameras(); n++) {
                boolean cameras = side == Side.CAMERAS;
                sender.rtp.add(sender.socket(
                        cameras ? plan.cameraRtp(n) : plan.serverRtp(n),
                        cameras ? plan.serverRtp(n) : plan.cameraRtp(n)));
                sender.rtcp.add(sender.socket(
                        cameras ? plan.cameraRtcp(n) : plan.serverRtcp(n),
                        cameras ? plan.serverRtcp(n) : plan.cameraRtcp(n)));
            }
            return sender;
        } catch (IOException e) {
            sender.close();
            throw e;
        }
    }

    private Channel socket(InetSocketAddress local, InetSocketAddress remote) throws IOException {
        var connected = new Bootstrap()
                .group(group)
                .channel(EpollDatagramChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.SO_RCVBUF, SMALLEST_BUFFER)
                .handler(failures)
                .connect(remote, local)
                .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            throw new IOException(
                    local + " cannot be bound: " + connected.cause().getMessage(), connected.cause());
        }
        return connected.channel();
    }

    /** Sends for {@link LoadPlan#duration()}; blocks the calling thread. */
    public Sent send() throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        long end = start + plan.duration().toNanos();
        long rtpOfEach = 0;
        long rtcpOfEach = 0;
        for (long tick = start; System.nanoTime() - end < 0; tick += TICK_NANOS) {
            LockSupport.parkNanos(tick - System.nanoTime());
            double elapsed = (System.nanoTime() - start) / 1e9;
            long rtpDue = side == Side.CAMERAS ? (long) (elapsed * plan.rate()) : 0;
            long rtcpDue = (long) (elapsed * (side == Side.CAMERAS ? 1 : 4));
            long fromRtp = rtpOfEach;
            long fromRtcp = rtcpOfEach;
            group.next().submit(() -> write(fromRtp, rtpDue, fromRtcp, rtcpDue)).await();
            rtpOfEach = rtpDue;
            rtcpOfEach = rtcpDue;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long rtpTried = rtpOfEach * plan.cameras();
        return group.next()
                .submit(() -> new Sent(
                        Math.max(0, rtpTried - failures.count), rtcpSent, failures.count + rtcpFailed, seconds))
                .get();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise tells its failure to the handler
    private void write(long fromRtp, long toRtp, long fromRtcp, long toRtcp) {
        for (int n = 0; n < plan.cameras(); n++) {
            Channel media = rtp.get(n);
            for (long i = fromRtp; i < toRtp; i++) {
                media.write(packet(media, n, i), media.voidPromise());
            }
            media.flush();
            Channel control = rtcp.get(n);
            for (long i = fromRtcp; i < toRtcp; i++) {
                control.write(report(control, n, i)).addListener(written -> {
                    rtcpSent += written.isSuccess() ? 1 : 0;
                    rtcpFailed += written.isSuccess() ? 0 : 1;
                });
            }
            control.flush();
        }
    }

    /** Its payload is whatever the buffer held: nobody looks at it. */
    private ByteBuf packet(Channel channel, int n, long i) {
        long frame = i * FRAMES_PER_SECOND / plan.rate();
        boolean last = (i + 1) * FRAMES_PER_SECOND / plan.rate() != frame;
        ByteBuf out = channel.alloc().directBuffer(plan.size(), plan.size());
        RtpPackets.writeHeader(
                out,
                last,
                PAYLOAD_TYPE,
                (int) (i & 0xffff),
                (frame * (CLOCK_RATE / FRAMES_PER_SECOND)) & 0xffff_ffffL,
                plan.ssrc(n));
        return out.writerIndex(plan.size());
    }

    private ByteBuf report(Channel channel, int n, long i) {
        long camera = plan.ssrc(n);
        List<RtcpPacket> packets = side == Side.CAMERAS
                ? List.of(
                        new SenderReport(camera, 0, 0, i, i * plan.size(), List.of()),
                        SourceDescription.ofCname(camera, "camera-" + n))
                : i % 2 == 0
                        ? List.of(
                                new ReceiverReport(
                                        SERVER_SSRC, List.of(new ReportBlock(camera, 0, 0, i & 0xffff, 0, 0, 0))),
                                SourceDescription.ofCname(SERVER_SSRC, "server"))
                        : List.of(
                                new ReceiverReport(SERVER_SSRC, List.of()),
                                SourceDescription.ofCname(SERVER_SSRC, "server"),
                                new Remb(SERVER_SSRC, BITRATE, List.of(camera)));
        ByteBuf out = channel.alloc().directBuffer(256);
        RtcpCompound.write(out, packets);
        return out;
    }

    /** Closes the sockets. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // daemon threads: nobody has to wait for their end
    public void close() {
        rtp.forEach(Channel::close);
        rtcp.forEach(Channel::close);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
