package dev.sightline.relay;

import io.netty.channel.socket.DatagramChannel;

/** The two sockets of one section: RTP on an even port, RTCP on the odd one after it (RFC 3550, 11). */
record PortPair(DatagramChannel rtp, DatagramChannel rtcp) {
    int rtpPort() {
        return rtp.localAddress().getPort();
    }

    int rtcpPort() {
        return rtcp.localAddress().getPort();
    }

    void close() {
        close(rtp);
        close(rtcp);
    }

    static void close(DatagramChannel channel) {
        var unused = channel.close(); // a UDP socket has nothing left to say that one could wait for
    }

    @Override
    public String toString() {
        return rtpPort() + "/" + rtcpPort();
    }
}
