package dev.sightline.cli;

import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.Remb;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtpPackets;
import dev.sightline.rtp.SourceDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.List;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/**
 * A camera in a VLAN, and what a media server sends back there: frames with an 802.1Q tag, put on the link at both of its
 * ends, since the kernels of these hosts know no VLANs.
 */
final class TaggedFrames implements AutoCloseable {
    private static final int VLAN = 42;
    private static final int TICKS_PER_FEEDBACK = 5;
    private static final long CAMERA_SSRC = 4_242;
    private static final long SERVER_SSRC = 2_424;

    private final InetSocketAddress camera;
    private final InetSocketAddress server;
    private final PcapHandle atCamera;
    private final PcapHandle atServer;
    private int tick;

    /** @param serverEnd the server's interface */
    TaggedFrames(
            Host camerasHost,
            String cameraEnd,
            InetSocketAddress camera,
            Host serversHost,
            String serverEnd,
            InetSocketAddress server) {
        this.camera = camera;
        this.server = server;
        atCamera = camerasHost.inside(() -> new PcapHandle.Builder(cameraEnd).build());
        atServer = serversHost.inside(() -> new PcapHandle.Builder(serverEnd).build());
    }

    /** 25 times a second. */
    void tick() {
        try {
            atCamera.sendPacket(frame(camera, server, media()));
            if (tick++ % TICKS_PER_FEEDBACK == 0) {
                atServer.sendPacket(frame(next(server), next(camera), feedback()));
            }
        } catch (PcapNativeException | NotOpenException problem) {
            throw new IllegalStateException(problem);
        }
    }

    private static InetSocketAddress next(InetSocketAddress rtp) {
        return new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1);
    }

    private ByteBuf media() {
        return RtpPackets.writeHeader(
                        Unpooled.buffer(), true, CameraOffer.PAYLOAD_TYPE, tick & 0xffff, 3_600L * tick, CAMERA_SSRC)
                .writeZero(100);
    }

    private static ByteBuf feedback() {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(
                out,
                List.of(
                        new ReceiverReport(SERVER_SSRC, List.of(new ReportBlock(CAMERA_SSRC, 0, 0, 1, 0, 0, 0))),
                        SourceDescription.ofCname(SERVER_SSRC, "server"),
                        new Remb(SERVER_SSRC, 1_000_000, List.of(CAMERA_SSRC))));
        return out;
    }

    /** To all of the link; without checksums, since no host takes it. */
    private static byte[] frame(InetSocketAddress from, InetSocketAddress to, ByteBuf payload) {
        int udpLength = 8 + payload.readableBytes();
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(new byte[] {-1, -1, -1, -1, -1, -1, 2, 0, 0, 0, 0, 7})
                .writeShort(0x8100)
                .writeShort(VLAN);
        out.writeShort(0x0800).writeShort(0x4500).writeShort(20 + udpLength).writeInt(0);
        out.writeShort(64 << 8 | 17).writeShort(0);
        out.writeBytes(from.getAddress().getAddress())
                .writeBytes(to.getAddress().getAddress());
        out.writeShort(from.getPort())
                .writeShort(to.getPort())
                .writeShort(udpLength)
                .writeShort(0);
        return ByteBufUtil.getBytes(out.writeBytes(payload));
    }

    @Override
    public void close() {
        atCamera.close();
        atServer.close();
    }
}
