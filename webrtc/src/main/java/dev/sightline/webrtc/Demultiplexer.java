package dev.sightline.webrtc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands each datagram to its peer, on the peer's loop (RFC 7983). */
final class Demultiplexer {
    /** Datagrams on their way from one loop to another; they hold receive buffers. */
    private static final int MAX_FORWARDED = 4096;

    private final PeerDirectory directory;
    private final PortCounters counters;
    private final AtomicInteger forwarding = new AtomicInteger();

    Demultiplexer(PeerDirectory directory, PortCounters counters) {
        this.directory = directory;
        this.counters = counters;
    }

    /** @param datagram stays the caller's */
    void received(ByteBuf datagram, Tuple tuple, LoopSockets at) {
        if (datagram.readableBytes() > LoopSockets.MAX_DATAGRAM) {
            counters.malformed.increment();
            return;
        }
        switch (PacketKind.of(datagram)) {
            case STUN -> stun(datagram, tuple, at);
            case DTLS ->
                directory
                        .at(tuple)
                        .ifPresentOrElse(
                                peer -> peer.receivedRecords(ByteBufUtil.getBytes(datagram)),
                                counters.unmatched::increment);
            case MEDIA ->
                directory.at(tuple).ifPresentOrElse(peer -> media(datagram, peer), counters.unmatched::increment);
            case UNKNOWN -> counters.malformed.increment();
        }
    }

    private void stun(ByteBuf datagram, Tuple tuple, LoopSockets at) {
        if (!at.stunBudget().take(tuple, directory.isProven(tuple), System.nanoTime())) {
            counters.stunLimited.increment();
            return;
        }
        Optional<StunMessage> message = StunMessage.read(ByteBufUtil.getBytes(datagram));
        Optional<PeerTransport> peer = message.flatMap(directory::addressee);
        boolean isRequest =
                message.filter(m -> m.type() == Stun.BINDING_REQUEST).isPresent();
        // A request is verified here, on the loop where it came: a flood of forged ones stays there.
        if (peer.isEmpty() || (isRequest && !peer.get().isFromPeer(message.get()))) {
            counters.stunRejected.increment();
            return;
        }
        forward(peer.get(), () -> peer.get().receivedStun(message.get(), tuple, at), () -> {});
    }

    private void media(ByteBuf datagram, PeerTransport peer) {
        if (peer.isHere()) {
            peer.receivedMedia(datagram);
            return;
        }
        ByteBuf kept = datagram.retain();
        forward(peer, () -> peer.receivedMedia(kept), kept::release);
    }

    private void forward(PeerTransport peer, Runnable delivery, Runnable end) {
        if (peer.isHere()) {
            delivery.run();
            end.run();
            return;
        }
        if (forwarding.incrementAndGet() > MAX_FORWARDED) {
            forwarding.decrementAndGet();
            counters.overflowed.increment();
            end.run();
            return;
        }
        counters.forwarded.increment();
        try {
            peer.execute(() -> {
                forwarding.decrementAndGet();
                try {
                    delivery.run();
                } finally {
                    end.run();
                }
            });
        } catch (RejectedExecutionException e) { // the loops are shutting down
            forwarding.decrementAndGet();
            end.run();
        }
    }
}
