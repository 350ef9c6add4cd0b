package dev.sightline.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;

/** What tests say about one datagram of RTCP, given as hex digits (spaces allowed) or as packets to be written. */
final class RtcpAssert {
    private final String hex;

    private RtcpAssert(String hex) {
        this.hex = hex;
    }

    static RtcpAssert assertThatRtcp(String hex) {
        return new RtcpAssert(hex.replace(" ", ""));
    }

    static RtcpAssert assertThatRtcp(RtcpPacket... packets) {
        return new RtcpAssert(hexOf(List.of(packets)));
    }

    static String hexOf(List<? extends RtcpPacket> packets) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(out, packets);
        return ByteBufUtil.hexDump(out);
    }

    static List<RtcpPacket> read(String hex) throws MalformedPacketException {
        return RtcpCompound.read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)));
    }

    RtcpAssert isCompoundOf(RtcpPacket... packets) throws MalformedPacketException {
        assertThat(read(hex)).containsExactly(packets);
        return this;
    }

    RtcpAssert isWrittenAs(String expected) {
        assertThat(hex).isEqualTo(expected.replace(" ", ""));
        return this;
    }

    /** Reading and writing again gives the same octets. */
    RtcpAssert survivesReadingAndWriting() throws MalformedPacketException {
        assertThat(hexOf(read(hex))).isEqualTo(hex);
        return this;
    }

    void isRefusedBecause(String reason) {
        assertThatThrownBy(() -> read(hex))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining(reason);
    }
}
