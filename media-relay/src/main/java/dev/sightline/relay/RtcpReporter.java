package dev.sightline.relay;

import dev.sightline.rtp.Fir;
import dev.sightline.rtp.Pli;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The RTCP that one section sends to its camera: regular reports, and feedback in between (RFC 4585, 3.5). Every datagram is a whole
 * compound packet that begins with a report. Belongs to the camera's loop.
 */
final class RtcpReporter {
    private final EventLoop loop;
    private final DatagramChannel channel;
    private final SectionOffer offer;
    private final LocalSource local;
    private final ReturnPath returnPath;
    private final Reception reception;
    private final Supplier<VideoBandwidth> bandwidth;
    private final Consumer<Throwable> writeFailed;
    private final LossBasedBandwidth estimate = new LossBasedBandwidth();

    private @Nullable ScheduledFuture<?> timer;
    private long remb;
    private long firs;
    private long plis;

    /** How this section names itself in RTCP. */
    record LocalSource(long ssrc, String cname) {}

    RtcpReporter(
            EventLoop loop,
            DatagramChannel channel,
            SectionOffer offer,
            LocalSource local,
            ReturnPath returnPath,
            Reception reception,
            Supplier<VideoBandwidth> bandwidth,
            Consumer<Throwable> writeFailed) {
        this.loop = loop;
        this.channel = channel;
        this.offer = offer;
        this.local = local;
        this.returnPath = returnPath;
        this.reception = reception;
        this.bandwidth = bandwidth;
        this.writeFailed = writeFailed;
    }

    /** Sends the first report as soon as there is somewhere to send it, then at intervals; does nothing once it runs. */
    void startWhenPossible(long nowNanos) {
        if (timer == null && returnPath.rtcpDestination().isPresent()) {
            report(nowNanos);
        }
    }

    /** Asks for a keyframe now. False where the camera's offer allows neither message, or nothing may be sent yet. */
    boolean requestKeyframe(SourceStream source, boolean preferFir, long nowNanos) {
        boolean fir = offer.fir() && (preferFir || !offer.pli());
        Optional<InetSocketAddress> destination = returnPath.rtcpDestination();
        if ((!fir && !offer.pli()) || destination.isEmpty()) {
            return false;
        }
        List<RtcpPacket> compound =
                compound(reception.block(nowNanos)); // and the interval of the regular reports goes on
        if (fir) {
            compound.add(new Fir(local.ssrc(), List.of(new Fir.Entry(source.ssrc(), (int) (firs & 0xff)))));
            firs++;
        } else {
            compound.add(new Pli(local.ssrc(), source.ssrc()));
            plis++;
        }
        send(compound, destination.get());
        return true;
    }

    long firs() {
        return firs;
    }

    long plis() {
        return plis;
    }

    /** The last estimate that was sent, in bit/s; 0 when none was. */
    long remb() {
        return remb;
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void report(long nowNanos) {
        returnPath.rtcpDestination().ifPresent(destination -> send(reports(nowNanos), destination));
        long delay = RtcpInterval.of(offer.remb()).nextMillis(ThreadLocalRandom.current());
        timer = loop.schedule(() -> report(MediaTime.now()), delay, TimeUnit.MILLISECONDS);
    }

    private List<RtcpPacket> reports(long nowNanos) {
        List<ReportBlock> blocks = reception.report(nowNanos);
        List<RtcpPacket> compound = compound(blocks);
        if (offer.remb() && !blocks.isEmpty()) {
            remb = estimate.update(reception.fractionLost(), bandwidth.get(), nowNanos);
            compound.add(new Remb(local.ssrc(), remb, List.of(blocks.get(0).ssrc())));
        }
        return compound;
    }

    private List<RtcpPacket> compound(List<ReportBlock> blocks) {
        List<RtcpPacket> compound = new ArrayList<>(4);
        compound.add(new ReceiverReport(local.ssrc(), blocks));
        compound.add(SourceDescription.ofCname(local.ssrc(), local.cname()));
        return compound;
    }

    private void send(List<RtcpPacket> compound, InetSocketAddress destination) {
        if (!channel.isWritable()) {
            return; // a report that cannot leave now is worth nothing later
        }
        ByteBuf datagram = channel.alloc().buffer(256);
        RtcpCompound.write(datagram, compound);
        channel.writeAndFlush(new DatagramPacket(datagram, destination)).addListener(this::written);
    }

    private void written(Future<?> write) {
        if (!write.isSuccess() && channel.isActive()) {
            writeFailed.accept(write.cause());
        }
    }
}
