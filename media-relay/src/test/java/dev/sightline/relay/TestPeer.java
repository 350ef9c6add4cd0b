package dev.sightline.relay;

import dev.sightline.rtp.RtpPackets;
import dev.sightline.webrtc.IceCandidate;
import dev.sightline.webrtc.Peer;
import dev.sightline.webrtc.PeerStatistics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** A peer without a network that writes down what it is given to send. */
final class TestPeer implements Peer {
    final List<Sent> sent = new ArrayList<>();
    boolean writable = true;

    /** What an RTP packet looked like; {@code original} is the number that {@link Frames} wrote into its payload. */
    record Sent(int payloadType, int sequence, long timestamp, long ssrc, boolean marker, long original) {}

    @Override
    public void send(ByteBuf packet) {
        sent.add(new Sent(
                RtpPackets.payloadType(packet),
                RtpPackets.sequenceNumber(packet),
                RtpPackets.timestamp(packet),
                RtpPackets.ssrc(packet),
                RtpPackets.marker(packet),
                packet.getLong(packet.readerIndex() + RtpPackets.FIXED_HEADER_LENGTH)));
        packet.release();
    }

    List<Long> originals() {
        return sent.stream().map(Sent::original).toList();
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String localUfrag() {
        return "test";
    }

    @Override
    public String localPwd() {
        return "a password of no meaning";
    }

    @Override
    public void addRemoteCandidate(IceCandidate candidate) {}

    @Override
    public EventLoop loop() {
        throw new IllegalStateException("it has no loop");
    }

    @Override
    public PeerStatistics statistics() {
        return new PeerStatistics(sent.size(), 0, 0, 0, 0);
    }
}
