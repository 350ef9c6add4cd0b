package dev.sightline.relay;

import dev.sightline.rtp.Bye;
import dev.sightline.rtp.MalformedPacketException;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SenderReport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One negotiated section of a camera, and the whole way of its packets into the engine: {@link #rtp} for media, {@link #rtcp} for
 * reports. Nothing that comes from the network throws; what is refused is counted. Belongs to the camera's loop.
 */
final class CameraSection {
    private static final Logger LOG = LoggerFactory.getLogger(CameraSection.class);

    private final Camera camera;
    private final MediaType mediaType;
    private final ReturnPath returnPath;
    private final Map<Integer, Codec> codecs;
    private final SourceTracker tracker = new SourceTracker();
    private final HeldPackets held = new HeldPackets(SourceTracker.PROOF - 1);
    private final Reception reception = new Reception();
    private final FrameAssembler assembler;
    private final Flow flow;
    private final CameraPortCounters counters;
    private final PortPair ports;
    private final RtcpReporter reporter;

    private @Nullable EarlyReport early;
    private long foreign;
    private long refused;
    private long malformed;

    /** A sender report that came before the first packet of its source. */
    private record EarlyReport(SenderReport report, long arrivalNanos) {}

    /** Binds the section's ports. On the camera's loop, which is the calling one. */
    CameraSection(
            Camera camera,
            EventLoop loop,
            SectionOffer offer,
            MediaType mediaType,
            RtcpReporter.LocalSource local,
            ReturnPath returnPath,
            MediaPorts media) {
        this.camera = camera;
        this.mediaType = mediaType;
        this.returnPath = returnPath;
        this.codecs = offer.codecs();
        this.assembler = new FrameAssembler(camera.clock(), this::publish);
        this.flow = new Flow(state -> camera.tell(new EndpointEvent.MediaFlowOutStateChanged(mediaType, state)));
        this.counters = media.counters();
        this.ports = media.pairs().bind(loop, this::rtp, this::rtcp);
        this.reporter = new RtcpReporter(
                loop, ports.rtcp(), offer, local, returnPath, reception, camera::bandwidth, camera::writeFailed);
    }

    /** A datagram at the RTP port: from the wire to the viewers' loops. */
    private void rtp(DatagramPacket datagram) {
        if (isForeign(datagram)) {
            return;
        }
        long now = MediaTime.now();
        ByteBuf packet = datagram.content();
        if (RtpPackets.isRtcp(packet)) { // multiplexed though it was not agreed: readable all the same
            reports(datagram);
            return;
        }
        boolean readable = RtpPackets.isRtp(packet) && RtpPackets.payloadLength(packet) >= 0;
        Codec codec = readable ? codecs.get(RtpPackets.payloadType(packet)) : null;
        if (codec == null) {
            countMalformed();
            return;
        }
        if (!returnPath.rtpFrom(datagram.sender(), now)) {
            countRefused(1);
            return;
        }
        camera.mediaArrived();
        long sequence = tracker.accept(RtpPackets.ssrc(packet), codec, RtpPackets.sequenceNumber(packet), now);
        if (sequence == SourceTracker.OTHER_SOURCE) {
            countRefused(1);
        } else if (sequence == SequenceWindow.UNPROVEN) {
            countRefused(held.hold(packet, now));
        } else {
            SourceStream stream = tracker.current().orElseThrow();
            countRefused(
                    held.replayBefore(packet, sequence, (early, number, then) -> take(stream, early, number, then)));
            take(stream, packet, sequence, now);
        }
        reporter.startWhenPossible(now);
    }

    /** A packet of the current run, whose extended sequence number is {@code sequence}. */
    private void take(SourceStream stream, ByteBuf packet, long sequence, long arrivalNanos) {
        long timestamp = RtpPackets.timestamp(packet);
        int size = packet.readableBytes();
        reception.received(stream, RtpPackets.sequenceNumber(packet), timestamp, size, arrivalNanos);
        if (sequence == SequenceWindow.REFUSED) {
            countRefused(1);
            return;
        }
        camera.clock().packet(stream, timestamp, arrivalNanos);
        useEarlyReport(stream);
        flow.seen();
        int payloadOffset = RtpPackets.payloadOffset(packet);
        assembler.add(stream, packet, sequence, payloadOffset, RtpPackets.payloadLength(packet), arrivalNanos);
    }

    /** The end of the way in: the frame goes to every loop that has viewers. */
    private void publish(MediaFrame frame) {
        if (frame.keyframe() && mediaType == MediaType.VIDEO) {
            camera.keyframeArrived();
        }
        camera.fanout().publish(frame);
    }

    /** A datagram at the RTCP port. */
    private void rtcp(DatagramPacket datagram) {
        if (!isForeign(datagram)) {
            reports(datagram);
        }
    }

    private void reports(DatagramPacket datagram) {
        long now = MediaTime.now();
        try {
            Iterable<RtcpPacket> compound = RtcpCompound.read(datagram.content());
            if (!returnPath.rtcpFrom(datagram.sender(), now)) {
                countRefused(1);
                return;
            }
            camera.mediaArrived();
            reporter.startWhenPossible(now);
            for (RtcpPacket packet : compound) {
                if (packet instanceof SenderReport report) {
                    reported(report, now);
                } else if (packet instanceof Bye bye) {
                    ended(bye);
                }
            }
        } catch (MalformedPacketException e) {
            countMalformed();
        }
    }

    /** From outside the camera's networks: it is not even looked at. */
    private boolean isForeign(DatagramPacket datagram) {
        if (camera.admits(datagram.sender())) {
            return false;
        }
        if (foreign == 0) {
            LOG.warn(
                    "{} ports {}: datagrams from {} are dropped, it is in none of the camera's networks",
                    mediaType,
                    ports,
                    datagram.sender().getAddress().getHostAddress());
        }
        foreign++;
        counters.foreign.increment();
        return true;
    }

    private void countRefused(int packets) {
        refused += packets;
        counters.refused.add(packets);
    }

    private void countMalformed() {
        malformed++;
        counters.malformed.increment();
    }

    private void reported(SenderReport report, long now) {
        Optional<SourceStream> current = tracker.current().filter(stream -> stream.ssrc() == report.ssrc());
        if (current.isEmpty()) {
            early = new EarlyReport(report, now);
            return;
        }
        reception.reported(report, now);
        camera.clock().senderReport(current.get(), report.ntp(), report.rtpTimestamp(), now);
    }

    private void useEarlyReport(SourceStream stream) {
        EarlyReport waiting = early;
        if (waiting != null && waiting.report().ssrc() == stream.ssrc()) {
            early = null;
            reported(waiting.report(), waiting.arrivalNanos());
        }
    }

    private void ended(Bye bye) {
        Optional<SourceStream> current =
                tracker.current().filter(stream -> bye.ssrcs().contains(stream.ssrc()));
        if (current.isPresent()) {
            assembler.flush();
            tracker.reset();
            reception.ended();
            countRefused(held.discard());
            returnPath.ended();
            flow.stopped();
        }
    }

    /** Sends a request for a keyframe if the offer allows one and something has come; false otherwise. */
    boolean requestKeyframe(boolean preferFir) {
        return tracker.current()
                .map(stream -> reporter.requestKeyframe(stream, preferFir, MediaTime.now()))
                .orElse(false);
    }

    /** Once a second. */
    void tick() {
        flow.tick();
    }

    /** Ends everything that runs. */
    void close() {
        if (foreign + refused + malformed > 0) {
            LOG.info(
                    "{} ports {}: {} datagrams were from outside the camera's networks, {} refused, {} malformed",
                    mediaType,
                    ports,
                    foreign,
                    refused,
                    malformed);
        }
        reporter.stop();
        assembler.discard();
        held.discard();
        ports.close();
    }

    MediaType mediaType() {
        return mediaType;
    }

    PortPair ports() {
        return ports;
    }

    /** Datagrams from outside the camera's networks. */
    long foreign() {
        return foreign;
    }

    /** Datagrams from a source that is not taken, duplicates and packets that came far too late. */
    long refused() {
        return refused;
    }

    /** Datagrams that are not RTP or RTCP of this section. */
    long malformed() {
        return malformed;
    }

    Optional<StreamStats.Inbound> stats() {
        return reception.stats(mediaType, reporter.firs(), reporter.plis(), reporter.remb());
    }
}
