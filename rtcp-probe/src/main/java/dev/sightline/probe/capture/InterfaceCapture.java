package dev.sightline.probe.capture;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.FrameDecoder;
import dev.sightline.probe.packet.LinkType;
import java.io.EOFException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;

/** Captures UDP by port on one interface; reads never wait. Not for several threads. */
final class InterfaceCapture implements AutoCloseable {
    private final PcapHandle handle;
    private final FrameDecoder decoder;
    private long packets;

    private InterfaceCapture(PcapHandle handle, FrameDecoder decoder) {
        this.handle = handle;
        this.decoder = decoder;
    }

    /**
     * Opens an interface.
     *
     * @param snapLength octets kept of each frame
     * @param bufferBytes the kernel's ring
     * @param local whether an address is this host's
     * @throws CaptureException when the interface cannot be opened, or its frames are of an unknown kind
     */
    static InterfaceCapture open(
            CaptureInterface device, PortRange ports, int snapLength, int bufferBytes, Predicate<InetAddress> local)
            throws CaptureException {
        PcapHandle handle = activate(device.name(), snapLength, bufferBytes);
        try {
            handle.setBlockingMode(BlockingMode.NONBLOCKING);
            int linkType = handle.getDlt().value();
            if (!LinkType.isKnown(linkType)) {
                throw new PcapNativeException("link type " + linkType + " of " + device.name()
                        + " is not known, expected Ethernet, raw IP, loopback or Linux cooked");
            }
            handle.setFilter(filter(ports, linkType), BpfCompileMode.OPTIMIZE);
            return new InterfaceCapture(
                    handle, FrameDecoder.ofInterface(linkType, device.name(), device.loopback(), local));
        } catch (PcapNativeException | NotOpenException e) {
            handle.close();
            throw new CaptureException(String.valueOf(e.getMessage()), e);
        }
    }

    private static PcapHandle activate(String name, int snapLength, int bufferBytes) throws CaptureException {
        try {
            return new PcapHandle.Builder(name)
                    .snaplen(snapLength)
                    .bufferSize(bufferBytes)
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .immediateMode(true)
                    .timestampPrecision(TimestampPrecision.NANO)
                    .build();
        } catch (PcapNativeException e) {
            throw new CaptureException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * By port and never by host: trapped RTCP goes to a host that nobody expects. In an expression each {@code vlan}
     * moves what follows it behind one more tag.
     */
    static String filter(PortRange ports, int linkType) {
        String udp = "(udp and portrange " + ports + ")";
        return linkType == LinkType.ETHERNET ? udp + " or (vlan and (" + udp + " or (vlan and " + udp + ")))" : udp;
    }

    /**
     * Hands over what has been captured, at most {@code most} frames.
     *
     * @return how many frames were read
     * @throws CaptureException when the interface is gone; the capture is then of no further use
     */
    int read(int most, Consumer<Datagram> sink) throws CaptureException {
        int read = 0;
        try {
            for (; read < most; read++) {
                byte[] frame = handle.getNextRawPacketEx();
                Instant at = handle.getTimestamp().toInstant();
                decoder.decode(at, frame).ifPresent(sink);
            }
        } catch (TimeoutException empty) {
            // the non-blocking handle's way to say that nothing is there now
        } catch (PcapNativeException | NotOpenException | EOFException e) {
            throw new CaptureException(String.valueOf(e.getMessage()), e);
        }
        packets += read;
        return read;
    }

    /** Frames read so far. */
    long packets() {
        return packets;
    }

    /**
     * Frames that the kernel had to drop so far because they were not read in time.
     *
     * @throws CaptureException when the interface is gone
     */
    long dropped() throws CaptureException {
        try {
            return handle.getStats().getNumPacketsDropped();
        } catch (PcapNativeException | NotOpenException e) {
            throw new CaptureException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
