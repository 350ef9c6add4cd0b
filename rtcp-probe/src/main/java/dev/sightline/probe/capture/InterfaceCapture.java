package dev.sightline.probe.capture;

import dev.sightline.probe.Mistakes;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.FrameDecoder;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkType;
import dev.sightline.probe.packet.PacketListener;
import dev.sightline.probe.packet.Strangers;
import dev.sightline.rtp.RtpPackets;
import java.net.InetAddress;
import java.time.Instant;
import java.util.function.Predicate;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Captures UDP by port on one interface; reads never wait. Not for several threads. */
final class InterfaceCapture implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InterfaceCapture.class);

    private final String name;
    private final int linkType;
    private final PortRange ports;
    private final RtpSampling sampling;
    private final PcapHandle handle;
    private final FrameDecoder decoder;
    private final CaptureLimits limits;
    private final Mistakes mistakes = new Mistakes(log);
    private boolean announced;
    private long framesRead;
    private final GrowingCount received = new GrowingCount();
    private final GrowingCount dropped = new GrowingCount();
    private long lostBefore;
    private long mistakesTold;
    private boolean carriesMedia;

    private InterfaceCapture(
            String name,
            int linkType,
            PortRange ports,
            RtpSampling sampling,
            CaptureLimits limits,
            PcapHandle handle,
            FrameDecoder decoder) {
        this.name = name;
        this.linkType = linkType;
        this.ports = ports;
        this.sampling = sampling;
        this.limits = limits;
        this.handle = handle;
        this.decoder = decoder;
    }

    /**
     * Opens an interface.
     *
     * @param interfaces how many there are to capture on
     * @param local whether an address is this host's
     * @param addresses this host's link addresses
     * @throws CaptureException when the interface cannot be opened, or its frames are of an unknown kind
     */
    static InterfaceCapture open(
            CaptureInterface device,
            PortRange ports,
            CaptureLimits limits,
            int interfaces,
            Predicate<InetAddress> local,
            LinkAddresses addresses)
            throws CaptureException {
        PcapHandle handle = activate(device.name(), limits, interfaces);
        try {
            handle.setBlockingMode(BlockingMode.NONBLOCKING);
            int linkType = handle.getDlt().value();
            if (!LinkType.isKnown(linkType)) {
                throw new PcapNativeException("link type " + linkType + " of " + device.name()
                        + " is not known, expected Ethernet, raw IP, loopback or Linux cooked");
            }
            RtpSampling sampling = new RtpSampling(limits.rtpSampling(), limits.mostWhole(), System.nanoTime());
            handle.setFilter(CaptureFilter.expression(ports, linkType, sampling.now()), BpfCompileMode.OPTIMIZE);
            Strangers strangers = device.linkAddresses().isEmpty() ? Strangers.UNKNOWN : addresses.of(linkType);
            return new InterfaceCapture(
                    device.name(),
                    linkType,
                    ports,
                    sampling,
                    limits,
                    handle,
                    FrameDecoder.ofInterface(linkType, device.name(), device.loopback(), local, strangers));
        } catch (PcapNativeException | NotOpenException e) {
            handle.close();
            throw new CaptureException(String.valueOf(e.getMessage()), e);
        }
    }

    private static PcapHandle activate(String name, CaptureLimits limits, int interfaces) throws CaptureException {
        try {
            return new PcapHandle.Builder(name)
                    .snaplen(limits.snapLength())
                    .bufferSize(limits.bufferBytes(interfaces))
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    // Not immediate: the kernel then packs frames into blocks, which costs less for each, and wastes no
                    // room.
                    .immediateMode(false)
                    .timeoutMillis(Math.toIntExact(limits.block(interfaces).toMillis()))
                    .timestampPrecision(TimestampPrecision.NANO)
                    .build();
        } catch (PcapNativeException e) {
            throw new CaptureException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Hands over what has been captured, at most {@code most} frames, by one call of the native library: a call for each
     * frame leaves objects behind that cost the garbage collector more than the frame.
     *
     * @return how many frames were read
     * @throws CaptureException when the interface is gone; the capture is then of no further use
     */
    int read(int most, PacketListener packets, FrameSink frames, LinkAddresses addresses) throws CaptureException {
        if (!announced) {
            announced = true;
            frames.opened(
                    name, linkType, limits.snapLength(), CaptureFilter.inShort(ports), CaptureFilter.inWords(limits));
        }
        PacketListener counted = counting(packets);
        Burst burst = new Burst(name, frame -> take(frame, counted, frames, addresses), mistakes);
        int read;
        try {
            read = handle.dispatch(most, burst);
        } catch (InterruptedException brokenOff) {
            read = burst.read();
        } catch (PcapNativeException | NotOpenException e) {
            throw new CaptureException(String.valueOf(e.getMessage()), e);
        }
        burst.rethrow();
        framesRead += read;
        adapt();
        return read;
    }

    private void take(byte[] frame, PacketListener packets, FrameSink frames, LinkAddresses addresses) {
        Instant at = handle.getTimestamp().toInstant();
        if (frames == FrameSink.NONE) {
            decoder.decode(at, frame, packets);
            return;
        }
        WithoutMedia kept = new WithoutMedia(frame, packets);
        decoder.decode(at, frame, kept);
        frames.captured(name, linkType, at, kept.frame(), handle.getOriginalLength(), addresses.way(linkType, frame));
    }

    private PacketListener counting(PacketListener packets) {
        return new PacketListener() {
            @Override
            public void datagram(Datagram datagram) {
                if (RtpPackets.isRtp(datagram.payload())) {
                    sampling.captured();
                    carriesMedia = true;
                }
                packets.datagram(datagram);
            }

            @Override
            public void icmpError(IcmpError error) {
                packets.icmpError(error);
            }
        };
    }

    /** Where a filter is replaced libpcap applies the new one to what the kernel has gathered, too. */
    private void adapt() throws CaptureException {
        if (!sampling.changesAt(System.nanoTime())) {
            return;
        }
        try {
            handle.setFilter(CaptureFilter.expression(ports, linkType, sampling.now()), BpfCompileMode.OPTIMIZE);
        } catch (PcapNativeException | NotOpenException e) {
            throw new CaptureException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether only a sample of the RTP is captured now. */
    boolean isSampling() {
        return sampling.isSampling();
    }

    /** Whether RTP was seen on it. */
    boolean carriesMedia() {
        return carriesMedia;
    }

    /** How many frames a mistake of this program dropped since this was asked last. */
    long droppedByMistake() {
        long before = mistakesTold;
        mistakesTold = mistakes.count();
        return mistakesTold - before;
    }

    /** Frames read so far. */
    long packets() {
        return framesRead;
    }

    /**
     * What is not read yet was dropped before anybody watched: opening all interfaces takes longer than a ring lasts.
     *
     * @throws CaptureException when the interface is gone
     */
    void begin() throws CaptureException {
        lostBefore = dropped.at(counters().getNumPacketsDropped());
    }

    /**
     * libpcap's own counters, since it began.
     *
     * @throws CaptureException when the interface is gone
     */
    Drops drops() throws CaptureException {
        PcapStat now = counters();
        return new Drops(
                received.at(now.getNumPacketsReceived()) - lostBefore,
                dropped.at(now.getNumPacketsDropped()) - lostBefore,
                now.getNumPacketsDroppedByIf());
    }

    private PcapStat counters() throws CaptureException {
        try {
            return handle.getStats();
        } catch (PcapNativeException | NotOpenException e) {
            throw new CaptureException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
