package dev.sightline.webrtc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer's SRTP in both directions and its figures. For the owning loop, but {@link #statistics}. */
final class ProtectedMedia {
    private static final Logger LOG = LoggerFactory.getLogger(ProtectedMedia.class);

    private final String peer;
    private final LongAdder packetsSent = new LongAdder();
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder packetsDropped = new LongAdder();
    private final LongAdder packetsReceived = new LongAdder();
    private final LongAdder packetsRejected = new LongAdder();
    private Optional<SrtpSender> sender = Optional.empty();
    private Optional<SrtpReceiver> receiver = Optional.empty();

    /** @param peer names it in the log */
    ProtectedMedia(String peer) {
        this.peer = peer;
    }

    /** We are the DTLS server: the client's key is for what comes in. */
    void use(SrtpKeys keys) throws GeneralSecurityException {
        sender = Optional.of(new SrtpSender(keys.profile(), keys.server()));
        receiver = Optional.of(new SrtpReceiver(keys.profile(), keys.client()));
    }

    boolean hasKeys() {
        return sender.isPresent();
    }

    void dropKeys() {
        sender = Optional.empty();
        receiver = Optional.empty();
    }

    /** Protects and queues a packet where that is possible, else counts it. Takes ownership of {@code packet}. */
    void send(ByteBuf packet, Optional<Tuple> route, LoopSockets sockets) {
        try {
            int length = packet.readableBytes();
            boolean possible = sender.isPresent() && route.isPresent() && length <= LoopSockets.MAX_DATAGRAM;
            if (!possible || sockets.isOverfull(route.get())) {
                packetsDropped.increment();
                return;
            }
            byte[] work = sockets.outbound();
            packet.getBytes(packet.readerIndex(), work, 0, length);
            int protectedLength = sender.get().protect(work, length);
            sockets.write(work, protectedLength, route.get());
            packetsSent.increment();
            bytesSent.add(protectedLength);
        } catch (SrtpException e) {
            packetsDropped.increment();
            LOG.debug("to peer {}: {}", peer, e.getMessage());
        } finally {
            packet.release();
        }
    }

    /**
     * Opens a datagram.
     *
     * @param datagram stays the caller's
     * @return the plain packet, in the loop's work array: valid until the next one comes in; empty when it is rejected
     */
    Optional<ByteBuf> receive(ByteBuf datagram, LoopSockets sockets) {
        if (receiver.isEmpty()) {
            packetsRejected.increment();
            return Optional.empty();
        }
        byte[] work = sockets.inbound();
        int length = datagram.readableBytes();
        datagram.getBytes(datagram.readerIndex(), work, 0, length);
        try {
            ByteBuf plain = Unpooled.wrappedBuffer(work, 0, receiver.get().unprotect(work, length));
            packetsReceived.increment();
            return Optional.of(plain);
        } catch (SrtpException e) {
            packetsRejected.increment();
            LOG.trace("from peer {}: {}", peer, e.getMessage());
            return Optional.empty();
        }
    }

    PeerStatistics statistics() {
        return new PeerStatistics(
                packetsSent.sum(), bytesSent.sum(), packetsDropped.sum(), packetsReceived.sum(), packetsRejected.sum());
    }
}
